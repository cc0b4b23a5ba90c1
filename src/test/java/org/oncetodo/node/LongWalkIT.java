package org.oncetodo.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.oncetodo.contract.Client;
import org.oncetodo.contract.Fresh;
import org.oncetodo.contract.Promise;
import org.oncetodo.contract.Race;

@NeedsTheNode
class LongWalkIT {

    private static final int TODOS = 10_000;
    private static final int WRITERS = 8;

    @Test
    @Promise("GET /todos: a walk over ten thousand todos sees each that stood at its start once")
    void aWalkOverTenThousandTodosSeesEachOnceWhileOthersAreCreated() {
        try (Node node = Node.fresh("long-walk").start()) {
            Client todos = new Client(node.url());
            Set<Long> stood = new HashSet<>();
            Race.of(
                            WRITERS,
                            writer -> IntStream.range(0, TODOS / WRITERS)
                                    .mapToObj(i -> create(todos))
                                    .toList())
                    .forEach(stood::addAll);
            assertThat(todos.quick("GET", "/todos?limit=1000", null).expect(200).ids())
                    .hasSize(1000);
            AtomicBoolean walking = new AtomicBoolean(true);
            CountDownLatch others = new CountDownLatch(2);
            List<Long> walked = new ArrayList<>();

            Race.of(3, racer -> {
                if (racer == 0) {
                    try {
                        Race.await(others);
                        todos.walk("/todos?limit=100").forEach(page -> walked.addAll(page.ids()));
                    } finally {
                        walking.set(false);
                    }
                } else {
                    create(todos);
                    others.countDown();
                    while (walking.get()) {
                        create(todos);
                    }
                }
                return null;
            });

            assertThat(stood).hasSize(TODOS);
            assertThat(walked).isSorted().doesNotHaveDuplicates();
            stood.removeAll(new HashSet<>(walked));
            assertThat(stood).isEmpty();
        }
    }

    private static long create(Client todos) {
        return todos.quickly(Fresh.draft()).expect(201).id();
    }
}
