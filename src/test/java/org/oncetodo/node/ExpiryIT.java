package org.oncetodo.node;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Problems.assertProblem;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.oncetodo.contract.Answer;
import org.oncetodo.contract.Client;
import org.oncetodo.contract.Fresh;
import org.oncetodo.contract.Promise;
import org.oncetodo.contract.Race;

/** Keys live for two seconds here, and their rows for ever. */
@NeedsTheNode
class ExpiryIT {

    private static final Duration SURELY_EXPIRED = Duration.ofSeconds(10);

    private static Node node;
    private static Client todos;

    @BeforeAll
    static void start() {
        node = Node.fresh("expiry")
                .with("todos.idempotency.ttl", "PT2S")
                .with("todos.idempotency.purge-every", "PT1H")
                .start();
        todos = new Client(node.url());
    }

    @AfterAll
    static void end() {
        node.close();
    }

    @Test
    @Promise("Idempotency-Key: past its expires_at a new key from that second on, whether purged yet or not")
    void anExpiredKeyIsANewKey() {
        String key = Fresh.key();
        String draft = Fresh.draft();
        Answer first = todos.create(key, draft).expect(201);

        awaitExpiry(key);
        Answer second = todos.create(key, draft).expect(201);

        assertThat(second.replayed()).isFalse();
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(todos.get(first.location()).expect(200).bytes()).isEqualTo(first.bytes());
        assertThat(expiry(second)).isAfter(expiry(first));
    }

    @Test
    @Promise("Idempotency-Key: past its expires_at a new key from that second on, whether purged yet or not")
    void anExpiredKeyMayStandForAnotherTodo() {
        String key = Fresh.key();
        todos.create(key, Fresh.draft()).expect(201);

        awaitExpiry(key);

        assertThat(todos.create(key, Fresh.draft()).expect(201).replayed()).isFalse();
    }

    @Test
    @Promise("Idempotency-Key-Expires: a key lives as long as todos.idempotency.ttl says")
    void aKeyLivesAsLongAsItsSettingSays() {
        Answer created = todos.create(Fresh.key(), Fresh.draft()).expect(201);

        Instant createdAt = Instant.parse(created.todo().getString("created_at"));
        assertThat(Duration.between(createdAt, expiry(created)))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
    }

    @RepeatedTest(3)
    @Promise("Idempotency-Key: past its expires_at a new key also when sixteen race for it")
    void sixteenRacersWithAnExpiredKeyGetOneNewTodo() {
        String key = Fresh.key();
        Answer old = todos.create(key, Fresh.draft()).expect(201);
        String draft = Fresh.draft();

        awaitExpiry(key);
        List<Answer> answers = Race.of(16, racer -> todos.quickly(key, draft));

        Race.assertOneCreation(answers);
        assertThat(answers.get(0).id()).isNotEqualTo(old.id());
    }

    @Test
    @Promise("GET /idempotency-keys?key=…: 404 where the key has expired")
    void anExpiredKeyIsNotKnownAnyMore() {
        String key = Fresh.key();
        todos.quickly(key, Fresh.draft()).expect(201);
        todos.quick("GET", "/idempotency-keys?key=" + key, null).expect(200);

        awaitExpiry(key);

        assertProblem(todos.get("/idempotency-keys?key=" + key), "not-found");
    }

    private static void awaitExpiry(String key) {
        node.await(
                "expiry of a key",
                SURELY_EXPIRED,
                () -> todos.get("/idempotency-keys?key=" + key).status() == 404);
    }

    private static Instant expiry(Answer answer) {
        return ZonedDateTime.parse(answer.the("Idempotency-Key-Expires"), RFC_1123_DATE_TIME)
                .toInstant();
    }
}
