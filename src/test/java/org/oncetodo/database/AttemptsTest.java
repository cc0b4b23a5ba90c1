package org.oncetodo.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ejb.EJBException;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.RollbackException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oncetodo.contract.Race;
import org.oncetodo.database.DatabaseFailure.Kind;

class AttemptsTest {

    private static final String CONFLICT = "23505";
    private static final String UNDONE = "40001";
    private static final String LOCKED = "40XL1";
    private static final String UNREACHABLE = "08001";
    private static final String FAULT = "42X05";

    private final Attempts attempts = new Attempts(2);

    /** Fails with these SQLSTATEs, one at a call, and then succeeds with the number of calls. */
    private static Supplier<Integer> failing(String... states) {
        Deque<String> left = new ArrayDeque<>(Arrays.asList(states));
        AtomicInteger calls = new AtomicInteger();
        return () -> {
            calls.incrementAndGet();
            if (left.isEmpty()) {
                return calls.get();
            }
            throw DatabaseFailure.behind(new SQLException("x", left.remove())).orElseThrow();
        };
    }

    private static String[] times(int times, String state) {
        String[] states = new String[times];
        Arrays.fill(states, state);
        return states;
    }

    @ParameterizedTest
    @ValueSource(strings = {CONFLICT, UNDONE})
    void whatTheDatabaseUndidIsDoneAgain(String state) {
        assertThat(attempts.repeat(failing(state))).isEqualTo(2);
        assertThat(attempts.repeat(failing(times(10, state)))).isEqualTo(11);
    }

    @ParameterizedTest
    @ValueSource(strings = {CONFLICT, UNDONE})
    void whatIsUndoneAgainAndAgainIsUnavailable(String state) {
        assertThatThrownBy(() -> attempts.repeat(failing(times(11, state))))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("Too many")
                .hasCauseInstanceOf(DatabaseFailure.class);
    }

