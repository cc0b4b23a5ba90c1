package org.oncetodo.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * A network between a client and a server of this machine, with all that networks do: it can lose connections without a
 * word, break them at the worst moment, and be slow.
 */
public final class Cable implements AutoCloseable {

    /** Which part of a conversation, of all that come by, a break meets: the others show that it was no outage. */
    private static final int EVERY = 5;

    private static final Duration TICK = Duration.ofMillis(20);

    private final ServerSocket end;
    private final IntSupplier server;
    private final Queue<Line> lines = new ConcurrentLinkedQueue<>();
    private final AtomicInteger parts = new AtomicInteger();
    private volatile boolean dead;
    private volatile Break breaks = Break.NOTHING;
    private volatile Duration delay = Duration.ZERO;

    /** When a connection is broken. */
    public enum Break {
        NOTHING,
        /** What the client says is not heard. */
        BEFORE_THE_REQUEST,
        /** What the client says is heard in part. */
        AMID_THE_REQUEST,
        /** What the client says is heard, and what the server answers is not. */
        BEFORE_THE_ANSWER,
        /** The same, where PostgreSQL answers a COMMIT. */
        AFTER_COMMIT
    }

    /** To the server on this port of this machine, which may be another one at the next connection. */
    public Cable(IntSupplier server) {
        this.server = server;
        try {
            end = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(this::accept);
    }

    /** Where clients connect. */
    public int port() {
        return end.getLocalPort();
    }

    /** Forgets the connections that there are, as a firewall that starts again does; new ones work. */
    public void forget() {
        lines.forEach(line -> line.dead = true);
    }

    /** Carries nothing any more, new connections included, which are accepted. */
    public void cut() {
        dead = true;
        forget();
    }

    /** From now on breaks connections, now and then. */
    public void breakConnections(Break when) {
        breaks = when;
    }

    /** From now on every part of an answer comes so much later. */
    public void delay(Duration delay) {
        this.delay = delay;
    }

    /** Carries new connections again, all of each and at once. */
    public void mend() {
        dead = false;
        breaks = Break.NOTHING;
        delay = Duration.ZERO;
    }

    private void accept() {
        try {
            while (true) {
                connect(end.accept());
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void connect(Socket client) {
        try {
            lines.add(new Line(client));
        } catch (IOException e) {
            close(client); // nobody is there
        }
    }

    @Override
    public void close() {
        try {
            end.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lines.forEach(Line::close);
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "cable");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection. */
    private final class Line {

        private final Socket near;
        private final Socket far;
        private volatile boolean dead = Cable.this.dead;

        Line(Socket near) throws IOException {
            this.near = near;
            far = new Socket(InetAddress.getLoopbackAddress(), server.getAsInt());
            thread(() -> carry(near, far));
            thread(() -> carry(far, near));
        }

        private void carry(Socket from, Socket to) {
            byte[] bytes = new byte[8192];
            boolean whole = true;
            try {
                from.setTcpNoDelay(true);
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int count; whole && (count = in.read(bytes)) >= 0; ) {
                    if (from == far) {
                        hold();
                    }
                    if (!dead) {
                        int carried = carried(from == near, bytes, count);
                        out.write(bytes, 0, carried);
                        whole = carried == count;
                    }
                }
            } catch (IOException e) {
                // an end as well
            }
            if (!dead) {
                close();
            }
        }

        private void hold() {
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < delay.toNanos()) {
                LockSupport.parkNanos(TICK.toNanos());
            }
        }

        /** How much of it, before the connection breaks; all, where it does not. */
        private int carried(boolean request, byte[] bytes, int count) {
            Break when = breaks;
            boolean concerned = switch (when) {
                case NOTHING -> false;
                case BEFORE_THE_REQUEST, AMID_THE_REQUEST -> request;
                case BEFORE_THE_ANSWER -> !request;
                case AFTER_COMMIT -> !request && new String(bytes, 0, count, ISO_8859_1).contains("COMMIT");
            };
            if (!concerned || parts.incrementAndGet() % EVERY != 0) {
                return count;
            }
            return when == Break.AMID_THE_REQUEST ? count / 2 : 0;
        }

        void close() {
            lines.remove(this);
            Cable.close(near);
            Cable.close(far);
        }
    }
}
