package org.oncetodo.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.Thread.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oncetodo.environment.Beans;
import org.oncetodo.environment.MapConfig;

class AdmissionTest {

    /** A pool of 3: two more are next, and 42 may wait. */
    private static final int PLACES = 5;

    private static final int ROOM = 42;

    private final Admission admission = new Beans(MapConfig.settings("todos.db.pool", "3")).get(Admission.class);
    private final ExecutorService waiting = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        waiting.shutdownNow();
    }

    private void fill() {
        for (int i = 0; i < PLACES; i++) {
            assertThat(admission.enter()).isTrue();
        }
    }

    /** Sits down and waits. */
    private Future<Boolean> another() throws InterruptedException {
        assertThat(admission.sit()).isTrue();
        AtomicReference<Thread> sitting = new AtomicReference<>();
        Future<Boolean> entered = waiting.submit(() -> {
            sitting.set(Thread.currentThread());
            return admission.enterFromSeat();
        });
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> entered.isDone()
                        || sitting.get() != null && sitting.get().getState() == State.TIMED_WAITING);
        return entered;
    }

    @Test
    void halfAsManyAsThePoolHoldsAreNext() {
        fill();

        assertThat(admission.enter()).isFalse();
    }

    @Test
    void aPlaceThatIsGivenBackIsTakenAgain() {
        fill();
        admission.leave();

        assertThat(admission.enter()).isTrue();
        assertThat(admission.enter()).isFalse();
    }

    @Test
    void whoHasWaitedLongestIsLetInFirst() throws Exception {
        fill();
        Future<Boolean> first = another();
        Future<Boolean> second = another();

        admission.leave();

        assertThat(first.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(admission.waiting()).isEqualTo(1);
        admission.leave();
        assertThat(second.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whereManyWaitOthersAreRefusedAtOnce() {
        fill();
        for (int i = 0; i < ROOM; i++) {
            assertThat(admission.sit()).isTrue();
        }

        assertThat(admission.sit()).isFalse();
        assertThat(admission.waiting()).isEqualTo(ROOM);
    }

    @Test
    void nobodyWaitsForLong() throws Exception {
        fill();

        assertThat(another().get(10, TimeUnit.SECONDS)).isFalse();

        assertThat(admission.waiting()).isZero();
        admission.leave();
        assertThat(admission.enter()).isTrue();
    }

    @Test
    void whoWaitsWhileOthersGiveUpIsStillLetIn() throws Exception {
        fill();
        List<Future<Boolean>> early = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            early.add(another());
        }
        for (Future<Boolean> one : early) {
            assertThat(one.get(10, TimeUnit.SECONDS)).isFalse();
        }
        Future<Boolean> late = another();

        admission.leave();

        assertThat(late.get(10, TimeUnit.SECONDS)).isTrue();
    }
}
