package org.oncetodo.requests;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads with which the server takes requests. How many there are it does not say, but as many as have been seen at
 * once there must be; so one may wait as long as another one is left. That costs less than an {@link AsyncDispatch}.
 */
final class BusyThreads {

    /**
     * The most that have been seen grow only when so many, and one, are at work at once beside all that wait, which is the
     * rarer the more they are.
     */
    private static final int SPARE = 1;

    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    /** This thread begins with a request. */
    void take() {
        int now = busy.incrementAndGet();
        if (now > most.get()) {
            most.accumulateAndGet(now, Math::max);
        }
    }

    /** Whether this thread may wait. */
    boolean mayWait() {
        return busy.get() <= most.get() - SPARE;
    }

    /** This thread has done with its request. */
    void giveBack() {
        busy.decrementAndGet();
    }
}
