package org.oncetodo.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.oncetodo.contract.Answer;
import org.oncetodo.contract.Client;
import org.oncetodo.contract.Fresh;
import org.oncetodo.contract.Promise;
import org.oncetodo.contract.Race;

/** An empty database without statistics, on a server that has not served anything yet. */
@NeedsTheNode
class ColdRaceIT {

    private static final int RACERS = 16;
    private static final int ROUNDS = 50;

    /** So that all may be inside at once, however long the first ones take. */
    private static final String POOL = Integer.toString(2 * RACERS);

    @Test
    @Promise({
        "Races: on a cold, empty node sixteen requests with sixteen keys get sixteen todos, fifty times over",
        "Races: on a cold, empty node sixteen requests with one new key get one todo, fifty times over"
    })
    void racersGetOneTodoForEachKeyFromTheFirstMomentOn() {
        try (Node node = Node.fresh("cold").with("todos.db.pool", POOL).start()) {
            Client todos = new Client(node.url());
            Set<Long> ids = new HashSet<>();
            for (int round = 0; round < ROUNDS; round++) {
                String draft = Fresh.draft();
                String key = Fresh.key();
                List<Answer> answers = Race.of(
                        2 * RACERS,
                        racer -> todos.quickly(racer < RACERS ? key : Fresh.key(), draft)
                                .expect(201));
                List<Answer> one = answers.subList(0, RACERS);
                List<Answer> many = answers.subList(RACERS, 2 * RACERS);

                assertThat(many).allSatisfy(answer -> {
                    assertThat(answer.replayed()).isFalse();
                    assertThat(ids.add(answer.id())).isTrue();
                });
                Race.assertOneCreation(one);
                assertThat(ids.add(one.get(0).id())).isTrue();
            }
            assertThat(everyId(todos)).containsExactlyInAnyOrderElementsOf(ids);
            node.assertQuiet();
        }
    }

    private static List<Long> everyId(Client todos) {
        List<Long> ids = new ArrayList<>();
        todos.walk("/todos?limit=1000").forEach(page -> ids.addAll(page.ids()));
        return ids;
    }
}
