package org.oncetodo.todos;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.oncetodo.todos.Service.ANN;
import static org.oncetodo.todos.Service.BOB;
import static org.oncetodo.todos.Service.draft;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oncetodo.contract.Race;
import org.oncetodo.idempotency.IdempotencyKeyInFlightException;
import org.oncetodo.idempotency.IdempotencyKeyReusedException;

/** What a key is for: the todo is created once, however often it is asked for. */
class CreateOnceTest {

    @RegisterExtension
    static final Service service = new Service("todos.idempotency.ttl", "PT1H");

    @Test
    void aRetryGetsTheFirstAnswerAndCreatesNothing() {
        Creation first = service.createOnce(ANN, "a", draft("milk"));
        service.clock.advance(Duration.ofMinutes(59));
        Creation retry = service.createOnce(ANN, "a", draft("milk"));

        assertThat(first).isInstanceOf(Creation.New.class);
        assertThatRepeats(retry, first);
        assertThat(service.storedTodos()).isEqualTo(1);
    }

    private static void assertThatRepeats(Creation retry, Creation first) {
        assertThat(retry).isInstanceOf(Creation.Replay.class);
        assertThat(Representation.of(retry.todo()).json())
                .isEqualTo(Representation.of(first.todo()).json());
        assertThat(retry.keyExpiresAt()).isEqualTo(first.keyExpiresAt());
    }

    @Test
    void aRetryGetsTheFirstAnswerAlsoAfterTheTodoWasChanged() {
        Creation first = service.createOnce(ANN, "a", draft("milk"));
        service.put(ANN, first.todo().id(), "{\"title\":\"beer\"}");

        assertThatRepeats(service.createOnce(ANN, "a", draft("milk")), first);
        assertThat(service.all(ANN)).containsExactly(draft("beer"));
    }

    @Test
    void aRetryGetsTheFirstAnswerAlsoAfterTheTodoWasDeleted() {
        Creation first = service.createOnce(ANN, "a", draft("milk"));
        service.delete(ANN, first.todo().id());

        assertThatRepeats(service.createOnce(ANN, "a", draft("milk")), first);
        assertThat(service.all(ANN)).isEmpty();
    }

    static Stream<TodoDraft> otherTodos() {
        return Stream.of(
                draft("Milk"),
                draft("milk "),
                new TodoDraft("milk", "", false),
                new TodoDraft("milk", "null", false),
                new TodoDraft("milk", null, true),
                draft("mi\u0307lk"));
    }

    @ParameterizedTest
    @MethodSource("otherTodos")
    void aKeyIsNotForAnotherTodo(TodoDraft other) {
        Creation first = service.createOnce(ANN, "a", draft("milk"));

        assertThatThrownBy(() -> service.createOnce(ANN, "a", other))
                .isInstanceOfSatisfying(
                        IdempotencyKeyReusedException.class,
                        reused -> assertThat(reused.headers())
                                .containsEntry("Idempotency-Key-Expires", "Sun, 15 Feb 2026 11:30:00 GMT"));

        assertThat(service.all(ANN)).containsExactly(draft("milk"));
        assertThatRepeats(service.createOnce(ANN, "a", draft("milk")), first);
    }

    @ParameterizedTest
    @CsvSource({"a, A", "a, \"a \"", "\"a\", \"a  \"", "\" a\", a", "a\\b, a/b", "a%20b, \"a b\""})
    void keysThatDifferAreDifferentKeys(String one, String other) {
        service.createOnce(ANN, one, draft("milk"));

        assertThat(service.createOnce(ANN, other, draft("milk"))).isInstanceOf(Creation.New.class);
        assertThat(service.storedTodos()).isEqualTo(2);
    }

    @Test
    void quotedAndBareSpellingAreOneKey() {
        Creation first = service.createOnce(ANN, "a\\b", draft("milk"));

        assertThatRepeats(service.createOnce(ANN, "\"a\\\\b\";p=1", draft("milk")), first);
    }

    @Test
    void aKeyOf255EscapedCharactersFits() {
        String key = "\"" + "\\\"".repeat(255) + "\"";
        Creation first = service.createOnce(ANN, key, draft("milk"));

        assertThatRepeats(service.createOnce(ANN, key, draft("milk")), first);
    }

