package org.oncetodo.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Client.JSON;
import static org.oncetodo.contract.Problems.assertProblem;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingIT {

    private final Client todos = Deployment.client();
    private Answer created;

    @BeforeEach
    void create() {
        created = todos.create(Fresh.draft(Fresh.title(), "From store", false)).expect(201);
    }

    @Test
    @Promise({
        "GET /todos/{id}: 200 with ETag",
        "What a POST answers is, byte for byte, what a GET of the unchanged todo and a replay answer later",
        "ETag: strong, and a function of the representation's bytes alone"
    })
    void aTodoIsReadAsItWasAnswered() {
        for (int i = 0; i < 3; i++) {
            Answer read = todos.get(created.location()).expect(200);

            assertThat(read.bytes()).isEqualTo(created.bytes());
            assertThat(read.tag()).isEqualTo(created.tag());
            assertThat(read.the("Content-Type")).isEqualTo(created.the("Content-Type"));
        }
    }

    @Test
    @Promise("Cache-Control: private, no-cache on GET of todos")
    void aCacheMayKeepATodoButAsksEachTime() {
        String todo = created.location();
        assertThat(todos.get(todo).the("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(todos.get("/todos?limit=1").the("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(todos.quick("HEAD", todo, null).the("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(todos.get(todo, "If-None-Match", created.tag()).expect(304).the("Cache-Control"))
                .isEqualTo("private, no-cache");
    }

    @Test
    @Promise("GET /todos/{id}: 404 where there is none")
    void aDeletedTodoIsNotFound() {
        todos.delete(created.location()).expect(204);

        assertProblem(todos.get(created.location()), "not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "-0",
                "abc",
                "9223372036854775808",
                "99999999999999999999999999",
                "1.0",
                "1e3",
                "0x10",
                "1a",
                "%20",
                "null",
                "1,2",
                "%D9%A3",
                "-9223372036854775808",
                "*"
            })
    @Promise("An id that is no positive 64-bit number is the id of no todo: 404, and 204 for DELETE")
    void whatIsNoIdIsTheIdOfNoTodo(String id) {
        String path = "/todos/" + id;
        byte[] draft = Fresh.draft().getBytes(StandardCharsets.UTF_8);

        assertProblem(todos.flawed("GET", path), "not-found");
        assertProblem(todos.flawed("PUT", path, draft, "Content-Type", JSON), "not-found");
        assertProblem(todos.flawed("PATCH", path, draft, "Content-Type", Client.MERGE_PATCH), "not-found");
        todos.flawed("DELETE", path).expect(204);
    }

    @Test
    @Promise("GET /todos/{id}: 404 where there is none")
    void theGreatestIdIsAnId() {
        assertProblem(todos.get("/todos/9223372036854775807"), "not-found");
    }

    @Test
    @Promise("HEAD answers as GET would, without the body")
    void headAnswersAsGetWithoutTheBody() {
        todos.create(Fresh.draft()).expect(201);
        String key = Fresh.key();
        todos.create(key, Fresh.draft()).expect(201);
        for (int i = 0; i < 3; i++) { // a page that no server holds back until it is whole
            todos.create(Fresh.draft("long", "x".repeat(4_000), false)).expect(201);
        }
        for (String path : List.of(
                created.location(),
                "/todos?limit=1&after=" + (created.id() - 1),
                "/todos",
                "/idempotency-keys?key=" + key,
                "/problems/not-found",
                "/todos/0",
                "/todos?limit=0",
                "/nothing")) {
            Answer get = todos.quick("GET", path, null);
            Answer head = todos.rest("HEAD", path, List.of());

            head.expect(get.status());
            assertThat(head.bytes()).as("body of HEAD %s", path).isEmpty();
            for (String header : List.of("ETag", "Cache-Control", "Content-Type", "Link", "Location", "Allow")) {
                assertThat(head.header(header))
                        .as("%s of HEAD %s", header, path)
                        .isEqualTo(get.header(header));
            }
            head.header("Content-Length")
                    .ifPresent(length -> assertThat(length)
                            .as("Content-Length of HEAD %s", path)
                            .isEqualTo(Integer.toString(get.bytes().length)));
        }
    }

    @Test
    @Promise("HEAD answers as GET would, without the body")
    void headOfAnUnchangedTodoIs304() {
        Answer head = todos.rest("HEAD", created.location(), List.of("If-None-Match: " + created.tag()));

        head.expect(304);
        assertThat(head.bytes()).isEmpty();
        assertThat(head.header("Content-Length").orElse("none")).isIn("none", Integer.toString(created.bytes().length));
    }

    @Test
    @Promise("Unknown parameters are ignored, also those of a path")
    void whatFollowsASemicolonInThePathIsIgnored() {
        for (String path :
                List.of("/todos;x=1/" + created.id(), created.location() + ";x", created.location() + ";/")) {
            assertThat(todos.quick("GET", path, null).expect(200).bytes()).isEqualTo(created.bytes());
        }
    }

    @Test
    @Promise("A trailing slash makes no difference")
    void aTrailingSlashMakesNoDifference() {
        String todo = created.location() + "/";
        String draft = Fresh.draft();

        assertThat(todos.flawed("GET", todo).expect(200).bytes()).isEqualTo(created.bytes());
        todos.flawed("GET", "/todos/?limit=1").expect(200);
        byte[] body = draft.getBytes(StandardCharsets.UTF_8);
        String location = todos.flawed("POST", "/todos/", body, "Content-Type", JSON)
                .expect(201)
                .location();
        assertThat(location).doesNotEndWith("/").doesNotContain("//");
        todos.flawed("PUT", todo, body, "Content-Type", JSON).expect(200);
        todos.flawed("PATCH", todo, body, "Content-Type", Client.MERGE_PATCH).expect(200);
        todos.flawed("HEAD", todo).expect(200);
        todos.flawed("OPTIONS", todo).expect(204);
        todos.flawed("OPTIONS", "/todos/").expect(204);
        todos.flawed("DELETE", todo).expect(204);
        assertProblem(todos.get(created.location()), "not-found");
        assertProblem(todos.flawed("GET", "/idempotency-keys/?key=" + Fresh.key()), "not-found");
        todos.quick("GET", "/problems/not-found/", null).expect(200);
    }

    @Test
    @Promise("Unknown parameters are ignored")
    void unknownParametersAreIgnored() {
        String nonsense = "?foo=1&foo=2&Limit=abc&limit%5B%5D=0&title=x";
        byte[] draft = Fresh.draft().getBytes(StandardCharsets.UTF_8);

        assertThat(todos.flawed("GET", created.location() + nonsense)
                        .expect(200)
                        .bytes())
                .isEqualTo(created.bytes());
        todos.flawed("GET", "/todos" + nonsense).expect(200);
        todos.flawed("POST", "/todos" + nonsense, draft, "Content-Type", JSON).expect(201);
        todos.flawed("PUT", created.location() + nonsense, draft, "Content-Type", JSON)
                .expect(200);
        todos.flawed("DELETE", created.location() + nonsense).expect(204);
    }
}
