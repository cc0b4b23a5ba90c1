package org.oncetodo.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * Clients that create todos, each under a key of its own, over so many connections, which they keep from one load to the
 * next. One thread does it all, as the node needs the cores.
 */
final class Load implements AutoCloseable {

    /** Longer than any answer that the contract allows. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** After which a server may give a connection up: a little less than the 5 s of deploy/payara-boot.txt. */
    private static final Duration IDLE = Duration.ofSeconds(4);

    /** Of an answer, head and body: a todo or a problem is some 500 bytes. */
    private static final int LARGEST_ANSWER = 4096;

    private static final Pattern LENGTH = Pattern.compile("(?i)\\r\\ncontent-length: *(\\d+)");
    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

    private final InetSocketAddress node;
    private final Selector selector;
    private final Deque<Connection> free = new ArrayDeque<>();
    private final String clients = UUID.randomUUID().toString();
    private long keys;
    private int waiting;
    private Figures figures;

    Load(URI node, int connections) {
        this.node = new InetSocketAddress(node.getHost(), node.getPort());
        try {
            selector = Selector.open();
            for (int i = 0; i < connections; i++) {
                Connection connection = new Connection();
                connection.open();
                free.add(connection);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request on each connection as soon as the one before has its answer. */
    Figures asFastAsItGoes(Duration duration) {
        return at(Double.POSITIVE_INFINITY, duration);
    }

    /** So many requests a second, whether those before have their answers or not. */
    Figures at(double perSecond, Duration duration) {
        figures = new Figures();
        try {
            offer(perSecond, duration.toNanos());
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (waiting > 0 && System.nanoTime() < end) {
                selector.select(this::ready, 100);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        figures.unanswered += waiting;
        return figures;
    }

    @Override
    public void close() {
        try (selector) {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ByteBuffer request() {
        String body = "{\"title\":\"One of many\",\"description\":\"Overload\"}";
        return ByteBuffer.wrap(("POST /todos HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Idempotency-Key: " + clients + "-" + keys++ + "\r\nContent-Length: " + body.length()
                        + "\r\n\r\n"
                        + body)
                .getBytes(ISO_8859_1));
    }

    /** What came of it; latencies in microseconds, from the time at which the request was due. */
    static final class Figures {
        final Histogram accepted = new Histogram(PATIENCE.toNanos() / 500, 3);
        final Histogram refused = new Histogram(PATIENCE.toNanos() / 500, 3);
        double seconds;
        long offered;
        /** That found every connection waiting for an answer. */
        long heldBack;
        /** Of refusals that do not say when to come again. */
        long withoutRetryAfter;
        /** Connections that ended, or were given up, before the answer was there. */
        long unanswered;
        /** Requests that met an idle connection just as the node gave it up, and went over a new one (RFC 9112, 9.3.1). */
        long sentAgain;
        /** Answers that are neither 201 nor 503; the last of them. */
        long others;

        String other = "";

        double perSecond() {
            return accepted.getTotalCount() / seconds;
        }

        double millis(Histogram latencies, double percentile) {
            return latencies.getTotalCount() == 0 ? 0 : latencies.getValueAtPercentile(percentile) / 1e3;
        }

        static String header() {
            return "%24s %9s %10s %9s %27s %27s %7s %6s %6s"
                    .formatted(
                            "",
                            "offered/s",
                            "accepted/s",
                            "refused/s",
                            "accepted p50/p99/max ms",
                            "refused p50/p99/max ms",
                            "no ans.",
                            "again",
                            "held");
        }

        String row(String name) {
            return "%24s %9.0f %10.0f %9.0f %27s %27s %7d %6d %6d"
                    .formatted(
                            name,
                            offered / seconds,
                            perSecond(),
                            refused.getTotalCount() / seconds,
                            latencies(accepted),
                            latencies(refused),
                            unanswered,
                            sentAgain,
                            heldBack);
        }

        private String latencies(Histogram latencies) {
            return "%.0f / %.0f / %.0f".formatted(millis(latencies, 50), millis(latencies, 99), millis(latencies, 100));
        }
    }

    private void offer(double perSecond, long nanos) throws IOException {
        long begun = System.nanoTime();
        long sent = 0;
        for (long now = begun; now - begun < nanos; now = System.nanoTime()) {
            if (Double.isInfinite(perSecond)) {
                while (!free.isEmpty()) {
                    free.remove().send(System.nanoTime());
                }
            } else {
                for (long due = (long) ((now - begun) / 1e9 * perSecond); sent < due; sent++) {
                    long at = begun + (long) (sent / perSecond * 1e9);
                    Connection connection = free.poll();
                    if (connection == null) {
                        figures.offered++;
                        figures.heldBack++;
                    } else {
                        connection.send(at);
                    }
                }
            }
            selector.select(this::ready, 1);
        }
        figures.seconds = (System.nanoTime() - begun) / 1e9;
    }

    private void ready(SelectionKey key) {
        ((Connection) key.attachment()).read();
    }

    private final class Connection {

        private final ByteBuffer in = ByteBuffer.allocate(LARGEST_ANSWER);
        private SocketChannel channel;
        private ByteBuffer request;
        private long due;
        private boolean busy;
        private long idleSince;
        private boolean idle;

        void open() throws IOException {
            idleSince = System.nanoTime();
            channel = SocketChannel.open(node);
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void send(long at) throws IOException {
            due = at;
            busy = true;
            waiting++;
            figures.offered++;
            request = request();
            if (!channel.isOpen()) {
                open();
            }
            idle = System.nanoTime() - idleSince > IDLE.toNanos();
            write();
        }

        private void write() {
            try {
                channel.write(request.rewind()); // a few hundred bytes always fit
            } catch (IOException e) {
                ended();
            }
        }

        void read() {
            try {
                int count = channel.read(in);
                if (count < 0) {
                    ended();
                } else if (isWhole()) {
                    answered();
                }
            } catch (IOException e) {
                ended();
            }
        }

        private void ended() {
            boolean givenUp = busy && idle && in.position() == 0;
            close();
            if (givenUp) {
                sendAgain();
            } else if (busy) {
                figures.unanswered++;
                busy = false;
                waiting--;
                free.add(this);
            }
        }

        private void sendAgain() {
            figures.sentAgain++;
            idle = false;
            try {
                open();
                write();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void close() {
            in.clear();
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String head(int length) {
            return new String(in.array(), 0, length, ISO_8859_1);
        }

        private boolean isWhole() {
            int head = endOfHead();
            if (head < 0) {
                return false;
            }
            Matcher length = LENGTH.matcher(head(head));
            return length.find()
                    ? in.position() >= head + 4 + Integer.parseInt(length.group(1))
                    : new String(in.array(), 0, in.position(), ISO_8859_1).endsWith(LAST_CHUNK);
        }

        private int endOfHead() {
            byte[] bytes = in.array();
            for (int i = 0; i < in.position() - 3; i++) {
                if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                    return i;
                }
            }
            return -1;
        }

        private void answered() {
            String text = head(endOfHead() + 4);
            long micros = Math.max(0, System.nanoTime() - due) / 1000;
            String status = text.substring(9, 12);
            switch (status) {
                case "201" -> figures.accepted.recordValue(micros);
                case "503" -> {
                    figures.refused.recordValue(micros);
                    if (!text.contains("\r\nRetry-After: ")) {
                        figures.withoutRetryAfter++;
                    }
                }
                default -> {
                    figures.others++;
                    figures.other = text;
                }
            }
            in.clear();
            busy = false;
            idleSince = System.nanoTime();
            waiting--;
            free.add(this);
            if (text.contains("\r\nConnection: close\r\n") || text.contains("\r\nconnection: close\r\n")) {
                close();
            }
        }
    }
}