    @Test
    void anotherCallersSameKeyIsAnotherKey() {
        Creation anns = service.createOnce(ANN, "a", draft("milk"));
        Creation bobs = service.createOnce(BOB, "a", draft("beer"));

        assertThat(bobs).isInstanceOf(Creation.New.class);
        assertThatRepeats(service.createOnce(ANN, "a", draft("milk")), anns);
        assertThatRepeats(service.createOnce(BOB, "a", draft("beer")), bobs);
        assertThat(service.status(ANN, "a").orElseThrow().createdId())
                .isEqualTo(anns.todo().id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-15T11:30:00Z",
                "2026-02-15T11:30:00.000000001Z",
                "2026-02-15T11:30:00.999Z",
                "2026-02-15T11:30:01Z",
                "2027-01-01T00:00:00Z"
            })
    void aKeyIsNewFromTheSecondItExpires(String time) {
        Creation first = service.createOnce(ANN, "a", draft("milk"));
        assertThat(first.keyExpiresAt()).isEqualTo("2026-02-15T11:30:00Z");

        service.clock.set(time);
        assertThat(service.status(ANN, "a")).isEmpty();
        Creation second = service.createOnce(ANN, "a", draft("beer"));

        assertThat(second).isInstanceOf(Creation.New.class);
        assertThat(second.todo().id()).isNotEqualTo(first.todo().id());
        assertThat(service.storedKeys()).isEqualTo(1);
        assertThatRepeats(service.createOnce(ANN, "a", draft("beer")), second);
        assertThat(service.status(ANN, "a").orElseThrow().createdId())
                .isEqualTo(second.todo().id());
    }

    @Test
    void aKeyIsKnownUntilTheSecondItExpires() {
        Creation first = service.createOnce(ANN, "a", draft("milk"));

        service.clock.set("2026-02-15T11:29:59.999999999Z");

        assertThatRepeats(service.createOnce(ANN, "a", draft("milk")), first);
        assertThat(service.status(ANN, "a")).isPresent();
    }

    @Test
    void anExpiredKeyIsNewAlsoWhenItWasPurged() {
        service.createOnce(ANN, "a", draft("milk"));
        service.clock.advance(Duration.ofHours(2));
        service.purgeBatch();

        assertThat(service.createOnce(ANN, "a", draft("milk"))).isInstanceOf(Creation.New.class);
        assertThat(service.storedTodos()).isEqualTo(2);
    }

    @Test
    void whatKeepsNotItsTransactionLeavesNeitherTodoNorKey() {
        service.crash(() -> service.createOnce(ANN, "a", draft("milk")));

        assertThat(service.storedTodos()).isZero();
        assertThat(service.storedKeys()).isZero();
        assertThat(service.createOnce(ANN, "a", draft("beer"))).isInstanceOf(Creation.New.class);
    }

    @Test
    void aCrashWhileAnExpiredKeyIsTakenOverLeavesItExpired() {
        service.createOnce(ANN, "a", draft("milk"));
        service.clock.advance(Duration.ofHours(1));

        service.crash(() -> service.createOnce(ANN, "a", draft("beer")));

        assertThat(service.storedTodos()).isEqualTo(1);
        assertThat(service.status(ANN, "a")).isEmpty();
        assertThat(service.createOnce(ANN, "a", draft("wine"))).isInstanceOf(Creation.New.class);
    }

    @Test
    void aChangedTtlBreaksNoPromise() {
        Creation first = service.createOnce(ANN, "a", draft("milk"));
        Service later = service.redeployed("todos.idempotency.ttl", "PT1S");
        service.clock.advance(Duration.ofMinutes(30));

        assertThatRepeats(later.createOnce(ANN, "a", draft("milk")), first);
    }

    @Test
    void aRetryGetsTheFirstAnswerAlsoFromANodeThatHasNotSeenItsKey() {
        Creation first = service.createOnce(ANN, "a", draft("milk"));

        assertThatRepeats(service.redeployed().createOnce(ANN, "a", draft("milk")), first);
        assertThatThrownBy(() -> service.redeployed().createOnce(ANN, "a", draft("beer")))
                .isInstanceOf(IdempotencyKeyReusedException.class);
        assertThat(service.all(ANN)).containsExactly(draft("milk"));
    }

    @Test
    void aRetryAtANodeThatHasNotSeenItsKeyWritesNoTodoInVain() throws SQLException {
        Creation first = service.createOnce(ANN, "a", draft("milk"));
        try (Connection other = service.container.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE todos IN EXCLUSIVE MODE");

            assertThatRepeats(service.redeployed().createOnce(ANN, "a", draft("milk")), first);

            other.rollback();
        }
    }

    @Test
    void aKeyIsNewFromTheSecondItExpiresAlsoAtANodeThatHasNotSeenIt() {
        service.createOnce(ANN, "a", draft("milk"));
        service.clock.advance(Duration.ofHours(1));

        assertThat(service.redeployed("todos.idempotency.ttl", "PT1H").createOnce(ANN, "a", draft("beer")))
                .isInstanceOf(Creation.New.class);
        assertThat(service.storedTodos()).isEqualTo(2);
        assertThat(service.storedKeys()).isEqualTo(1);
    }

