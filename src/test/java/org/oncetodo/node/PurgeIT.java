package org.oncetodo.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.oncetodo.contract.Answer;
import org.oncetodo.contract.Client;
import org.oncetodo.contract.Fresh;
import org.oncetodo.contract.Promise;
import org.oncetodo.contract.Race;

@NeedsTheNode
class PurgeIT {

    private static final Duration SEVERAL_PURGES = Duration.ofSeconds(5);

    /** By which the last keys have expired, and been purged. */
    private static final Duration SURELY_PURGED = Duration.ofSeconds(30);

    @Test
    @Promise("Settings: todos.idempotency.purge-every, and no create notices the purge")
    void keysAreCreatedReplayedAndForgottenWhileOthersArePurged() {
        try (Node node = Node.fresh("purge")
                .with("todos.idempotency.ttl", "PT1S")
                .with("todos.idempotency.purge-every", "PT1S")
                .start()) {
            Client todos = new Client(node.url());
            String draft = Fresh.draft();
            Instant end = Instant.now().plus(SEVERAL_PURGES);

            List<Set<Long>> ids = Race.of(8, racer -> {
                String key = "purge-" + racer / 2;
                Set<Long> seen = new HashSet<>();
                while (Instant.now().isBefore(end)) {
                    Answer answer = todos.quickly(key, draft).expect(201);
                    seen.add(answer.id());
                    todos.quickly(Fresh.key(), draft).expect(201);
                }
                return seen;
            });

            node.await(
                    "purge of what has expired",
                    SURELY_PURGED,
                    () -> todos.quick("GET", "/prometheus", null)
                            .expect(200)
                            .text()
                            .contains("\ntodos_keys_expired 0.0\n"));
            assertThat(ids).allSatisfy(seen -> assertThat(seen).hasSizeBetween(3, 8));
            node.assertQuiet();
        }
    }
}
