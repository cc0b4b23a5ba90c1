package org.oncetodo.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Client.JSON;
import static org.oncetodo.contract.Client.MERGE_PATCH;
import static org.oncetodo.contract.Problems.assertProblem;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StrictJsonIT {

    private static final Client TODOS = Deployment.client();

    private static Answer marker;

    @BeforeAll
    static void mark() {
        marker = TODOS.create(Fresh.draft()).expect(201);
    }

    @AfterAll
    static void nothingWasStored() {
        assertThat(TODOS.get("/todos?after=" + marker.id()).expect(200).text()).isEqualTo("[]");
    }

    static Stream<BadBody> bodies() {
        return Stream.of(BadBody.malformed(), BadBody.invalid(), BadBody.withoutTitle())
                .flatMap(body -> body);
    }

    static Stream<BadBody> patches() {
        return Stream.concat(BadBody.malformed(), BadBody.invalid());
    }

    @ParameterizedTest
    @MethodSource("bodies")
    @Promise({
        "Bad UTF-8, a duplicate member, a lone surrogate, deep nesting, text after the value: 400 malformed-json",
        "No object, a wrong type, null for title or is_completed, U+0000, an unknown member: 400 invalid-todo",
        "The todo: title is required, not blank, of at most 255 characters; POST refuses id and created_at",
        "Problems: invalid-todo has errors with pointers, all of them at once",
        "Problems: type, title, status, detail, instance and retryable, and nothing of the inside"
    })
    void whatIsNoTodoIsNotCreated(BadBody body) {
        String key = Fresh.key();

        Answer answer = TODOS.flawed("POST", "/todos", body.bytes(), "Content-Type", JSON, "Idempotency-Key", key);

        assertRefused(answer, body);
        TODOS.quick("GET", "/idempotency-keys?key=" + key, null).expect(404);
    }

    @ParameterizedTest
    @MethodSource("bodies")
    @Promise("PUT /todos/{id}: what is no todo is refused as on POST")
    void whatIsNoTodoReplacesNone(BadBody body) {
        assertRefused(changed("PUT", JSON, body), body);
        assertThat(TODOS.quick("GET", marker.location(), null).expect(200).bytes())
                .isEqualTo(marker.bytes());
    }

    @ParameterizedTest
    @MethodSource("patches")
    @Promise("PATCH /todos/{id}: null is refused for title and is_completed; same validation, same pointers")
    void whatIsNoPatchChangesNone(BadBody body) {
        assertRefused(changed("PATCH", MERGE_PATCH, body), body);
        assertThat(TODOS.quick("GET", marker.location(), null).expect(200).bytes())
                .isEqualTo(marker.bytes());
    }

    private static Answer changed(String method, String type, BadBody body) {
        List<String> headers = List.of("Content-Type: " + type, "Content-Length: " + body.bytes().length);
        return TODOS.raw(method, marker.location(), headers, body.bytes());
    }

    private static void assertRefused(Answer answer, BadBody body) {
        JsonObject problem = assertProblem(answer, body.problem());
        if (body.problem().equals("invalid-todo")) {
            assertThat(Problems.pointers(problem)).containsExactlyInAnyOrderElementsOf(body.pointers());
        }
    }
}
