package org.oncetodo.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Problems.assertProblem;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.oncetodo.contract.Answer;
import org.oncetodo.contract.Client;
import org.oncetodo.contract.Fresh;
import org.oncetodo.contract.Promise;
import org.oncetodo.contract.Race;

/** One request at a time may use the database, and no POST goes without a key. */
@NeedsTheNode
class StrictSettingsIT {

    /** Two may be inside, and fourteen wait for that. */
    private static final int MORE_THAN_SEATS = 64;

    private static final Duration LONG = Duration.ofSeconds(30);

    private static Node node;
    private static Client todos;

    @BeforeAll
    static void start() {
        node = Node.fresh("strict")
                .inEnvironment("TODOS_IDEMPOTENCY_REQUIRED", "true")
                .with("todos.db.pool", "1")
                .start();
        todos = new Client(node.url());
    }

    @AfterAll
    static void end() {
        node.close();
    }

    @Test
    @Promise({
        "Idempotency-Key: without one, 400 idempotency-key-missing where todos.idempotency.required=true",
        "Settings: a system property, or an environment variable"
    })
    void aPostWithoutAKeyIsRefused() {
        assertProblem(todos.create(Fresh.draft()), "idempotency-key-missing");
        assertProblem(
                todos.flawed("POST", "/todos", "{\"title\":".getBytes(UTF_8), "Content-Type", Client.JSON),
                "idempotency-key-missing");

        Answer created = todos.create(Fresh.key(), Fresh.draft()).expect(201);
        todos.put(created.location(), Fresh.draft()).expect(200);
        todos.delete(created.location()).expect(204);
    }

    @RepeatedTest(5)
    @Promise("Settings: with todos.db.pool=1, who is told 409 or 503 with Retry-After gets the first answer then")
    void whoIsToldToComeAgainGetsTheFirstAnswerThen() {
        // a node may answer some races faster than their clients begin, and then has nobody to tell
        node.await("a race in which somebody is told to come again", LONG, () -> toldInOneRace() > 0);
    }

    /** How often somebody was told to come again before all had one answer. */
    private static int toldInOneRace() {
        String key = Fresh.key();
        String draft = Fresh.draft();
        AtomicInteger told = new AtomicInteger();

        List<Answer> answers = Race.of(MORE_THAN_SEATS, racer -> {
            List<Answer> tries = new ArrayList<>();
            node.await("an answer to a retry", LONG, () -> {
                Answer answer = todos.quickly(key, draft);
                tries.add(answer);
                return mayRest(answer);
            });
            told.addAndGet(tries.size() - 1);
            return tries.get(tries.size() - 1);
        });

        Race.assertOneCreation(answers);
        return told.get();
    }

    private static boolean mayRest(Answer answer) {
        if (answer.status() == 409 || answer.status() == 503) {
            assertProblem(answer, answer.status() == 409 ? "idempotency-key-in-flight" : "unavailable");
            assertThat(answer.the("Retry-After")).matches("\\d+");
            return false;
        }
        return true;
    }
}
