package org.oncetodo.requests;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads with which the server takes requests. How many there are it does not say, but as many as have been seen at
 * once there must be; so one may wait as long as another one is left. A wait with such a thread costs less than one
 * {@link Aside}.
 */
final class ServerThreads {

    /** With more to spare it would take long until many have been seen at once: so many, and one, have to meet for each. */
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
