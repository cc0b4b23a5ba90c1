package org.oncetodo.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Problems.assertProblem;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlowClientsIT {

    /** As many as may be inside at once beside a pool of 20 (docs/operating.md); more would have to wait for that. */
    private static final int MANY = 30;

    /** More than a server has threads beside such a pool: 314 (docs/operating.md). */
    private static final int MORE_THAN_THREADS = 360;

    /** From none to two milliseconds: before, while and after the server turns to something else. */
    private static final int PAUSES = 125;

    /** Bodies that are awaited at once: 512. */
    private static final int MORE_THAN_PLACES = 520;

    private static final long TINY_NANOS = 16_000;

    private final Client todos = Deployment.client();

    @Test
    @Promise("Slow clients (RFC 9110, 15.5.9): others are served while many send their bodies slowly, and so are these")
    void whoSendsABodySlowlyHoldsNobodyUp() {
        byte[] body = Fresh.draft().getBytes(UTF_8);
        List<Wire> slow = new ArrayList<>();
        try {
            begin(MANY, slow, head(body.length), Arrays.copyOf(body, 1));

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

    @ParameterizedTest
    @CsvSource({"/todos, content-too-large", "/nothing, not-found"})
    @Promise("Slow clients (RFC 9110, 15.5.9): others are served while many send nothing of a body that nobody reads")
    void whoIsAnsweredBeforeHisBodyHoldsNobodyUp(String path, String problem) {
        List<Wire> slow = new ArrayList<>();
        try {
            for (int i = 0; i < MORE_THAN_THREADS; i++) {
                begin(1, slow, todos.keptHead("POST", path, headers(70_000)), new byte[0]);
                assertProblem(slow.get(i).answer(), problem);
            }

            todos.create(Fresh.draft()).expect(201);

            slow.forEach(Wire::hangUp);
        } finally {
            slow.forEach(Wire::close);
        }
    }

    @ParameterizedTest
    @CsvSource({"PUT, /todos/%2e%2e, 100", "POST, /nothing, 1"})
    @Promise("Slow clients (RFC 9110, 15.5.9): others are served while many send nothing of a body that nobody reads")
    void whoNeverSendsHisBodyHoldsNobodyUp(String method, String path, int length) {
        List<Wire> slow = new ArrayList<>();
        try {
            begin(MORE_THAN_THREADS, slow, todos.keptHead(method, path, headers(length)), new byte[0]);

            todos.create(Fresh.draft()).expect(201);

            for (Wire wire : slow) {
                assertProblem(wire.answer(), "request-timeout");
            }
            todos.create(Fresh.draft()).expect(201);
            slow.forEach(Wire::hangUp); // or those that come next would find no place for their bodies
        } finally {
            slow.forEach(Wire::close);
        }
    }

    @ParameterizedTest
    @CsvSource({"DELETE, /todos/0, application/json, 204", "POST, /todos, application/x-www-form-urlencoded, 415"})
    @Promise("Slow clients (RFC 9110, 15.5.9): a body that nobody reads is not waited for, and the connection ends")
    void aConnectionEndsWhereABodyIsNotRead(String method, String path, String type, int status) {
        List<Wire> slow = new ArrayList<>();
        try {
            List<String> headers = List.of("Content-Type: " + type, "Content-Length: 70000");
            begin(MANY, slow, todos.keptHead(method, path, headers), new byte[0]);
            for (Wire wire : slow) {
                wire.answer().expect(status);
            }
            todos.create(Fresh.draft()).expect(201);
            slow.forEach(Wire::awaitEnd);
        } finally {
            slow.forEach(Wire::close);
        }
    }

    @Test
    @Promise("Slow clients (RFC 9110, 15.5.9): whatever path is asked for, others can send their bodies slowly then")
    void aPathWithDotsTakesNoPlaceForEver() {
        List<String> chunked = List.of("Content-Type: application/json", "Transfer-Encoding: chunked");
        for (int i = 0; i < MORE_THAN_PLACES; i++) {
            Answer answer = todos.raw("POST", "/%2e/todos", chunked, "0\r\n\r\n".getBytes(UTF_8));
            assertThat(answer.status()).isBetween(400, 404);
        }

        sentSlowly("POST", "/todos").expect(201);
    }

    /** Without a length, and over HTTP/2 where the server speaks it without TLS, as WildFly does. */
    @Test
    @Promise("Slow clients (RFC 9110, 15.5.9): others are served, also where bodies of no known length are sent slowly")
    void whoSendsABodyOfUnknownLengthSlowlyHoldsNobodyUp() {
        CountDownLatch begun = new CountDownLatch(MANY);
        CountDownLatch goOn = new CountDownLatch(1);
        List<CompletableFuture<Answer>> slow = todos.creations(MANY, () -> new HeldBody(Fresh.draft(), begun, goOn));
        try {
            Race.await(begun);
            todos.create(Fresh.draft()).expect(201);
        } finally {
            goOn.countDown();
        }
        assertThat(slow).allSatisfy(one -> one.join().expect(201));
    }

    /** The body of a todo that comes when it may. */
    private static final class HeldBody extends ByteArrayInputStream {

        private final CountDownLatch begun;
        private final CountDownLatch goOn;

        HeldBody(String todo, CountDownLatch begun, CountDownLatch goOn) {
            super(todo.getBytes(UTF_8));
            this.begun = begun;
            this.goOn = goOn;
        }

        @Override
        public synchronized int read(byte[] to, int offset, int length) {
            begun.countDown();
            Race.await(goOn);
            return super.read(to, offset, length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%3Bx", "%3Fx", "%23x", "%25", "x"})
    @Promise("An id that is no positive 64-bit number is the id of no todo, also where the body comes slowly")
    void whatComesSlowlyIsMeantForNoOtherTodo(String more) {
        assertOfNoTodo(id -> id + more);
    }

    @Test
    @Promise("An id that is no positive 64-bit number is the id of no todo, also where the body comes slowly")
    void thePathOfWhatComesSlowlyIsDecodedOnce() {
        assertOfNoTodo(id -> id.replaceAll("[0-9]", "%253$0"));
    }

    private void assertOfNoTodo(UnaryOperator<String> segment) {
        Answer todo = todos.create(Fresh.draft()).expect(201);

        assertProblem(sentSlowly("PUT", "/todos/" + segment.apply(Long.toString(todo.id()))), "not-found");

        assertThat(todos.get(todo.location()).expect(200).bytes()).isEqualTo(todo.bytes());
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

    /** The answer to a todo of which all but a byte comes after the answer to another one. */
    private Answer sentSlowly(String method, String path) {
        byte[] body = Fresh.draft().getBytes(UTF_8);
        try (Wire wire = todos.wire()) {
            wire.say(todos.head(method, path, headers(body.length)), Arrays.copyOf(body, 1));
            todos.create(Fresh.draft()).expect(201); // the head has come meanwhile
            wire.say("", Arrays.copyOfRange(body, 1, body.length));
            return wire.answer();
        }
    }

    /** Says this on many connections, which are left open. */
    private void begin(int number, List<Wire> slow, String head, byte[] body) {
        for (int i = 0; i < number; i++) {
            Wire wire = todos.wire();
            slow.add(wire);
            wire.say(head, body);
        }
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
