package org.oncetodo.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.oncetodo.callers.Owner;
import org.oncetodo.database.DatabaseFailure;
import org.oncetodo.database.TestContainer;
import org.oncetodo.environment.Logged;
import org.oncetodo.environment.MapConfig;
import org.oncetodo.environment.MovableClock;
import org.oncetodo.idempotency.IdempotencyKeys.Batch;
import org.oncetodo.requests.Requests;

class IdempotencyKeysTest {

    private static final String START = "2026-02-15T10:30:00Z";
    private static final Owner ANN = new Owner("ann");
    private static final Owner BOB = new Owner("bob");

    private static final MovableClock CLOCK = new MovableClock(START);
    private static TestContainer container;
    private static IdempotencyKeys keys;
    private static KeyStore store;

    @BeforeAll
    static void start() {
        container = new TestContainer(MapConfig.settings(), CLOCK);
        keys = container.get(IdempotencyKeys.class);
        store = container.get(KeyStore.class);
    }

    @AfterAll
    static void stop() {
        container.close();
    }

    @BeforeEach
    void beginAnew() {
        container.execute("DELETE FROM todo_idempotency_keys");
        CLOCK.set(START);
    }

    private static KeyRecord record(Owner owner, String key, Duration ttl) {
        return new KeyRecord(owner, new IdempotencyKey(key), Fingerprint.of("o", key), 42, CLOCK.instant(), ttl);
    }

    private static void remember(Owner owner, String key, Duration ttl) {
        container.transaction(() -> store.remember(record(owner, key, ttl), Optional.empty()));
    }

    private static Optional<KeyRecord> find(Owner owner, String key) {
        return container.transaction(() -> store.find(owner, new IdempotencyKey(key)));
    }

    private static List<String> remembered() {
        return container.query("SELECT idempotency_key FROM todo_idempotency_keys ORDER BY idempotency_key");
    }

    @Test
    void whatIsRememberedIsFound() {
        remember(ANN, "a", Duration.ofHours(1));

        KeyRecord found = find(ANN, "a").orElseThrow();
        assertThat(found.createdId()).isEqualTo(42);
        assertThat(found.createdAt()).isEqualTo(START);
        assertThat(found.expiresAt()).isEqualTo("2026-02-15T11:30:00Z");
        assertThat(found.fingerprint()).isEqualTo(Fingerprint.of("o", "a").text());
        assertThat(find(ANN, "A")).isEmpty();
        assertThat(find(ANN, "a ")).isEmpty();
        assertThat(find(BOB, "a")).isEmpty();
    }

    @Test
    void aKeyIsRememberedOnce() {
        remember(ANN, "a", Duration.ofHours(1));

        assertThatThrownBy(() -> remember(ANN, "a", Duration.ofHours(1)))
                .isInstanceOfSatisfying(
                        DatabaseFailure.class, e -> assertThat(e.kind()).isEqualTo(DatabaseFailure.Kind.CONFLICT));
    }

    @Test
    void anExpiredKeyIsTakenOverByOneOfTwo() {
        remember(ANN, "a", Duration.ofHours(1));
        remember(BOB, "a", Duration.ofHours(1));
        CLOCK.advance(Duration.ofHours(1));
        KeyRecord second = record(ANN, "a", Duration.ofHours(2));

        container.transaction(() -> store.remember(second, store.find(ANN, new IdempotencyKey("a"))));

        assertThat(find(ANN, "a").orElseThrow().expiresAt()).isEqualTo("2026-02-15T13:30:00Z");
        assertThat(find(BOB, "a").orElseThrow().expiresAt()).isEqualTo("2026-02-15T11:30:00Z");
        assertThatThrownBy(() -> container.transaction(() -> store.remember(second, Optional.of(second))))
                .isInstanceOf(DatabaseFailure.class)
                .hasMessageContaining("taken over");
    }

    @Test
    void anExpiredKeyThatWasPurgedMeanwhileIsAConflict() {
        KeyRecord gone = record(ANN, "a", Duration.ofHours(1));

        assertThatThrownBy(() -> container.transaction(() -> store.remember(gone, Optional.of(gone))))
                .isInstanceOfSatisfying(
                        DatabaseFailure.class, e -> assertThat(e.kind()).isEqualTo(DatabaseFailure.Kind.CONFLICT));
    }

    @Test
    void onlyExpiredKeysArePurged() {
        remember(ANN, "long", Duration.ofHours(2));
        remember(ANN, "short", Duration.ofHours(1));
        remember(BOB, "short", Duration.ofHours(2));
        CLOCK.advance(Duration.ofHours(1).minusNanos(1));
        assertThat(purgeBatch()).isZero();

        CLOCK.advance(Duration.ofNanos(1));

        assertThat(purgeBatch()).isEqualTo(1);
        assertThat(purgeBatch()).isZero();
        assertThat(find(ANN, "short")).isEmpty();
        assertThat(find(ANN, "long")).isPresent();
        assertThat(find(BOB, "short")).isPresent();
    }

