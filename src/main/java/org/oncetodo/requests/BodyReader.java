package org.oncetodo.requests;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Reads one body, all of which must come within 10 s, however it is spread over them. */
final class BodyReader {

    /** 64 KiB in this time are 52 kbit/s: the slowest line that anybody still has. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** In bytes: as many as WildFly takes of any body. */
    private static final long MOST_DISCARDED = 10 * 1024 * 1024;

    private final ScheduledExecutorService timer;
    private final Thread reader = Thread.currentThread();
    private boolean reading = true;
    private boolean passed;

    BodyReader(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /**
     * The body, or as much of it as decides that it is too large.
     *
     * @throws RequestTimeoutException where it did not come in time
     * @throws IncompleteBodyException where it ended too early
     */
    byte[] read(InputStream body) {
        return within(() -> body.readNBytes(RequestBody.LARGEST + 1));
    }

    /** Reads as much of it as comes in time, but no body without an end. */
    void discard(InputStream body) {
        try {
            within(() -> {
                body.skipNBytes(MOST_DISCARDED);
                return null;
            });
        } catch (RequestTimeoutException | IncompleteBodyException e) {
            // it has been answered, and nobody asks for the rest
        }
    }

    private <T> T within(Reading<T> reading) {
        ScheduledFuture<?> end = timer.schedule(this::pass, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return reading.read();
        } catch (IOException broken) {
            throw hasPassed() ? new RequestTimeoutException() : new IncompleteBodyException();
        } finally {
            end.cancel(false);
            stopReading();
        }
    }

    private interface Reading<T> {
        T read() throws IOException;
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
