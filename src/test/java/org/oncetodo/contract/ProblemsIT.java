package org.oncetodo.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Problems.assertProblem;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemsIT {

    private final Client todos = Deployment.client();

    static Stream<String> names() {
        return Problems.STATUS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("names")
    @Promise("Problems: type is /problems/NAME, which is served as a page a person can read")
    void everyTypeOfProblemIsAPage(String name) {
        String path = "/problems/" + name;
        Answer page = todos.quick("GET", path, null).expect(200);

        assertThat(page.the("Content-Type")).startsWith("text/");
        assertThat(page.text())
                .contains(name)
                .contains(Problems.STATUS.get(name).toString());
        todos.quick("GET", path, null, "Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
                .expect(200);
    }

    @Test
    @Promise("Problems: an unknown path is 404 not-found, as a problem")
    void thereIsNoPageForAProblemThatThereIsNot() {
        assertProblem(todos.flawed("GET", "/problems/no-such-problem"), "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/WEB-INF/web.xml", "/WEB-INF/", "/META-INF/openapi.yaml", "/meta-inf/MANIFEST.MF"})
    @Promise("Problems: what the WAR is made of is 404, as a problem unless the listener refuses it bare")
    void whatTheServiceIsMadeOfIsNotServed(String path) {
        Answer answer = todos.quick("GET", path, null).expect(404);

        if (answer.header("Content-Type").orElse("").startsWith("application/problem+json")) {
            assertProblem(answer, "not-found");
        } else {
            assertThat(answer.text())
                    .isEqualTo("<html><head><title>Error</title></head><body>404 - Not Found</body></html>");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/todo",
                "/Todos",
                "/todosx",
                "/todos/1/2",
                "/todos/1/nothing",
                "/idempotency-keys/abc",
                "/idempotency-key",
                "/nothing.html",
                "/application.wadl",
                "/nothing.jsp",
                "/problems/not-found/x"
            })
    @Promise("Problems: an unknown path is 404 not-found, as a problem")
    void aPathThatLeadsNowhereIsAProblem(String path) {
        for (String method : new String[] {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
            assertProblem(todos.quick(method, path, null), "not-found");
        }
        assertProblem(todos.quick("GET", path, null, "Accept", "text/html"), "not-found");
    }

    @Test
    @Promise("Problems: instance is a urn:uuid of its own")
    void everyProblemIsAnInstanceOfItsOwn() {
        Set<String> instances = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            instances.add(assertProblem(todos.get("/todos/9223372036854775807"), "not-found")
                    .getString("instance"));
        }
        assertThat(instances).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: another",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 5"
            })
    @Promise("A request whose host or end is not what it seems to be is 400, and the last on its connection")
    void whatMayBeTwoRequestsIsNone(String header) {
        Answer todo = todos.create(Fresh.draft()).expect(201);
        String hidden = todos.keptHead("DELETE", todo.location(), List.of());
        try (Wire wire = todos.wire()) {
            wire.say(
                    todos.keptHead("DELETE", "/todos/0", List.of(header)), ("0\r\n\r\n" + hidden).getBytes(ISO_8859_1));

            assertThat(wire.answer().status()).isIn(400, 501);
            wire.awaitEnd();
        }
        todos.get(todo.location()).expect(200);
    }

    @Test
    @Promise("A request whose host or end is not what it seems to be is 400, and the last on its connection")
    void nobodyWaitsForAnEndThatMayBeAnother() {
        try (Wire wire = todos.wire()) {
            wire.say(
                    todos.keptHead(
                            "POST",
                            "/todos",
                            List.of(
                                    "Content-Type: application/json",
                                    "Transfer-Encoding: chunked",
                                    "Content-Length: 5")),
                    new byte[0]);

            wire.answer().expect(400);
            wire.awaitEnd();
        }
    }

    @Test
    @Promise("POST /todos: 400, and nothing is created, where the Host is none of a URI (RFC 9110, 7.2)")
    void aHostThatIsNoneOfAUriIsRefused() {
        String draft = Fresh.draft();
        String head = todos.head(
                "POST",
                "/todos",
                List.of("Content-Type: application/json", "Content-Length: " + draft.getBytes(UTF_8).length));
        try (Wire wire = todos.wire()) {
            wire.say(head.replaceFirst("Host: [^\r]*", "Host: {a}"), draft.getBytes(UTF_8));

            wire.answer().expect(400);
        }
    }

    /** What a scanner would send. Whatever it is answered, it is no fault of the server's. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/todos?after=1%27%20OR%20%271%27=%271",
                "/todos/1%27;DROP",
                "/todos/..%2e/",
                "/todos/%FF",
                "/todos?limit=%FF",
                "/todos?limit=%zz",
                "/todos?%zz",
                "/todos?limit=%",
                "/todos?&&&===",
                "/todos//",
                "//todos",
                "/todos/./",
                "/todos/%7B%7D",
                "/todos/{id}",
                "/idempotency-keys?key=%zz",
                "/problems/..%5c",
                "/problems/%00"
            })
    @Promise("Problems: no request is answered with a stack trace, class name or SQL")
    void aStrangeRequestIsNoFaultOfTheServer(String path) {
        Answer answer = todos.raw("GET", path, List.of(), new byte[0]);

        assertThat(answer.status()).as("%s", answer).isLessThan(500);
        assertThat(new String(answer.bytes(), ISO_8859_1))
                .doesNotContain("Exception", "\tat ", "org.oncetodo", "SELECT");
    }
}
