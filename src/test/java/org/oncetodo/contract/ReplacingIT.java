package org.oncetodo.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Client.JSON;
import static org.oncetodo.contract.Problems.assertProblem;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplacingIT {

    private final Client todos = Deployment.client();
    private Answer created;
    private String todo;

    @BeforeEach
    void create() {
        created = todos.create(Fresh.draft(Fresh.title(), "From store", true)).expect(201);
        todo = created.location();
    }

    @Test
    @Promise({
        "PUT /todos/{id}: 200, the todo; replaces all three writable members",
        "The todo: exactly five members, in this order"
    })
    void allThreeWritableMembersAreReplaced() {
        String title = Fresh.title();

        Answer put = todos.put(todo, Fresh.draft(title, "From market", false)).expect(200);

        JsonObject replaced = put.todo();
        assertThat(replaced.keySet()).containsExactly("id", "title", "description", "is_completed", "created_at");
        assertThat(replaced.getString("title")).isEqualTo(title);
        assertThat(replaced.getString("description")).isEqualTo("From market");
        assertThat(replaced.getBoolean("is_completed")).isFalse();
        assertThat(replaced.get("id")).isEqualTo(created.todo().get("id"));
        assertThat(replaced.get("created_at")).isEqualTo(created.todo().get("created_at"));
        Answer read = todos.get(todo).expect(200);
        assertThat(read.bytes()).isEqualTo(put.bytes());
        assertThat(read.tag()).isEqualTo(put.tag()).isNotEqualTo(created.tag());
    }

    @Test
    @Promise("PUT /todos/{id}: 200, the todo; replaces all three writable members")
    void whatIsLeftOutGoesBackToItsDefault() {
        JsonObject replaced = todos.put(todo, Fresh.draft()).expect(200).todo();

        assertThat(replaced.get("description")).isEqualTo(JsonValue.NULL);
        assertThat(replaced.get("is_completed")).isEqualTo(JsonValue.FALSE);
    }

    @Test
    @Promise("PUT of a part, by Content-Range, is 400 (RFC 9110, 14.5)")
    void aPartIsNoTodo() {
        byte[] draft = Fresh.draft().getBytes(UTF_8);

        assertProblem(
                todos.flawed("PUT", todo, draft, "Content-Type", JSON, "Content-Range", "bytes 0-41/400"),
                "invalid-parameter");
        assertThat(todos.get(todo).expect(200).bytes()).isEqualTo(created.bytes());
    }

    @Test
    @Promise("A PUT, PATCH or DELETE that is sent again has happened once")
    void puttingTwiceIsPuttingOnce() {
        String draft = Fresh.draft();

        Answer first = todos.put(todo, draft).expect(200);
        Answer second = todos.put(todo, draft).expect(200);

        assertThat(second.bytes()).isEqualTo(first.bytes());
        assertThat(second.tag()).isEqualTo(first.tag());
    }

    @Test
    @Promise("The todo: PUT and PATCH take id and created_at where they equal what is stored")
    void whatAGetReturnedCanBeSentBack() {
        Answer put = todos.put(todo, created.text()).expect(200);

        assertThat(put.bytes()).isEqualTo(created.bytes());
        assertThat(put.tag()).isEqualTo(created.tag());
    }

    @Test
    @Promise("The todo: PUT and PATCH take id and created_at where they equal what is stored")
    void theServersOwnMembersCannotBeReplaced() {
        Answer other = todos.create(Fresh.draft()).expect(201);
        for (String members : List.of(
                "\"id\":" + other.id(),
                "\"id\":" + created.id() + "1",
                "\"id\":-" + created.id(),
                "\"id\":\"" + created.id() + "\"",
                "\"id\":null",
                "\"id\":" + created.id() + ".5",
                "\"created_at\":\"2001-01-01T00:00:00Z\"",
                "\"created_at\":null",
                "\"created_at\":0",
                "\"created_at\":\"\"",
                "\"created_at\":\"yesterday\"")) {
            Answer answer = todos.flawed(
                    "PUT", todo, ("{\"title\":\"x\"," + members + "}").getBytes(UTF_8), "Content-Type", Client.JSON);

            String pointer = members.startsWith("\"id\"") ? "/id" : "/created_at";
            assertThat(Problems.pointers(assertProblem(answer, "invalid-todo")))
                    .as(members)
                    .containsExactly(pointer);
        }
        assertThat(todos.get(todo).bytes()).isEqualTo(created.bytes());
    }

    @Test
    @Promise("PUT /todos/{id}: 404 where there is none, never creates")
    void aPutNeverCreates() {
        todos.delete(todo).expect(204);

        assertProblem(todos.put(todo, Fresh.draft()), "not-found");
        assertProblem(todos.get(todo), "not-found");
        assertProblem(todos.put("/todos/9223372036854775807", Fresh.draft()), "not-found");
    }

    @Test
    @Promise("ETag: strong, and a function of the representation's bytes alone")
    void theTagOfAnEarlierStateComesBackWithIt() {
        Answer changed = todos.put(todo, Fresh.draft()).expect(200);
        Answer back = todos.put(todo, created.text()).expect(200);

        assertThat(changed.tag()).isNotEqualTo(created.tag());
        assertThat(back.tag()).isEqualTo(created.tag());
    }
}