    @Test
    void aFaultIsToldAtOnce() {
        assertThatThrownBy(() -> attempts.repeat(failing(FAULT)))
                .isInstanceOfSatisfying(
                        DatabaseFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAULT));
        RuntimeException other = new IllegalStateException("x");
        assertThatThrownBy(() -> attempts.repeat(() -> {
                    throw other;
                }))
                .isSameAs(other);
    }

    @Test
    void aDatabaseThatCannotBeReachedIsToldAtOnce() {
        assertThatThrownBy(() -> attempts.repeat(failing(UNREACHABLE)))
                .isInstanceOfSatisfying(UnavailableException.class, e -> {
                    assertThat(e).hasMessageContaining("cannot be reached");
                    assertThat(e.headers()).containsEntry("Retry-After", "1");
                });
    }

    private static Supplier<Integer> pending(String... states) {
        Supplier<Integer> failing = failing(states);
        return () -> DatabaseFailure.ofRow(failing);
    }

    @Test
    void aRowIsWaitedForAgainWhileThereIsPatience() {
        assertThat(attempts.repeat(pending(times(20, LOCKED)), Duration.ofMinutes(1)))
                .isEqualTo(21);
    }

    @Test
    void withoutPatienceARowThatIsPendingIsToldAtOnce() {
        assertThatThrownBy(() -> attempts.repeat(pending(LOCKED), Duration.ZERO))
                .isInstanceOfSatisfying(
                        DatabaseFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.PENDING));
    }

    @Test
    void anotherLockIsWaitedForWhateverThePatience() {
        assertThat(attempts.repeat(failing(times(20, LOCKED)), Duration.ZERO)).isEqualTo(21);
    }

    @Test
    void aLockThatStaysMakesTheServiceUnavailableWithinFiveSeconds() {
        long begun = System.nanoTime();

        assertThatThrownBy(() -> attempts.repeat(() -> {
                    throw DatabaseFailure.behind(new SQLException("x", LOCKED)).orElseThrow();
                }))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("for too long");

        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(
                        Duration.ofSeconds(2),
                        Duration.ofMillis(3_500)); // half a second and a lock wait may come on top
    }

    @ParameterizedTest
    @CsvSource({"08006, UNKNOWN", "53100, UNKNOWN", "58030, UNKNOWN", "XX000, UNKNOWN", "23514, FAULT"})
    void whyACommitFailedIsToldThoughTheServerDoesNotSayIt(String state, Kind kind) {
        SQLException why = new SQLException("why", state);

        assertThatThrownBy(() -> attempts.repeatUnlessCommitted(() -> {
                    Attempts.commitFailed(why);
                    throw new EJBException(new RollbackException("x"));
                }))
                .satisfies(e -> assertThat(DatabaseFailure.behind(e))
                        .hasValueSatisfying(
                                failure -> assertThat(failure).hasCause(why).returns(kind, DatabaseFailure::kind)));
    }

    @Test
    void aCommitThatTheDatabaseUndidIsDoneAgain() {
        AtomicInteger calls = new AtomicInteger();

        assertThat(attempts.repeatUnlessCommitted(() -> {
                    if (calls.incrementAndGet() == 1) {
                        Attempts.commitFailed(new SQLException("why", UNDONE));
                        throw new EJBException(new RollbackException("x"));
                    }
                    return calls.get();
                }))
                .isEqualTo(2);
    }

    @Test
    void aCallMayTakeWhatIsLeftOfTheFiveSeconds() {
        assertThat(attempts.repeat(Attempts::millisLeft)).isBetween(3_000L, 4_000L);
        assertThat(attempts.repeat(Attempts::millisLeft, Duration.ofMinutes(1))).isBetween(3_000L, 4_000L);
        assertThat(Attempts.millisLeft()).as("outside of calls").isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {CONFLICT, UNDONE})
    void aCallForWhichNobodyWaitsAnyLongerIsNotMadeAgain(String state) {
        AtomicInteger calls = new AtomicInteger();

        assertThatThrownBy(() -> attempts.repeat(() -> {
                    if (calls.incrementAndGet() == 1) {
                        Awaitility.await().pollInSameThread().until(() -> Attempts.millisLeft() < 0);
                    }
                    throw DatabaseFailure.behind(new SQLException("x", state)).orElseThrow();
                }))
                .isInstanceOf(UnavailableException.class);

        assertThat(calls).hasValue(1);
    }

    @Test
    void aCallThatHasWaitedForItsRowMayTakeLonger() {
        Supplier<Integer> once = pending(LOCKED);
        Supplier<Long> left = () -> {
            once.get();
            return Attempts.millisLeft();
        };

        assertThat(attempts.repeat(left, Duration.ofMinutes(1))).isBetween(60_000L, 62_000L);
    }

    @Test
    void whereAConnectionBreaksAnotherIsTriedOnce() {
        assertThat(attempts.repeat(failing("08006"))).isEqualTo(2);
        assertThat(attempts.repeatUnlessCommitted(failing("57P01"))).isEqualTo(2);
        assertThatThrownBy(() -> attempts.repeat(failing("08006", "08003")))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("does not answer");
        assertThatThrownBy(() -> attempts.repeat(failing("08006", "08001")))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("cannot be reached");
    }

    @Test
    void whatMayHaveBeenCommittedIsRepeatedOnlyWhereThatDoesNoHarm() {
        AtomicInteger calls = new AtomicInteger();
        Supplier<Integer> lostAtCommit = () -> {
            if (calls.incrementAndGet() == 1) {
                throw new EJBException(new HeuristicMixedException());
            }
            return calls.get();
        };

        assertThat(attempts.repeat(lostAtCommit)).isEqualTo(2);
        calls.set(0);
        assertThatThrownBy(() -> attempts.repeatUnlessCommitted(lostAtCommit))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("lost while it stored");
        assertThat(calls).hasValue(1);
    }

    @Test
    void aFailureGivesItsTurnBack() {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> attempts.repeat(failing(FAULT))).isInstanceOf(DatabaseFailure.class);
        }
        assertThat(attempts.repeat(() -> "done")).isEqualTo("done");
    }

    @Test
    void noMoreThanThePoolHoldsAreLetInAtOnce() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch two = new CountDownLatch(2);

        Race.of(
                8,
                racer -> attempts.repeat(() -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    two.countDown();
                    Race.await(two);
                    return inside.decrementAndGet();
                }));

        assertThat(most).hasValue(2);
    }

    @Test
    void whoGetsNoTurnInTimeIsToldSo() throws InterruptedException {
        Attempts one = new Attempts(1);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread first = new Thread(() -> one.repeat(() -> {
            begun.countDown();
            Race.await(end);
            return null;
        }));
        first.start();
        begun.await();
        try {
            long start = System.nanoTime();

            assertThatThrownBy(() -> one.repeat(() -> "never"))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("overloaded");

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(4));
        } finally {
            end.countDown();
            first.join();
        }
        assertThat(one.repeat(() -> "done")).isEqualTo("done");
    }

    @Test
    void whoMayWaitLongerKeepsItsTurnsWhenItHasLostItsConnection() throws InterruptedException {
        Supplier<Object> lost = inTurn(
                failing("08006"),
                late(1_100, () -> DatabaseFailure.ofRow(failing(LOCKED))), // longer than a new connection takes
                () -> "done");

        amongOthers(
                100, one -> assertThat(one.repeat(lost, Duration.ofMinutes(1))).isEqualTo("done"));
    }

    @Test
    void whoHasLostARaceGetsAnotherTurn() throws InterruptedException {
        Supplier<Object> late =
                inTurn(late(1_950, failing(CONFLICT)), () -> "done"); // as long as a turn is waited for, nearly

        amongOthers(100, one -> assertThat(one.repeat(late, Duration.ZERO)).isEqualTo("done"));
    }

    /** One after the other, at each call. */
    private static Supplier<Object> inTurn(Supplier<?>... tries) {
        Iterator<Supplier<?>> left = List.of(tries).iterator();
        return () -> left.next().get();
    }

    private static Supplier<?> late(long millis, Supplier<?> then) {
        return () -> {
            awaited(new CountDownLatch(1), Duration.ofMillis(millis));
            return then.get();
        };
    }

    /** Does it where somebody else takes the only turn again and again, for so many milliseconds each time. */
    private static void amongOthers(long millis, Consumer<Attempts> test) throws InterruptedException {
        Attempts one = new Attempts(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            while (end.getCount() > 0) {
                one.repeat(() -> awaited(end, Duration.ofMillis(millis)));
            }
        });
        other.start();
        try {
            test.accept(one);
        } finally {
            end.countDown();
            other.join();
        }
    }

    @Test
    void afterTheEndNobodyIsInsideAndNobodyGetsIn() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<String> inside = CompletableFuture.supplyAsync(() -> attempts.repeat(() -> {
            begun.countDown();
            Race.await(letGo);
            done.set(true);
            return "done";
        }));
        begun.await();
        Thread ending = new Thread(attempts::end);
        ending.start();
        Awaitility.await().until(() -> ending.getState() == Thread.State.TIMED_WAITING);

        letGo.countDown();
        ending.join();

        assertThat(done).as("who was inside has left").isTrue();
        assertThat(inside.join()).isEqualTo("done");
        assertThatThrownBy(() -> attempts.repeat(() -> "never")).isInstanceOf(UnavailableException.class);
    }

    @Test
    void whoIsInterruptedGetsNoTurn() {
        Thread.currentThread().interrupt();

        assertThat(Attempts.await(new Semaphore(0), Attempts.TURN)).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    /** Contract, problems: 503 comes within 5 s. */
    @ParameterizedTest
    @ValueSource(strings = {LOCKED, UNDONE})
    void whateverHappensTheAnswerComesWithin5Seconds(String state) throws InterruptedException {
        amongOthers(
                1_700,
                one -> { // nearly the time of a turn
                    long start = System.nanoTime();

                    assertThatThrownBy(() -> one.repeat(() -> {
                                awaited(new CountDownLatch(1), Duration.ofSeconds(1)); // as long as a wait for a lock
                                throw new IllegalStateException(new SQLException("x", state));
                            }))
                            .isInstanceOf(UnavailableException.class);
                    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
                });
    }

    private static boolean awaited(CountDownLatch end, Duration longest) {
        try {
            return end.await(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
