package org.oncetodo.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.oncetodo.callers.Owner;
import org.oncetodo.database.DatabaseFailure;
import org.oncetodo.database.Race;
import org.oncetodo.database.TestContainer;
import org.oncetodo.environment.MapConfig;

class InFlightTest {

    private static final IdempotencyKey KEY = new IdempotencyKey("a");
    private static final String LOCKED = "40XL1";
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

    @Test
    void whatTheCallAnswersIsTheAnswer() {
        assertThat(inFlight.of(Owner.ANYONE, KEY, () -> "done")).isEqualTo("done");
    }

    @Test
    void aKeyThatStaysLockedIsInFlight() {
        assertThatThrownBy(() -> inFlight.of(Owner.ANYONE, KEY, failing(LOCKED)))
                .isInstanceOfSatisfying(
                        IdempotencyKeyInFlightException.class,
                        e -> assertThat(e.headers()).containsEntry("Retry-After", "1"));
    }

    @Test
    void anotherFailureIsWhatItIs() {
        assertThatThrownBy(() -> inFlight.of(Owner.ANYONE, KEY, failing(FAULT)))
                .isInstanceOfSatisfying(
                        DatabaseFailure.class, e -> assertThat(e.kind()).isEqualTo(DatabaseFailure.Kind.FAULT));
    }

    /** Half of a pool of three is one; so the third of three requests with one key is one too many. */
    @Test
    void whoWaitsForAKeyLeavesHalfOfThePoolToOthers() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(2);
        Supplier<String> held = () -> {
            begun.countDown();
            Race.await(end);
            return "done";
        };
        List<CompletableFuture<String>> two = List.of(
                CompletableFuture.supplyAsync(() -> inFlight.of(Owner.ANYONE, KEY, held)),
                CompletableFuture.supplyAsync(() -> inFlight.of(Owner.ANYONE, KEY, held)));
        begun.await();
        try {
            assertThatThrownBy(() -> inFlight.of(Owner.ANYONE, KEY, () -> "never"))
                    .isInstanceOf(IdempotencyKeyInFlightException.class);
            assertThat(inFlight.of(new Owner("bob"), KEY, () -> "another caller's"))
                    .isEqualTo("another caller's");
            assertThat(inFlight.of(Owner.ANYONE, new IdempotencyKey("b"), () -> "another"))
                    .isEqualTo("another");
        } finally {
            end.countDown();
        }
        assertThat(two).allSatisfy(one -> assertThat(one.join()).isEqualTo("done"));
        assertThat(inFlight.of(Owner.ANYONE, KEY, () -> "free again")).isEqualTo("free again");
    }
}
