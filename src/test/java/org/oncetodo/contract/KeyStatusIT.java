package org.oncetodo.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Problems.assertProblem;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyStatusIT {

    private final Client todos = Deployment.client();

    @Test
    @Promise("GET /idempotency-keys?key=…: 200 with idempotency_key, todo_id, created_at, expires_at")
    void aClientLearnsWhatBecameOfItsKey() {
        String key = Fresh.key();
        Answer created = todos.create(key, Fresh.draft()).expect(201);

        Answer answer = status(key).expect(200);

        JsonObject status = answer.todo();
        assertThat(answer.the("Content-Type")).startsWith(Client.JSON);
        assertThat(status.keySet()).containsExactly("idempotency_key", "todo_id", "created_at", "expires_at");
        assertThat(status.getString("idempotency_key")).isEqualTo(key);
        assertThat(status.getJsonNumber("todo_id").longValueExact()).isEqualTo(created.id());
        assertThat(Instant.parse(status.getString("created_at")))
                .isBefore(Instant.parse(status.getString("expires_at")));
        Instant promised = ZonedDateTime.parse(created.the("Idempotency-Key-Expires"), RFC_1123_DATE_TIME)
                .toInstant();
        assertThat(Instant.parse(status.getString("expires_at"))).isEqualTo(promised);
    }

    @Test
    @Promise("Cache-Control: no-store on key status")
    void noCacheKeepsTheStatusOfAKey() {
        String key = Fresh.key();
        todos.create(key, Fresh.draft()).expect(201);

        assertThat(status(key).the("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    @Promise("GET /idempotency-keys?key=…: the key spelled as in the header, percent-encoded")
    void theKeyIsSpelledAsInTheHeader() {
        String key = Fresh.key();
        todos.create(key, Fresh.draft()).expect(201);
        Answer bare = status(key).expect(200);

        for (String spelling : List.of('"' + key + '"', '"' + key + "\";a=1", '"' + key + "\"; b=\"x, y\"")) {
            assertThat(status(spelling).expect(200).bytes()).as(spelling).isEqualTo(bare.bytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"<key> a\"", "\"\\\"<key>\\\\\"", "<key>!#$%&'()*+-./:<=>?@[]^_`{|}~", "\"<key>,;\""})
    @Promise("GET /idempotency-keys?key=…: the key spelled as in the header, percent-encoded")
    void everyKeyCanBeAskedFor(String spelling) {
        String key = spelling.replace("<key>", Fresh.key());
        Answer created = todos.create(key, Fresh.draft()).expect(201);

        assertThat(status(key).expect(200).todo().getJsonNumber("todo_id").longValueExact())
                .isEqualTo(created.id());
    }

    @Test
    @Promise("GET /idempotency-keys?key=…: 404 where nothing is known of it")
    void anUnknownKeyIsNotFound() {
        String key = Fresh.key();

        assertProblem(status(key), "not-found", key);

        todos.create(key, Fresh.draft()).expect(201);
        assertProblem(status(key + "X"), "not-found");
        assertProblem(status('"' + key + " \""), "not-found");
    }

    @Test
    @Promise("GET /idempotency-keys?key=…: the key outlives its todo")
    void theKeyOutlivesItsTodo() {
        String key = Fresh.key();
        Answer created = todos.create(key, Fresh.draft()).expect(201);
        Answer before = status(key).expect(200);
        todos.delete(created.location()).expect(204);

        assertThat(status(key).expect(200).bytes()).isEqualTo(before.bytes());
    }

    @Test
    @Promise("GET /idempotency-keys?key=…: 404 where nothing is known of it")
    void theKeyOfAFailedRequestIsNotFound() {
        String key = Fresh.key();
        byte[] blank = "{\"title\":\" \"}".getBytes(UTF_8);
        assertProblem(
                todos.flawed("POST", "/todos", blank, "Content-Type", Client.JSON, "Idempotency-Key", key),
                "invalid-todo");

        assertProblem(status(key), "not-found", key);
    }

    static Stream<String> badKeys() {
        return BadKeys.all();
    }

    @ParameterizedTest
    @MethodSource("badKeys")
    @Promise("GET /idempotency-keys?key=…: 400 idempotency-key-invalid where it is malformed or absent")
    void whatIsNoKeyCannotBeAskedFor(String key) {
        assertProblem(todos.flawed("GET", "/idempotency-keys?key=" + encoded(key)), "idempotency-key-invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?key", "?key=", "?Key=abc", "?keys=abc", "?key=%F0%9F%98%80", "?key=a%00b"})
    @Promise("GET /idempotency-keys?key=…: 400 idempotency-key-invalid where it is malformed or absent")
    void anAbsentKeyCannotBeAskedFor(String query) {
        assertProblem(todos.flawed("GET", "/idempotency-keys" + query), "idempotency-key-invalid");
    }

    @Test
    @Promise("A repeated or malformed parameter is 400 invalid-parameter")
    void twoKeysCannotBeAskedForAtOnce() {
        assertProblem(todos.flawed("GET", "/idempotency-keys?key=abc&key=abc"), "invalid-parameter");
    }

    private Answer status(String key) {
        return todos.get("/idempotency-keys?key=" + encoded(key));
    }

    /** Every byte of it, so that nothing is left to the client library. */
    private static String encoded(String key) {
        return key.chars().mapToObj("%%%02X"::formatted).collect(Collectors.joining());
    }
}
