package org.oncetodo.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Problems.assertProblem;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class SlowClientsIT {

    /** More than WildFly has threads on four cores, and more than a pool of 20 lets in. */
    private static final int MANY = 70;

    /** From none to two milliseconds: before, while and after the server turns to something else. */
    private static final int PAUSES = 125;

    private static final long TINY_NANOS = 16_000;

    private final Client todos = Deployment.client();

    @Test
    @Promise("Slow clients (RFC 9110, 15.5.9): others are served while many send their bodies slowly, and so are these")
    void whoSendsABodySlowlyHoldsNobodyUp() {
        byte[] body = Fresh.draft().getBytes(UTF_8);
        List<Wire> slow = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                Wire wire = todos.wire();
                slow.add(wire);
                wire.say(head(body.length), Arrays.copyOf(body, 1));
            }

            todos.create(Fresh.draft()).expect(201);

            for (Wire wire : slow) {
                wire.say("", Arrays.copyOfRange(body, 1, body.length));
            }
            for (Wire wire : slow) {
                wire.answer().expect(201);
            }
        } finally {
            slow.forEach(Wire::close);
        }
    }

    @Test
    @Promise(
            "Slow clients (RFC 9110, 15.5.9): a body that comes a moment after its head is as good, each of a thousand times")
    void aBodyMayComeAfterItsHead() {
        byte[] body = Fresh.draft().getBytes(UTF_8);

        List<Integer> created = Race.of(8, racer -> {
            try (Wire wire = todos.wire()) {
                int count = 0;
                for (; count < PAUSES; count++) {
                    wire.say(todos.keptHead("POST", "/todos", headers(body.length)), new byte[0]);
                    LockSupport.parkNanos(count * TINY_NANOS); // the pause is what is tested
                    wire.say("", body);
                    wire.answer().expect(201);
                }
                return count;
            }
        });

        assertThat(created).containsOnly(PAUSES);
    }

    @Test
    @Promise("Slow clients (RFC 9110, 15.5.9): 408 request-timeout where a body does not come; nothing was stored")
    void aBodyThatDoesNotComeIsGivenUp() {
        String key = Fresh.key();
        try (Wire wire = todos.wire()) {
            wire.say(head(100, "Idempotency-Key: " + key), "{".getBytes(UTF_8));

            Answer answer = wire.answer();

            assertProblem(answer, "request-timeout");
            assertThat(answer.header("Connection")).contains("close");
        }
        assertThat(todos.create(key, Fresh.draft()).expect(201).replayed()).isFalse();
    }

    private String head(int length, String... more) {
        List<String> headers = new ArrayList<>(headers(length));
        headers.addAll(List.of(more));
        return todos.head("POST", "/todos", headers);
    }

    private static List<String> headers(int length) {
        return List.of("Content-Type: application/json", "Content-Length: " + length);
    }
}
