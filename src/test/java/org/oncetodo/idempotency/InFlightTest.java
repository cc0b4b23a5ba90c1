package org.oncetodo.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oncetodo.callers.Owner;
import org.oncetodo.contract.Race;
import org.oncetodo.database.Attempts;
import org.oncetodo.database.DatabaseFailure;
import org.oncetodo.database.TestContainer;
import org.oncetodo.database.UnavailableException;
import org.oncetodo.environment.MapConfig;
import org.oncetodo.environment.Settings;

class InFlightTest {

    private static final IdempotencyKey KEY = new IdempotencyKey("a");
    private static final String LOCKED = "40XL1";
    private static final String LOST = "08006";
    private static final String FAULT = "42X05";

    private static TestContainer container;
    private static InFlight inFlight;

    @BeforeAll
    static void start() {
        container = new TestContainer(
                MapConfig.settings("todos.db.pool", "3", "todos.idempotency.wait", "PT0S"), Clock.systemUTC());
        inFlight = container.get(InFlight.class);
    }

    @AfterAll
    static void stop() {
        container.close();
    }

    private static Supplier<String> failing(String state) {
        return () -> {
            throw new IllegalStateException(new SQLException("x", state));
        };
    }

    /** A call that so many make, and that ends for all of them when it is closed. */
    private static final class Held implements Supplier<String>, AutoCloseable {

        private final CountDownLatch begun;
        private final CountDownLatch end = new CountDownLatch(1);

        Held(int callers) {
            begun = new CountDownLatch(callers);
        }

        @Override
        public String get() {
            begun.countDown();
            Race.await(end);
            return "done";
        }

        void awaitBegun() {
            Race.await(begun);
        }

        @Override
        public void close() {
            end.countDown();
        }
    }

    /** Asks with a thread of its own, however few the machine gives to all. */
    private static CompletableFuture<String> ask(InFlight node, IdempotencyKey key, Supplier<String> call) {
        return CompletableFuture.supplyAsync(
                () -> node.call(Owner.ANYONE, key, call), task -> new Thread(task).start());
    }