    @Test
    void whatWaitsForThePurgeIsCounted() {
        remember(ANN, "a", Duration.ofHours(1));
        remember(BOB, "a", Duration.ofHours(1));
        remember(ANN, "b", Duration.ofHours(2));
        assertThat(container.<Long>transaction(keys::countExpired)).isZero();

        CLOCK.advance(Duration.ofHours(1));
        assertThat(container.<Long>transaction(keys::countExpired)).isEqualTo(2);

        purgeBatch();
        assertThat(container.<Long>transaction(keys::countExpired)).isZero();
    }

    @Test
    void ofManyThatWaitForThePurgeTenThousandAreCounted() {
        remember(ANN, "a", Duration.ofHours(1));
        container.doubleKeys(14); // 16,384
        CLOCK.advance(Duration.ofHours(1));

        assertThat(container.<Long>transaction(keys::countExpired)).isEqualTo(10_000);
    }

    private static int purgeBatch() {
        return container.transaction(() -> keys.purgeBatch(Instant.EPOCH).deleted());
    }

    @Test
    void keysArePurgedInBatchesTheOldestFirst() {
        IntStream.range(0, 250).forEach(i -> remember(ANN, "old-%03d".formatted(i), Duration.ofSeconds(1_000 - i)));
        CLOCK.advance(Duration.ofHours(1));

        assertThat(purgeBatch()).isEqualTo(100);
        assertThat(remembered()).first().isEqualTo("\"old-000\"");
        assertThat(remembered()).last().isEqualTo("\"old-149\"");
        assertThat(purgeBatch()).isEqualTo(100);
        assertThat(purgeBatch()).isEqualTo(50);
        assertThat(remembered()).isEmpty();
    }

    @Test
    void aBatchBeginsWhereItIsTold() {
        remember(ANN, "first", Duration.ofSeconds(1));
        remember(ANN, "second", Duration.ofSeconds(2));
        remember(BOB, "second", Duration.ofSeconds(2));
        remember(ANN, "third", Duration.ofSeconds(3));
        Instant second = CLOCK.instant().plusSeconds(2);
        CLOCK.advance(Duration.ofHours(1));

        Batch batch = container.transaction(() -> keys.purgeBatch(second));

        assertThat(batch).isEqualTo(new Batch(3, second.plusSeconds(1)));
        assertThat(remembered()).containsExactly("\"first\"");
        assertThat(container.<Batch>transaction(() -> keys.purgeBatch(second))).isEqualTo(new Batch(0, second));
    }

    @Test
    void aPurgeReadsNothingTwice() {
        Instant begin = CLOCK.instant();
        List<Instant> begins = new ArrayList<>();
        IdempotencyKeys inOrder = new IdempotencyKeys() {
            @Override
            public Batch purgeBatch(Instant from) {
                begins.add(from);
                return new Batch(3 - begins.size(), begin.plusSeconds(begins.size()));
            }
        };

        purge(inOrder).purge();

        assertThat(begins).containsExactly(Instant.EPOCH, begin.plusSeconds(1), begin.plusSeconds(2));
    }

    @Test
    void aBatchIsNoLargerWhereManyHaveTheSameKey() {
        for (int i = 0; i < 60; i++) {
            remember(ANN, "key-" + i, Duration.ofMinutes(1));
            remember(BOB, "key-" + i, Duration.ofMinutes(2));
        }
        CLOCK.advance(Duration.ofHours(1));

        assertThat(purgeBatch()).isLessThanOrEqualTo(IdempotencyKeys.BATCH);
    }

    @Test
    void aPurgeDeletesAllThatHasExpired() {
        IntStream.range(0, 250).forEach(i -> remember(ANN, "old-" + i, Duration.ofSeconds(1 + i % 2)));
        remember(ANN, "live", Duration.ofHours(2));
        CLOCK.advance(Duration.ofHours(1));
        List<Integer> batches = new ArrayList<>();

        purge(new IdempotencyKeys() {
                    @Override
                    public Batch purgeBatch(Instant from) {
                        Batch batch = container.transaction(() -> keys.purgeBatch(from));
                        batches.add(batch.deleted());
                        return batch;
                    }
                })
                .purge();

        assertThat(remembered()).containsExactly("\"live\"");
        assertThat(batches).containsExactly(100, 100, 50, 0);
    }

