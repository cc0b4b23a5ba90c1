package org.oncetodo.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * A cheap client, since it shares its cores with what it measures: one thread asks over kept connections and takes the
 * time of each answer, which it reads whole and of which it looks at the status alone.
 */
final class Load implements AutoCloseable {

    /** Past the end an answer that is still missing is an error; longer than a service of ours takes for its 503. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** No todo, and no hundred of them, is larger. */
    private static final int LARGEST_ANSWER = 256 * 1024;

    /** What came of it. */
    record Result(long requests, long errors, double seconds, double cpuSeconds, long[] sortedNanos) {

        double perSecond() {
            return requests / seconds;
        }

        double cpuMillis() {
            return cpuSeconds * 1000 / requests;
        }

        double millis(double quantile) {
            int rank = (int) Math.ceil(quantile * sortedNanos.length) - 1;
            return sortedNanos.length == 0 ? Double.NaN : sortedNanos[Math.max(0, rank)] / 1e6;
        }
    }

    private final Requests requests;
    private final Selector selector;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private int busy;
    private long asked;
    private long errors;
    private long[] nanos = new long[1024];
    private int answered;

    private Load(List<URI> urls, int connections, Requests requests) throws IOException {
        this.requests = requests;
        selector = Selector.open();
        for (int i = 0; i < connections; i++) {
            idle.add(new Connection(urls.get(i % urls.size())));
        }
    }

    /** Each connection asks again as soon as it is answered. */
    static Result closed(List<URI> urls, int connections, Requests requests, double seconds) {
        return run(urls, connections, requests, seconds, Double.POSITIVE_INFINITY);
    }

    /**
     * So many a second, whatever the answers do. A request's time counts from when it was due, so one that had to wait
     * for a free connection is as slow as it was for whoever wanted it; the client's own clock ticks in milliseconds.
     */
    static Result open(List<URI> urls, int connections, Requests requests, double seconds, double rate) {
        return run(urls, connections, requests, seconds, rate);
    }

    private static Result run(List<URI> urls, int connections, Requests requests, double seconds, double rate) {
        try (Load load = new Load(urls, connections, requests)) {
            return load.run((long) (seconds * 1e9), rate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Result run(long length, double rate) throws IOException {
        boolean closed = Double.isInfinite(rate);
        long cpu = cpuNanos();
        long begun = System.nanoTime();
        long end = begun + length;
        long now = begun;
        while (now < end + PATIENCE.toNanos()) {
            long due = begun;
            while (!idle.isEmpty()) {
                now = System.nanoTime();
                due = closed ? now : begun + (long) (asked * 1e9 / rate);
                if (due > now || due >= end) {
                    break;
                }
                idle.poll().ask(due);
            }
            if (due >= end && busy == 0) {
                break;
            }
            selector.select(idle.isEmpty() || due >= end ? 100 : Math.max(1, (due - now) / 1_000_000));
            for (SelectionKey key : selector.selectedKeys()) {
                ((Connection) key.attachment()).hear();
            }
            selector.selectedKeys().clear();
            now = System.nanoTime();
        }
        long[] sorted = Arrays.copyOf(nanos, answered);
        Arrays.sort(sorted);
        return new Result(answered, errors + busy, (now - begun) / 1e9, (cpuNanos() - cpu) / 1e9, sorted);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    /** Asks, is answered, and asks again. */
    private final class Connection {

        private final URI url;
        private final ByteBuffer answer = ByteBuffer.allocate(LARGEST_ANSWER);
        private SocketChannel channel;
        private boolean waits;
        private long due;
        private int body; // where it begins; 0: not known yet
        private int length; // of head and body; 0: the body comes in chunks
        private boolean last;

        Connection(URI url) throws IOException {
            this.url = url;
            connect();
        }

        private void connect() throws IOException {
            channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", url.getPort()));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void ask(long due) throws IOException {
            this.due = due;
            waits = true;
            busy++;
            byte[] request = requests.bytes(asked++, url);
            try {
                send(request);
            } catch (IOException e) {
                reconnect(); // the server has just ended the kept connection, as it may
                send(request);
            }
        }

        private void send(byte[] bytes) throws IOException {
            ByteBuffer request = ByteBuffer.wrap(bytes);
            while (request.hasRemaining()) {
                channel.write(request); // once: a request is smaller than any socket's buffer
            }
        }

        void hear() throws IOException {
            int read = read();
            if (read < 0) {
                if (waits) {
                    errors++;
                    rest();
                }
                reconnect();
            } else if (isWhole()) {
                heard();
            }
        }

        private int read() {
            try {
                return channel.read(answer);
            } catch (IOException e) {
                return -1;
            }
        }

        private void heard() throws IOException {
            byte[] bytes = answer.array();
            int status = (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + bytes[11] - '0';
            if (status == requests.operation().status()) {
                if (answered == nanos.length) {
                    nanos = Arrays.copyOf(nanos, 2 * answered);
                }
                nanos[answered++] = System.nanoTime() - due;
            } else {
                errors++;
            }
            rest();
            if (last) {
                reconnect();
            } else {
                forget();
            }
        }

        private void rest() {
            waits = false;
            busy--;
            idle.add(this);
        }

        private void reconnect() throws IOException {
            channel.close();
            forget();
            connect();
        }

        private void forget() {
            answer.clear();
            body = 0;
        }

        private boolean isWhole() {
            if (body == 0 && !headIsRead()) {
                return false;
            }
            int size = answer.position();
            return length > 0 ? size >= length : size >= body + 5 && endsInLastChunk(size);
        }

        private boolean headIsRead() {
            String head = new String(answer.array(), 0, answer.position(), ISO_8859_1);
            body = head.indexOf("\r\n\r\n") + 4;
            if (body < 4) {
                body = 0;
                return false;
            }
            head = head.substring(0, body).toLowerCase(Locale.ROOT);
            last = head.contains("\r\nconnection: close\r\n");
            length = head.contains("\r\ntransfer-encoding: chunked\r\n") ? 0 : body + contentLength(head);
            return true;
        }

        private static int contentLength(String head) {
            String name = "\r\ncontent-length: ";
            int value = head.indexOf(name) + name.length();
            return Integer.parseInt(head.substring(value, head.indexOf('\r', value)));
        }

        private boolean endsInLastChunk(int size) {
            return new String(answer.array(), size - 5, 5, ISO_8859_1).equals("0\r\n\r\n");
        }
    }
}
