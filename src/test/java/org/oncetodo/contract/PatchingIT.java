package org.oncetodo.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Client.MERGE_PATCH;
import static org.oncetodo.contract.Problems.assertProblem;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatchingIT {

    private final Client todos = Deployment.client();
    private Answer created;
    private String todo;

    @BeforeEach
    void create() {
        created = todos.create(Fresh.draft(Fresh.title(), "From store", false)).expect(201);
        todo = created.location();
    }

    @Test
    @Promise({"PATCH /todos/{id}: 200, the todo; changes what is named", "The todo: exactly five members, in this order"
    })
    void onlyWhatIsNamedChanges() {
        JsonObject before = created.todo();

        Answer patched = todos.patch(todo, "{\"is_completed\":true}").expect(200);

        JsonObject after = patched.todo();
        assertThat(after.keySet()).containsExactly("id", "title", "description", "is_completed", "created_at");
        assertThat(after.getBoolean("is_completed")).isTrue();
        for (String member : List.of("id", "title", "description", "created_at")) {
            assertThat(after.get(member)).isEqualTo(before.get(member));
        }
        Answer read = todos.get(todo).expect(200);
        assertThat(read.bytes()).isEqualTo(patched.bytes());
        assertThat(read.tag()).isEqualTo(patched.tag()).isNotEqualTo(created.tag());
    }

    @Test
    @Promise("PATCH /todos/{id}: null removes a description")
    void nullRemovesADescription() {
        JsonObject patched =
                todos.patch(todo, "{\"description\":null}").expect(200).todo();

        assertThat(patched.get("description")).isEqualTo(JsonValue.NULL);
        assertThat(patched.get("title")).isEqualTo(created.todo().get("title"));
    }

    @Test
    @Promise("PATCH /todos/{id}: 200, the todo; changes what is named")
    void allMembersCanBePatchedAtOnce() {
        String title = Fresh.title();

        Answer patched = todos.patch(todo, Fresh.draft(title, "x", true)).expect(200);

        assertThat(patched.todo().getString("title")).isEqualTo(title);
        assertThat(patched.todo().getString("description")).isEqualTo("x");
        assertThat(patched.todo().getBoolean("is_completed")).isTrue();
    }

    @Test
    @Promise("PATCH /todos/{id}: an empty patch changes nothing")
    void anEmptyPatchChangesNothing() {
        Answer patched = todos.patch(todo, "{}").expect(200);

        assertThat(patched.bytes()).isEqualTo(created.bytes());
        assertThat(patched.tag()).isEqualTo(created.tag());
    }

    @Test
    @Promise("The todo: PUT and PATCH take id and created_at where they equal what is stored")
    void whatAGetReturnedIsAPatchThatChangesNothing() {
        assertThat(todos.patch(todo, created.text()).expect(200).bytes()).isEqualTo(created.bytes());
    }

    @Test
    @Promise("A PUT, PATCH or DELETE that is sent again has happened once")
    void patchingTwiceIsPatchingOnce() {
        Answer first = todos.patch(todo, "{\"description\":\"again\"}").expect(200);
        Answer second = todos.patch(todo, "{\"description\":\"again\"}").expect(200);

        assertThat(second.bytes()).isEqualTo(first.bytes());
        assertThat(second.tag()).isEqualTo(first.tag());
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("{\"title\":null}", List.of("/title")),
                Arguments.of("{\"is_completed\":null}", List.of("/is_completed")),
                Arguments.of(
                        "{\"title\":null,\"is_completed\":null,\"description\":null}",
                        List.of("/title", "/is_completed")),
                Arguments.of("{\"id\":1}", List.of("/id")),
                Arguments.of("{\"id\":null}", List.of("/id")),
                Arguments.of("{\"created_at\":null}", List.of("/created_at")),
                Arguments.of("{\"created_at\":\"2001-01-01T00:00:00Z\"}", List.of("/created_at")),
                Arguments.of("{\"owner\":null}", List.of("/owner")),
                Arguments.of("{\"description\":1,\"is_completed\":1}", List.of("/description", "/is_completed")));
    }

    @ParameterizedTest
    @MethodSource("refused")
    @Promise("PATCH /todos/{id}: null is refused for title and is_completed; same validation, same pointers")
    void aPatchThatLeavesNoTodoIsRefused(String patch, List<String> pointers) {
        Answer answer = todos.flawed("PATCH", todo, patch.getBytes(UTF_8), "Content-Type", MERGE_PATCH);

        assertThat(Problems.pointers(assertProblem(answer, "invalid-todo")))
                .containsExactlyInAnyOrderElementsOf(pointers);
        assertThat(todos.get(todo).bytes()).isEqualTo(created.bytes());
    }

    @Test
    @Promise("PATCH /todos/{id}: 404 where there is none")
    void whatIsGoneCannotBePatched() {
        todos.delete(todo).expect(204);

        assertProblem(todos.patch(todo, "{\"is_completed\":true}"), "not-found");
        assertProblem(todos.patch(todo, "{}"), "not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json-patch+json",
                "text/plain",
                "application/merge-patch",
                "application/merge-patch+xml",
                "application/merge-patch+json; charset=iso-8859-1",
                "application/*",
                "*/*"
            })
    @Promise("PATCH /todos/{id}: takes application/merge-patch+json; another type is 415 with Accept-Patch")
    void anotherTypeThanMergePatchIsRefused(String type) {
        Answer answer = todos.raw(
                "PATCH",
                todo,
                List.of("Content-Type: " + type, "Content-Length: 21"),
                "{\"is_completed\":true}".getBytes(UTF_8));

        assertProblem(answer, "unsupported-media-type");
        assertThat(answer.the("Accept-Patch")).isEqualTo(MERGE_PATCH);
        assertThat(todos.get(todo).bytes()).isEqualTo(created.bytes());
    }

    @Test
    @Promise("PATCH /todos/{id}: takes application/merge-patch+json; another type is 415 with Accept-Patch")
    void aPatchMayNameItsCharset() {
        byte[] patch = "{\"title\":\"Bücher\"}".getBytes(UTF_8);

        Answer answer = todos.raw(
                "PATCH",
                todo,
                List.of("Content-Type: application/merge-patch+json; charset=UTF-8", "Content-Length: " + patch.length),
                patch);

        assertThat(answer.expect(200).todo().getString("title")).isEqualTo("Bücher");
    }
}