    @Test
    void aPurgeLeavesTheDatabaseAsMuchTimeAsItTakes() {
        List<long[]> batches = new ArrayList<>();

        purge(batches(() -> {
                    long begun = System.nanoTime();
                    LockSupport.parkNanos(1_000_000);
                    batches.add(new long[] {begun, System.nanoTime()});
                    return 5 - batches.size();
                }))
                .purge();

        assertThat(batches).hasSize(5);
        for (int i = 1; i < batches.size(); i++) {
            long[] last = batches.get(i - 1);
            assertThat(batches.get(i)[0] - last[1]).isGreaterThanOrEqualTo(last[1] - last[0]);
        }
    }

    @Test
    void aPurgeThatLosesARaceGoesOn() {
        Iterator<Supplier<Integer>> batches = List.<Supplier<Integer>>of(
                        () -> 7,
                        () -> {
                            throw DatabaseFailure.conflict("as it happens");
                        },
                        () -> 7,
                        () -> 0)
                .iterator();

        purge(batches(() -> batches.next().get())).purge();

        assertThat(batches).isExhausted();
    }

    @Test
    void aPurgeEndsWithTheApplication() {
        AtomicInteger batches = new AtomicInteger();
        ExpiredKeyPurge[] purge = new ExpiredKeyPurge[1];
        purge[0] = purge(batches(() -> {
            if (batches.incrementAndGet() == 3) {
                purge[0].end();
            }
            return 7;
        }));

        purge[0].purge();

        assertThat(batches).hasValue(3);
    }

    private static IdempotencyKeys batches(Supplier<Integer> batch) {
        return new IdempotencyKeys() {
            @Override
            public Batch purgeBatch(Instant from) {
                return new Batch(batch.get(), from);
            }
        };
    }

    private static ExpiredKeyPurge purge(IdempotencyKeys keys, Object... others) {
        return new TestContainer(MapConfig.settings("todos.idempotency.purge-every", "PT7S"), CLOCK, with(keys, others))
                .get(ExpiredKeyPurge.class);
    }

    private static Object[] with(Object first, Object... others) {
        List<Object> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(others));
        all.add(Requests.stub(TimerService.class, (proxy, method, arguments) -> null));
        return all.toArray();
    }

    private static void purgeThatFails(RuntimeException failure, BiConsumer<Boolean, List<LogRecord>> says) {
        AtomicInteger scheduled = new AtomicInteger();
        TimerService timers = Requests.stub(TimerService.class, (proxy, method, arguments) -> {
            scheduled.incrementAndGet();
            return null;
        });
        ExpiredKeyPurge purge = purge(
                batches(() -> {
                    throw failure;
                }),
                timers);

        try (Logged log = new Logged(ExpiredKeyPurge.class)) {
            purge.purge(); // a container gives up a timer that fails twice
            CLOCK.advance(Duration.ofSeconds(59));
            purge.purge();
            boolean withinAMinute = !log.records().isEmpty();
            CLOCK.advance(Duration.ofSeconds(1));
            purge.purge();
            purge.purge();
            says.accept(withinAMinute, log.records());
        }
        assertThat(scheduled).hasValue(4);
    }

    @Test
    void aPurgeThatFailsSaysSoAndIsTriedAgainAtItsNextTime() {
        RuntimeException failure = new IllegalStateException("as it happens");

        purgeThatFails(failure, (withinAMinute, records) -> {
            assertThat(withinAMinute).isTrue();
            assertThat(records)
                    .singleElement()
                    .satisfies(record -> assertThat(record.getThrown()).isSameAs(failure));
        });
    }

    @Test
    void aPurgeThatFindsNoDatabaseForAMinuteSaysSoOnceAndInALine() {
        purgeThatFails(
                DatabaseFailure.behind(new IllegalStateException(new SQLException("gone", "08006")))
                        .orElseThrow(),
                (withinAMinute, records) -> {
                    assertThat(withinAMinute).isFalse();
                    assertThat(records).singleElement().satisfies(record -> {
                        assertThat(record.getThrown()).isNull();
                        assertThat(record.getMessage()).contains("gone");
                    });
                });
    }

    @Test
    void aPurgeThatLosesEveryRaceForAMinuteSaysSoOnceAndInALine() {
        purgeThatFails(DatabaseFailure.conflict("as it happens"), (withinAMinute, records) -> {
            assertThat(withinAMinute).isFalse();
            assertThat(records)
                    .singleElement()
                    .satisfies(record -> assertThat(record.getThrown()).isNull());
        });
    }

    @Test
    void thePurgeRunsAsOftenAsTheSettingsSay() {
        List<Object> delays = new ArrayList<>();
        TimerService timers = Requests.stub(TimerService.class, (proxy, method, arguments) -> {
            assertThat(method.getName()).isEqualTo("createSingleActionTimer");
            delays.add(arguments[0]);
            assertThat(((TimerConfig) arguments[1]).isPersistent()).isFalse();
            return null;
        });

        purge(keys, timers).schedule();

        assertThat(delays).containsExactly(7_000L);
    }
}
