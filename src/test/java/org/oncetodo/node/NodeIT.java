package org.oncetodo.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.oncetodo.contract.Answer;
import org.oncetodo.contract.BadBody;
import org.oncetodo.contract.BadKeys;
import org.oncetodo.contract.Client;
import org.oncetodo.contract.Fresh;
import org.oncetodo.contract.Promise;
import org.oncetodo.contract.Wire;

@NeedsTheNode
class NodeIT {

    private static Node node;

    @BeforeAll
    static void prepare() {
        node = Node.fresh("node");
    }

    @BeforeEach
    void start() {
        if (!node.running()) {
            node.start();
        }
    }

    @AfterAll
    static void end() {
        node.close();
    }

    @Test
    @Promise({
        "One idea: a request that is sent again has happened once, also when the node dies",
        "What a POST answers is, byte for byte, what a GET and a replay answer later, also after a restart",
        "Settings: a later change of todos.idempotency.ttl breaks no promise"
    })
    void aRetryAfterAPowerCutGetsTheFirstAnswer() {
        Client todos = new Client(node.url());
        String unkeyed = todos.create(Fresh.draft("Bücher \uD83D\uDE00  ", "", true))
                .expect(201)
                .location();
        String key = Fresh.key();
        String draft = Fresh.draft();
        Answer first = todos.create(key, draft).expect(201);
        node.kill();

        todos = new Client(node.with("todos.idempotency.ttl", "PT1S").start().url());

        assertThat(todos.get(first.location()).expect(200).bytes()).isEqualTo(first.bytes());
        todos.create(key, draft).assertRepeats(first);
        assertThat(todos.get(unkeyed).expect(200).todo().getString("title")).isEqualTo("Bücher \uD83D\uDE00  ");
        assertThat(todos.create(key, Fresh.draft()).expect(422).the("Idempotency-Key-Expires"))
                .isEqualTo(first.the("Idempotency-Key-Expires"));
    }

    @Test
    @Promise({
        "Whoever stops the node with SIGTERM cuts off no request that is running",
        "What a POST answers is, byte for byte, what a GET and a replay answer later, also after a restart"
    })
    void aRequestThatIsRunningIsFinishedWhenTheNodeIsAskedToStop() {
        Client todos = new Client(node.url());
        byte[] draft = Fresh.draft().getBytes(UTF_8);
        Answer created;
        try (Wire wire = todos.wire()) {
            wire.say(
                    todos.head(
                            "POST",
                            "/todos",
                            List.of(
                                    "Content-Type: application/json",
                                    "Expect: 100-continue",
                                    "Content-Length: " + draft.length)),
                    new byte[0]);
            wire.answer().expect(100);
            node.askToStop();
            wire.say("", draft);
            created = wire.answer();
        } finally {
            node.ended();
        }
        created.expect(201);

        todos = new Client(node.start().url());

        assertThat(todos.get(created.location()).expect(200).bytes()).isEqualTo(created.bytes());
    }

    @Test
    @Promise("The log says at the end of the start where the service is and where its data is")
    void theLogSaysWhereTheServiceAndItsDataAre() {
        assertThat(node.log())
                .containsPattern(":" + node.url().getPort() + "\\b")
                .contains(node.database().url());
    }

    @Test
    @Promise("The OpenAPI document is served at /openapi")
    void theServiceDescribesItself() {
        assertThat(new Client(node.url())
                        .quick("GET", "/openapi", null)
                        .expect(200)
                        .text())
                .startsWith("openapi: 3.")
                .contains("/todos/{id}:", "/idempotency-keys:");
    }

    @Test
    @Promise("Bad requests leave no stack trace in the log")
    void badRequestsAreNoEventForTheLog() {
        Client todos = new Client(node.url());
        Stream.of(BadBody.malformed(), BadBody.invalid(), BadBody.withoutTitle())
                .flatMap(bodies -> bodies)
                .forEach(body -> post(todos, Fresh.key(), body.bytes()).expect(400));
        BadKeys.all().forEach(key -> post(todos, key, "{}".getBytes(UTF_8)).expect(400));
        todos.raw("GET", "/todos/%FF", List.of(), new byte[0]).expect(400);
        for (String header :
                List.of("Accept", "Accept-Language", "Accept-Charset", "Accept-Encoding", "Content-Language")) {
            todos.flawed("GET", "/todos?limit=1", header, "en;q=1.5").expect(200);
        }

        node.assertQuiet();
    }

    @Test
    @Promise("Clients that hang up in the middle of a request leave no stack trace in the log")
    void clientsThatHangUpAreNoEventForTheLog() {
        Client todos = new Client(node.url());
        String head = todos.head("POST", "/todos", List.of("Content-Type: application/json", "Content-Length: 100"));
        for (int i = 0; i < 20; i++) {
            try (Wire wire = todos.wire()) {
                wire.say(head, "{".getBytes(UTF_8));
            }
        }
        try (Wire wire = todos.wire()) { // comes behind them, and waits for its body as they do
            byte[] body = Fresh.draft().getBytes(UTF_8);
            wire.say(
                    todos.head(
                            "POST",
                            "/todos",
                            List.of("Content-Type: application/json", "Content-Length: " + body.length)),
                    new byte[0]);
            wire.say("", body);
            wire.answer().expect(201);
        }

        node.assertQuiet();
    }

    /** By itself it would keep an idle connection for 30 s. */
    @Test
    @EnabledIfSystemProperty(named = "node.server", matches = "payara", disabledReason = "the file is Payara's")
    void payaraDoesAsDeployHasIt() {
        assertThat(node.log())
                .contains("Boot Command set returned with result SUCCESS")
                .doesNotContain("result FAILURE");
        Client todos = new Client(node.url());
        try (Wire wire = todos.wire()) {
            wire.say(todos.keptHead("GET", "/todos?limit=1", List.of()), new byte[0]);
            wire.answer().expect(200);

            wire.awaitEnd();
        }
    }

    private static Answer post(Client todos, String key, byte[] body) {
        return todos.raw(
                "POST",
                "/todos",
                List.of("Content-Type: application/json", "Idempotency-Key: " + key, "Content-Length: " + body.length),
                body);
    }
}
