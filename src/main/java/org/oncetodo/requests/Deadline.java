package org.oncetodo.requests;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The time within which a whole body must come, however it is spread over it. */
final class Deadline {

    /** 64 KiB in this time are 52 kbit/s: the slowest line that anybody still has. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final ScheduledExecutorService timer;
    private final Thread reader = Thread.currentThread();
    private boolean reading = true;
    private boolean passed;

    Deadline(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /**
     * The body, or as much of it as decides that it is too large.
     *
     * @throws RequestTimeoutException where it did not come in time
     * @throws IncompleteBodyException where it ended too early
     */
    byte[] read(InputStream body) {
        ScheduledFuture<?> end = timer.schedule(this::pass, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return body.readNBytes(RequestBody.LARGEST + 1);
        } catch (IOException broken) {
            throw hasPassed() ? new RequestTimeoutException() : new IncompleteBodyException();
        } finally {
            end.cancel(false);
            stopReading();
        }
    }

    private synchronized void pass() {
        if (reading) {
            passed = true;
            reader.interrupt(); // as nothing else ends a read on both servers
        }
    }

    private synchronized boolean hasPassed() {
        return passed;
    }

    /** What comes after it is not to be interrupted. */
    private synchronized void stopReading() {
        reading = false;
        if (passed) {
            Thread.interrupted();
        }
    }
}
