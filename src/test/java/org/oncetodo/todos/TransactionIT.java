package org.oncetodo.todos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.oncetodo.callers.Owner;
import org.oncetodo.container.Deployments;
import org.oncetodo.container.MovableClock;
import org.oncetodo.contract.Promise;
import org.oncetodo.environment.Settings;
import org.oncetodo.idempotency.IdempotencyKey;
import org.oncetodo.idempotency.IdempotencyKeyInFlightException;
import org.oncetodo.idempotency.IdempotencyKeyReusedException;
import org.oncetodo.idempotency.IdempotencyKeys;
import org.oncetodo.idempotency.InFlight;

/** What the container's transactions, interceptors and timer make of the EJBs. */
@ExtendWith(ArquillianExtension.class)
class TransactionIT {

    @Inject
    private Todos todos;

    @Inject
    private IdempotencyKeys keys;

    @Inject
    private InFlight inFlight;

    @Inject
    private FirstRequest firstRequest;

    @Inject
    private MovableClock clock;

    @Inject
    private Settings settings;

    @Resource(lookup = "java:comp/DefaultManagedExecutorService")
    private ManagedExecutorService executor;

    /** What the last try may take, which begins before the wait is over: a wait for the lock, and some. */
    private static final Duration LAST_TRY = Duration.ofSeconds(3);