    /** Seen as soon as it is so: some wait for a moment only. */
    private static void awaitWaiting(InFlight node, int number) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> node.waiting() == number);
    }

    @Test
    void whatTheCallAnswersIsTheAnswer() {
        assertThat(inFlight.call(Owner.ANYONE, KEY, () -> "done")).isEqualTo("done");
    }

    @Test
    void aKeyThatStaysLockedIsInFlight() {
        assertThatThrownBy(() -> inFlight.call(Owner.ANYONE, KEY, () -> DatabaseFailure.ofRow(failing(LOCKED))))
                .isInstanceOfSatisfying(
                        IdempotencyKeyInFlightException.class,
                        e -> assertThat(e.headers()).containsEntry("Retry-After", "1"));
    }

    /** At the first attempt, and while it waits. */
    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.1S"})
    void aKeyIsNotInFlightWhereItsOwnLostTransactionMayHaveIt(String wait) {
        InFlight node =
                new InFlight(MapConfig.settings("todos.db.pool", "3", "todos.idempotency.wait", wait), new Attempts(3));
        AtomicBoolean there = new AtomicBoolean(true);

        assertThatThrownBy(() -> node.call(
                        Owner.ANYONE,
                        KEY,
                        () -> DatabaseFailure.ofRow(failing(there.getAndSet(false) ? LOST : LOCKED))))
                .isInstanceOfSatisfying(
                        UnavailableException.class, e -> assertThat(e.headers()).containsEntry("Retry-After", "1"));
    }

    @Test
    void whereSomethingElseStaysLockedTheServiceIsUnavailable() {
        assertThatThrownBy(() -> inFlight.call(Owner.ANYONE, KEY, failing(LOCKED)))
                .isInstanceOf(UnavailableException.class);
    }

    @Test
    void anotherFailureIsWhatItIs() {
        assertThatThrownBy(() -> inFlight.call(Owner.ANYONE, KEY, failing(FAULT)))
                .isInstanceOfSatisfying(
                        DatabaseFailure.class, e -> assertThat(e.kind()).isEqualTo(DatabaseFailure.Kind.FAULT));
    }

    /** Half of a pool of three is one; so the third of three requests with one key is one too many. */
    @Test
    void whoWaitsForAKeyLeavesHalfOfThePoolToOthers() {
        Held held = new Held(2);
        List<CompletableFuture<String>> two = List.of(ask(inFlight, KEY, held), ask(inFlight, KEY, held));
        held.awaitBegun();
        try (held) {
            assertThatThrownBy(() -> inFlight.call(Owner.ANYONE, KEY, () -> "never"))
                    .isInstanceOf(IdempotencyKeyInFlightException.class);
            assertThat(inFlight.call(new Owner("bob"), KEY, () -> "another caller's"))
                    .isEqualTo("another caller's");
            assertThat(inFlight.call(Owner.ANYONE, new IdempotencyKey("b"), () -> "another"))
                    .isEqualTo("another");
        }
        assertThat(two).allSatisfy(one -> assertThat(one.join()).isEqualTo("done"));
        assertThat(inFlight.call(Owner.ANYONE, KEY, () -> "free again")).isEqualTo("free again");
    }

    @Test
    void whoHasAKeyAndWhoWaitsForItIsCounted() {
        Held held = new Held(2);
        List<CompletableFuture<String>> two = List.of(ask(inFlight, KEY, held), ask(inFlight, KEY, held));
        held.awaitBegun();
        try (held) {
            assertThat(inFlight.keys()).isEqualTo(1);
            assertThat(inFlight.waiting()).isEqualTo(1);
        }
        assertThat(two).allSatisfy(one -> assertThat(one.join()).isEqualTo("done"));
        assertThat(inFlight.keys()).isZero();
        assertThat(inFlight.waiting()).isZero();
    }

    @Test
    void whoWaitsForAPlaceIsCounted() {
        Settings settings = MapConfig.settings("todos.db.pool", "3");
        InFlight patient = new InFlight(settings, new Attempts(settings.pool()));
        Held held = new Held(2);
        List<CompletableFuture<String>> two = List.of(ask(patient, KEY, held), ask(patient, KEY, held));
        held.awaitBegun();
        CompletableFuture<String> third = ask(patient, KEY, held);
        try (held) {
            awaitWaiting(patient, 2);
            assertThat(patient.keys()).isEqualTo(1);
        }
        assertThat(two).allSatisfy(one -> assertThat(one.join()).isEqualTo("done"));
        assertThat(third.join()).isEqualTo("done");
        assertThat(patient.waiting()).isZero();
    }

    /** Of a pool of four two wait with a permit, and two for one; the sixth request with one key would take places of others. */
    @Test
    void whoFindsManyWaitingWaitsForAMoment() {
        InFlight patient = new InFlight(MapConfig.settings("todos.db.pool", "4"), new Attempts(4));
        Held held = new Held(3);
        List<CompletableFuture<String>> five =
                Stream.generate(() -> ask(patient, KEY, held)).limit(5).toList();
        try (held) {
            awaitWaiting(patient, 4);

            assertThatThrownBy(ask(patient, KEY, held)::join).hasCauseInstanceOf(IdempotencyKeyInFlightException.class);

            assertThat(patient.waiting()).as("who came before still waits").isEqualTo(4);
        }
        assertThat(five).allSatisfy(one -> assertThat(one.join()).isEqualTo("done"));
    }

    /** The one that has the key may be another retry, whose answer is there at once. */
    @Test
    void whoFindsNoPlaceIsInFlightOnlyWhereTheKeyStillIs() {
        InFlight patient = new InFlight(MapConfig.settings("todos.db.pool", "3"), new Attempts(3));
        IdempotencyKey other = new IdempotencyKey("b");
        Held two = new Held(2);
        Held first = new Held(1);
        List<CompletableFuture<String>> all =
                List.of(ask(patient, KEY, two), ask(patient, KEY, two), ask(patient, other, first));
        two.awaitBegun();
        first.awaitBegun();
        CompletableFuture<String> retry = ask(patient, other, () -> "replayed");
        try (two) {
            awaitWaiting(patient, 2);
            first.close();

            assertThat(retry.join()).isEqualTo("replayed");
        }
        assertThat(all).allSatisfy(one -> assertThat(one.join()).isEqualTo("done"));
    }

    /** It takes a place like everybody else. Whether the other one still runs is not known, so there is no 409 without. */
    @Test
    void whoWaitsForAnotherNodeLeavesHalfOfThePoolToOthers() throws InterruptedException {
        Settings settings = MapConfig.settings("todos.db.pool", "3");
        InFlight patient = new InFlight(settings, new Attempts(settings.pool()));
        CountDownLatch end = new CountDownLatch(1);
        AtomicBoolean pending = new AtomicBoolean(true);
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> patient.call(Owner.ANYONE, KEY, () -> {
            if (pending.getAndSet(false)) {
                return DatabaseFailure.ofRow(failing(LOCKED));
            }
            Race.await(end);
            return "done";
        }));
        try {
            awaitWaiting(patient, 1);

            assertThatThrownBy(() -> patient.call(
                            Owner.ANYONE, new IdempotencyKey("b"), () -> DatabaseFailure.ofRow(failing(LOCKED))))
                    .isInstanceOf(UnavailableException.class);
            assertThat(patient.call(Owner.ANYONE, new IdempotencyKey("c"), () -> "another"))
                    .isEqualTo("another");
        } finally {
            end.countDown();
        }
        assertThat(waiting.join()).isEqualTo("done");
        assertThat(patient.waiting()).isZero();
    }

    @Test
    void aFailureIsInFlightNoMore() {
        assertThatThrownBy(() -> inFlight.call(Owner.ANYONE, KEY, failing(FAULT)))
                .isInstanceOf(DatabaseFailure.class);

        assertThat(inFlight.keys()).isZero();
    }
}
