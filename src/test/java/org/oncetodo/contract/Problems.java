package org.oncetodo.contract;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What every problem owes to the client that gets it. */
public final class Problems {

    static final Map<String, Integer> STATUS = Map.ofEntries(
            entry("malformed-json", 400),
            entry("invalid-todo", 400),
            entry("invalid-parameter", 400),
            entry("idempotency-key-invalid", 400),
            entry("idempotency-key-missing", 400),
            entry("unauthorized", 401),
            entry("not-found", 404),
            entry("method-not-allowed", 405),
            entry("not-acceptable", 406),
            entry("idempotency-key-in-flight", 409),
            entry("precondition-failed", 412),
            entry("request-timeout", 408),
            entry("content-too-large", 413),
            entry("unsupported-media-type", 415),
            entry("idempotency-key-reused", 422),
            entry("internal-error", 500),
            entry("unavailable", 503));

    private static final Set<String> RETRYABLE =
            Set.of("request-timeout", "idempotency-key-in-flight", "internal-error", "unavailable");

    /** What is not there now may be there later, so both answers make sense. */
    private static final Set<String> EITHER = Set.of("not-found");

    private static final Pattern INSIDES = Pattern.compile(
            "(?m)^\\s*at \\S+\\(|Exception|\\b(java|jakarta|org|com|fish)\\.\\w"
                    + "|SQLSTATE|(?i)\\b(select|insert|update|delete)\\b.{0,40}\\b(from|into|set)\\b|derby|postgres|payara|jersey");

    private Problems() {}

    public static JsonObject assertProblem(Answer answer, String name) {
        answer.expect(STATUS.get(name));
        assertThat(answer.the("Content-Type")).as("media type of %s", answer).startsWith("application/problem+json");
        JsonObject problem = answer.todo();
        String type = "/problems/" + name;
        assertThat(problem.getString("type", "none")).as("type of %s", answer).isEqualTo(type);
        assertThat(problem.getInt("status", 0)).as("status in %s", answer).isEqualTo(answer.status());
        assertThat(problem.getString("title", "")).as("title of %s", answer).isNotBlank();
        assertThat(problem.getString("detail", "")).as("detail of %s", answer).isNotBlank();
        assertThat(problem.getString("instance", ""))
                .as("instance of %s", answer)
                .matches("urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(answer.the("Cache-Control"))
                .as("Cache-Control of %s", answer)
                .isEqualTo("no-store");
        assertThat(problem.get("retryable")).as("retryable in %s", answer).isIn(JsonValue.TRUE, JsonValue.FALSE);
        if (!EITHER.contains(name)) {
            assertThat(problem.getBoolean("retryable"))
                    .as("retryable in %s", answer)
                    .isEqualTo(RETRYABLE.contains(name));
        }
        assertThat(answer.text()).doesNotContainPattern(INSIDES);
        return problem;
    }

    static JsonObject assertProblem(Answer answer, String name, String key) {
        JsonObject problem = assertProblem(answer, name);
        assertThat(problem.getString("idempotency_key", "none"))
                .as("idempotency_key in %s", answer)
                .isEqualTo(key);
        return problem;
    }

    static List<String> pointers(JsonObject problem) {
        return problem.getJsonArray("errors").getValuesAs(JsonObject.class).stream()
                .peek(error -> assertThat(error.getString("detail", "")).isNotBlank())
                .map(error -> error.getString("pointer"))
                .toList();
    }
}
