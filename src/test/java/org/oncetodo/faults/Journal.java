package org.oncetodo.faults;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was asked, answered and done to the service, a line of JSON each, in a file. Times are nanoseconds of a monotonic
 * clock since the journal was begun.
 */
final class Journal implements AutoCloseable {

    static final JsonMapper JSON = JsonMapper.builder()
            .defaultPropertyInclusion(JsonInclude.Value.ALL_NON_NULL)
            .build();

    /** One of these is there. */
    record Line(Begun begun, Sent sent, Ended ended, Trouble trouble, Expiry expiry, Absence absence) {}

    /** When all times are 0. */
    record Begun(String at) {}

    record Sent(long attempt, long at, Request request) {}

    /** @param reply {@code null} where there was none, for the reason that {@code failure} tells */
    record Ended(long attempt, long at, Reply reply, String failure) {}

    /** @param node the one that was to suffer most */
    record Trouble(String fault, int node, long struck, long lifted) {}

    /**
     * Keys that were made to expire before their time.
     *
     * @param second of the Unix epoch, from which on they are new
     * @param known when that stood in the database
     */
    record Expiry(List<String> keys, long second, long known) {}

    /** When a node may have had its server, but not yet the service. */
    record Absence(int node, long from, long to) {}

    private final long begun = System.nanoTime();
    private final AtomicLong attempts = new AtomicLong();
    private final BufferedWriter file;

    Journal(Path path) {
        try {
            file = Files.newBufferedWriter(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        write(new Line(new Begun(Instant.now().toString()), null, null, null, null, null));
    }

    long now() {
        return System.nanoTime() - begun;
    }

    /** The number of this attempt, which is about to be made. */
    long sent(Request request) {
        long number = attempts.incrementAndGet();
        write(new Line(null, new Sent(number, now(), request), null, null, null, null));
        return number;
    }

    void answered(long attempt, Reply reply) {
        write(new Line(null, null, new Ended(attempt, now(), reply, null), null, null, null));
    }

    void failed(long attempt, Exception failure) {
        write(new Line(null, null, new Ended(attempt, now(), null, failure.toString()), null, null, null));
    }

    void befell(Fault fault, int node, long struck) {
        write(new Line(null, null, null, new Trouble(fault.name(), node, struck, now()), null, null));
    }

    void expired(List<String> keys, long second) {
        write(new Line(null, null, null, null, new Expiry(keys, second, now()), null));
    }

    void absent(int node, long from) {
        write(new Line(null, null, null, null, null, new Absence(node, from, now())));
    }

    private void write(Line line) {
        try {
            String json = JSON.writeValueAsString(line);
            synchronized (file) {
                file.write(json);
                file.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was told stands in the file. */
    void flush() {
        try {
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
