package org.oncetodo.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Problems.assertProblem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests with two or more faults: the answer that comes first in the contract wins. */
class PrecedenceIT {

    private static final Client TODOS = Deployment.client();

    private static final String KEY = Fresh.key();
    private static final String DRAFT = Fresh.draft();

    private static Answer known;

    /** The faults, and what shows that there is none of the kind. */
    private static final Map<String, String> LINES = Map.of(
            "no-json-wanted", "Accept: image/png",
            "no-json-sent", "Content-Type: text/plain",
            "too-large", "Content-Length: 70000",
            "json", "Content-Type: application/json",
            "patch", "Content-Type: application/merge-patch+json",
            "bad-key", "Idempotency-Key: \"unfinished",
            "known-key", "Idempotency-Key: " + KEY,
            "stale", "If-Match: \"stale\"");

    private static final Map<String, String> BODIES =
            Map.of("malformed", "{\"title\":", "invalid", "{\"title\":\" \"}", "same", DRAFT, "other", Fresh.draft());

    @BeforeAll
    static void createUnderTheKey() {
        known = TODOS.create(KEY, DRAFT).expect(201);
    }

    @ParameterizedTest(name = "{2} comes first of {0} {1} {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                // 404 of the path
                "BREW   | /nothing | not-found              | no-json-wanted",
                "GET    | /nothing | not-found              | no-json-wanted",
                "POST   | /nothing | not-found              | no-json-sent malformed",
                "POST   | /nothing | not-found              | json too-large",
                "POST   | /nothing | not-found              | json bad-key malformed",
                // 405
                "PUT    | /todos   | method-not-allowed     | no-json-wanted json same",
                "PUT    | /todos   | method-not-allowed     | no-json-sent same",
                "PUT    | /todos   | method-not-allowed     | json too-large",
                "PUT    | /todos   | method-not-allowed     | json bad-key same",
                "PUT    | /todos   | method-not-allowed     | json malformed stale",
                "POST   | {gone}   | method-not-allowed     | no-json-wanted no-json-sent bad-key malformed",
                // 406
                "POST   | /todos   | not-acceptable         | no-json-wanted no-json-sent same",
                "POST   | /todos   | not-acceptable         | no-json-wanted json too-large",
                "POST   | /todos   | not-acceptable         | no-json-wanted json bad-key same",
                "POST   | /todos   | not-acceptable         | no-json-wanted json malformed",
                "POST   | /todos   | not-acceptable         | no-json-wanted json invalid",
                "POST   | /todos   | not-acceptable         | no-json-wanted json known-key same",
                "POST   | /todos   | not-acceptable         | no-json-wanted json known-key other",
                "GET    | {gone}   | not-acceptable         | no-json-wanted",
                "PUT    | {gone}   | not-acceptable         | no-json-wanted json same",
                "PUT    | {todo}   | not-acceptable         | no-json-wanted json other stale",
                // 415
                "POST   | /todos   | unsupported-media-type | no-json-sent too-large",
                "POST   | /todos   | unsupported-media-type | no-json-sent bad-key same",
                "POST   | /todos   | unsupported-media-type | no-json-sent malformed",
                "POST   | /todos   | unsupported-media-type | no-json-sent invalid",
                "POST   | /todos   | unsupported-media-type | no-json-sent known-key same",
                "POST   | /todos   | unsupported-media-type | no-json-sent known-key other",
                "POST   | /todos   | unsupported-media-type | bad-key malformed",
                "PUT    | {gone}   | unsupported-media-type | no-json-sent same",
                "PUT    | {todo}   | unsupported-media-type | no-json-sent other stale",
                "PATCH  | {gone}   | unsupported-media-type | json same",
                "PATCH  | {todo}   | unsupported-media-type | json other stale",
                // 413
                "POST   | /todos   | content-too-large      | json bad-key too-large",
                "POST   | /todos   | content-too-large      | json known-key too-large",
                "PUT    | {gone}   | content-too-large      | json too-large",
                "PUT    | {todo}   | content-too-large      | json stale too-large",
                "PATCH  | {gone}   | content-too-large      | patch too-large",
                // the key's 400
                "POST   | /todos   | idempotency-key-invalid | json bad-key malformed",
                "POST   | /todos   | idempotency-key-invalid | json bad-key invalid",
                // the body's 400
                "POST   | /todos   | malformed-json         | json known-key malformed",
                "POST   | /todos   | invalid-todo           | json known-key invalid",
                "PUT    | {gone}   | malformed-json         | json malformed",
                "PUT    | {gone}   | invalid-todo           | json invalid",
                "PUT    | {todo}   | malformed-json         | json malformed stale",
                "PUT    | {todo}   | invalid-todo           | json invalid stale",
                "PATCH  | {gone}   | malformed-json         | patch malformed",
                "PATCH  | {gone}   | invalid-todo           | patch invalid",
                "PATCH  | {todo}   | invalid-todo           | patch invalid stale",
                // 422
                "POST   | /todos   | idempotency-key-reused | json known-key other stale",
                // 404 of the todo
                "PUT    | {gone}   | not-found              | json same stale",
                "PATCH  | {gone}   | not-found              | patch same stale",
                // 412
                "PUT    | {todo}   | precondition-failed    | json other stale",
                "PATCH  | {todo}   | precondition-failed    | patch other stale",
                "DELETE | {todo}   | precondition-failed    | stale"
            })
    @Promise(
            "Where several answers fit: 404 of the path, 405, 406, 415, 413, the key's 400, the body's 400, the replay, 422, "
                    + "404 of the todo, 412")
    void theFirstOfTheAnswersThatFitWins(String method, String path, String problem, String faults) {
        List<String> lines = new ArrayList<>();
        byte[] body = new byte[0];
        for (String fault : faults.split(" ")) {
            if (LINES.containsKey(fault)) {
                lines.add(LINES.get(fault));
            } else {
                body = BODIES.get(fault).getBytes(UTF_8);
            }
        }
        if (lines.stream().noneMatch(line -> line.startsWith("Content-Length"))) {
            lines.add("Content-Length: " + body.length);
        }
        String target = path.replace("{todo}", known.location()).replace("{gone}", "/todos/9223372036854775807");

        assertProblem(TODOS.raw(method, target, lines, body), problem);

        assertThat(TODOS.get(known.location()).expect(200).bytes()).isEqualTo(known.bytes());
    }
}