    @Test
    void sixteenRacersWithOneKeyGetOneTodo() {
        for (int round = 0; round < 10; round++) {
            assertThatOneCreatesAndOthersRepeat("round-" + round);
        }
        assertThat(service.storedTodos()).isEqualTo(10);
    }

    @Test
    void sixteenRacersWithOneExpiredKeyGetOneTodo() {
        service.createOnce(ANN, "a", draft("beer"));
        for (int round = 0; round < 10; round++) {
            service.clock.advance(Duration.ofHours(1));
            assertThatOneCreatesAndOthersRepeat("a");
        }
        assertThat(service.storedTodos()).isEqualTo(11);
        assertThat(service.storedKeys()).isEqualTo(1);
    }

    private static void assertThatOneCreatesAndOthersRepeat(String key) {
        List<Creation> creations = Race.of(16, racer -> service.createOnce(ANN, key, draft("milk")));

        List<Creation> news =
                creations.stream().filter(Creation.New.class::isInstance).toList();
        assertThat(news).hasSize(1);
        creations.stream()
                .filter(creation -> creation != news.get(0))
                .forEach(creation -> assertThatRepeats(creation, news.get(0)));
    }

    /** A first request that is held up in its transaction, and a retry that waits for it in the database. */
    private static CompletableFuture<Creation> retryWhileTheFirstRuns(CountDownLatch letGo, Consumer<Runnable> first) {
        CountDownLatch stored = new CountDownLatch(1);
        CompletableFuture.runAsync(() -> first.accept(() -> {
            service.createOnce(ANN, "a", draft("milk"));
            stored.countDown();
            Race.await(letGo);
        }));
        Race.await(stored);
        CompletableFuture<Creation> retry =
                CompletableFuture.supplyAsync(() -> service.createOnce(ANN, "a", draft("milk")));
        Awaitility.await()
                .until(() -> service.container
                        .query("SELECT STATE FROM SYSCS_DIAG.LOCK_TABLE")
                        .contains("WAIT"));
        return retry;
    }

    @Test
    void aRetryWaitsForTheFirstRequestAndRepeatsItsAnswer() {
        CountDownLatch letGo = new CountDownLatch(1);
        CompletableFuture<Creation> retry = retryWhileTheFirstRuns(letGo, service.container::transaction);

        letGo.countDown();

        assertThat(retry.join()).isInstanceOf(Creation.Replay.class);
        assertThat(service.storedTodos()).isEqualTo(1);
    }

    @Test
    void aRetryOfAFirstRequestThatFailsIsAFirstRequest() {
        CountDownLatch letGo = new CountDownLatch(1);
        CompletableFuture<Creation> retry = retryWhileTheFirstRuns(letGo, service::crash);

        letGo.countDown();

        assertThat(retry.join()).isInstanceOf(Creation.New.class);
        assertThat(service.storedTodos()).isEqualTo(1);
    }

    @Test
    void aRetryWaitsNoLongerThanTheSettingsSay() {
        CountDownLatch letGo = new CountDownLatch(1);
        CompletableFuture<Creation> retry = retryWhileTheFirstRuns(letGo, service.container::transaction);
        Service impatient = service.redeployed("todos.idempotency.wait", "PT0S");

        assertThatThrownBy(() -> impatient.createOnce(ANN, "a", draft("milk")))
                .isInstanceOf(IdempotencyKeyInFlightException.class);
        assertThat(service.createOnce(ANN, "b", draft("milk"))).isInstanceOf(Creation.New.class);

        letGo.countDown();
        assertThat(retry.join()).isInstanceOf(Creation.Replay.class);
    }

    @Test
    void sixteenRacersWithSixteenKeysGetSixteenTodos() {
        List<Creation> creations = Race.of(16, racer -> service.createOnce(ANN, "key-" + racer, draft("milk")));

        assertThat(creations).allMatch(Creation.New.class::isInstance);
        assertThat(service.storedTodos()).isEqualTo(16);
    }

    @Test
    void ofRacersForOneKeyWithDifferentTodosOneWins() {
        List<String> outcomes = Race.of(16, racer -> {
            try {
                return service.createOnce(ANN, "a", draft("todo " + racer % 2))
                        .getClass()
                        .getSimpleName();
            } catch (IdempotencyKeyReusedException e) {
                return "Reused";
            }
        });

        assertThat(outcomes.stream().collect(groupingBy(outcome -> outcome)))
                .hasEntrySatisfying("New", news -> assertThat(news).hasSize(1))
                .hasEntrySatisfying("Replay", replays -> assertThat(replays).hasSize(7))
                .hasEntrySatisfying("Reused", reused -> assertThat(reused).hasSize(8));
        assertThat(service.storedTodos()).isEqualTo(1);
    }
}
