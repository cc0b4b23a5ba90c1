package org.oncetodo.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.oncetodo.contract.Race;
import org.oncetodo.database.Ping;

class ReadinessTest {

    private static final int MANY = 15;

    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicInteger asking = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    private final Readiness readiness = new Readiness(new Ping() {
        @Override
        public void ping() {
            most.accumulateAndGet(asking.incrementAndGet(), Math::max);
            Race.await(answer);
            asking.decrementAndGet();
        }
    });

    @Test
    void tenAskTheDatabaseAtOnceAndOthersWaitForThem() {
        readiness.started();

        List<Boolean> there = Race.of(MANY + 1, racer -> {
            if (racer == MANY) {
                await().until(() -> asking.get() == Ping.AT_ONCE);
                answer.countDown();
            }
            return readiness.isDatabaseThere();
        });

        assertThat(there).containsOnly(true);
        assertThat(most).hasValue(Ping.AT_ONCE);
    }
}