    private final IdempotencyKey key = newKey();
    private final TodoDraft draft = new TodoDraft("Buy milk", null, false);
    private final CountDownLatch stored = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);

    @Deployment
    static WebArchive war() {
        return Deployments.warWith(FirstRequest.class);
    }

    @Test
    @Promise("One idea: the todo and its key are committed together or not at all")
    void todoAndKeyAreCommittedTogether() {
        Todo created = create(key).todo();
        assertEquals(draft, todos.find(Owner.ANYONE, created.id()).orElseThrow().draft());
        assertEquals(created.id(), keys.find(Owner.ANYONE, key).orElseThrow().createdId());
    }

    @Test
    @Promise("One idea: the todo and its key are committed together or not at all")
    void aTransactionThatFailsLeavesNeitherTodoNorKey() {
        long before = count();
        letGo.countDown();
        assertThrows(EJBException.class, () -> firstRequest.fail(key, draft, stored, letGo));
        assertEquals(before, count());
        assertTrue(keys.find(Owner.ANYONE, key).isEmpty());
        assertInstanceOf(Creation.New.class, create(key), "the key is free again");
    }

    @Test
    void aProblemUndoesAllThatItsTransactionDid() {
        create(key);
        long before = count();
        assertThrows(
                IdempotencyKeyReusedException.class,
                () -> firstRequest.createBoth(key, new TodoDraft("Buy bread", null, false)));
        assertEquals(before, count());
    }

    @Test
    @Promise("Idempotency-Key: a retry waits for the first request, and gets its answer")
    void aRetryWaitsForTheFirstRequestAndGetsItsAnswer() throws Exception {
        Future<Creation> first = executor.submit(() -> firstRequest.commit(key, draft, stored, letGo));
        stored.await();
        Future<Creation> retry = executor.submit(() -> create(key));
        Awaitility.await().until(() -> inFlight.waiting() == 1);
        letGo.countDown();
        assertInstanceOf(Creation.New.class, first.get());
        assertInstanceOf(Creation.Replay.class, retry.get());
        assertEquals(first.get().todo().id(), retry.get().todo().id());
    }

    @Test
    void whereTheFirstRequestFailsTheWaitingRetryCreates() throws Exception {
        Future<Creation> first = executor.submit(() -> firstRequest.fail(key, draft, stored, letGo));
        stored.await();
        Future<Creation> retry = executor.submit(() -> create(key));
        Awaitility.await().until(() -> inFlight.waiting() == 1);
        letGo.countDown();
        assertThrows(ExecutionException.class, first::get);
        assertInstanceOf(Creation.New.class, retry.get());
    }

    @Test
    void aRetryThatHasWaitedForAsLongAsItMayIsToldSo() throws Exception {
        Future<Creation> first = executor.submit(() -> firstRequest.commit(key, draft, stored, letGo));
        stored.await();
        long begun = System.nanoTime();
        assertThrows(IdempotencyKeyInFlightException.class, () -> create(key));
        Duration waited = Duration.ofNanos(System.nanoTime() - begun);
        assertTrue(waited.compareTo(settings.longestWait()) >= 0, () -> "only " + waited);
        assertTrue(waited.compareTo(settings.longestWait().plus(LAST_TRY)) < 0, () -> "as long as " + waited);
        letGo.countDown();
        assertInstanceOf(Creation.New.class, first.get(), "the first request was not disturbed");
        assertInstanceOf(Creation.Replay.class, create(key));
    }

    @Test
    @Promise("Idempotency-Key: another caller's same key is another key")
    void anotherCallersSameKeyIsAnotherKey() {
        Owner bob = new Owner("bob");
        long mine = create(key).todo().id();
        Creation bobs = inFlight.call(bob, key, () -> todos.createTodoWithIdempotency(bob, key, draft));
        assertInstanceOf(Creation.New.class, bobs);
        assertTrue(todos.find(bob, mine).isEmpty());
        assertEquals(mine, keys.find(Owner.ANYONE, key).orElseThrow().createdId());
        assertEquals(bobs.todo().id(), keys.find(bob, key).orElseThrow().createdId());
    }

    /** The purge comes once a second, so most find the old row. */
    @Test
    void aKeyThatHasExpiredIsNewWhetherPurgedYetOrNot() throws Exception {
        Set<Long> ids = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            assertTrue(ids.add(create(key).todo().id()));
            clock.putForward(settings.ttl());
        }
        sixteenRacersWithOneKeyGetOneTodo();
        assertTrue(ids.add(create(key).todo().id()));
    }

    @Test
    void sixteenRacersWithOneKeyGetOneTodo() throws Exception {
        Callable<Creation> racer = () -> create(key);
        List<Future<Creation>> answers = executor.invokeAll(Collections.nCopies(16, racer));
        long id = answers.get(0).get().todo().id();
        int created = 0;
        for (Future<Creation> answer : answers) {
            assertEquals(id, answer.get().todo().id());
            created += answer.get() instanceof Creation.New ? 1 : 0;
        }
        assertEquals(1, created);
    }

    @Test
    void theTimerDeletesKeysThatHaveExpiredAndNoOthers() {
        create(key);
        clock.putForward(settings.ttl().minusHours(1));
        IdempotencyKey later = newKey();
        create(later);
        clock.putForward(Duration.ofHours(1));
        Awaitility.await()
                .atMost(settings.purgeEvery().multipliedBy(10))
                .until(() -> keys.find(Owner.ANYONE, key).isEmpty());
        Awaitility.await().until(() -> keys.countExpired() == 0);
        assertTrue(keys.find(Owner.ANYONE, later).isPresent());
    }

    @Test
    void theTimeOfCreationComesFromTheClock() {
        clock.putForward(Duration.ofDays(3));
        Duration ago = Duration.between(todos.create(Owner.ANYONE, draft).createdAt(), clock.instant());
        assertTrue(ago.compareTo(Duration.ofSeconds(10)) < 0, ago::toString);
    }

    private Creation create(IdempotencyKey key) {
        return inFlight.call(Owner.ANYONE, key, () -> todos.createTodoWithIdempotency(Owner.ANYONE, key, draft));
    }

    private static IdempotencyKey newKey() {
        return IdempotencyKey.parse(UUID.randomUUID().toString());
    }

    private long count() {
        return todos.list(Owner.ANYONE, 0, Optional.empty(), Integer.MAX_VALUE).size();
    }
}
