package org.oncetodo.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that hold connections, and take their time. Whoever is turned away comes again, a second later. */
final class Crowd implements AutoCloseable {

    /** What they do with a connection. */
    enum Kind {
        /** Nothing. */
        IDLE("", "", 1),

        /** A head without an end, a byte a second. */
        SLOW_HEAD("GET /todos HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", "x", 1),

        /** A body of the size that is allowed, a byte a second. */
        SLOW_BODY(
                "POST /todos HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 65536\r\n\r\n",
                " ",
                1),

        /** A body without an end, 16 KiB at a time, ten times a second. */
        ENDLESS_BODY(
                "POST /todos HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n",
                "4000\r\n" + " ".repeat(0x4000) + "\r\n",
                10);

        private final ByteBuffer start;
        private final ByteBuffer more;
        private final int timesASecond;

        Kind(String start, String more, int timesASecond) {
            this.start = ByteBuffer.wrap(start.getBytes(ISO_8859_1));
            this.more = ByteBuffer.wrap(more.getBytes(ISO_8859_1));
            this.timesASecond = timesASecond;
        }
    }

    private static final long TICK_NANOS = 100_000_000;
    private static final int TICKS_A_SECOND = 10;

    private final InetSocketAddress node;
    private final Selector selector;
    private final List<One> all = new ArrayList<>();
    private final AtomicInteger turnedAway = new AtomicInteger();
    private final ByteBuffer in = ByteBuffer.allocate(8192);
    private final Thread thread = new Thread(this::live, "crowd");
    private volatile boolean over;
    private volatile RuntimeException failure;

    Crowd(URI node) {
        this.node = new InetSocketAddress(node.getHost(), node.getPort());
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** So many of a kind, all of whom are connected when it returns; before {@link #start}. */
    Crowd with(int number, Kind kind) {
        for (int i = 0; i < number; i++) {
            One one = new One(kind);
            one.come();
            all.add(one);
        }
        return this;
    }

    Crowd start() {
        thread.start();
        return this;
    }

    /** How often the node ended a connection. */
    int turnedAway() {
        return turnedAway.get();
    }

    /** How many hold a connection. */
    long present() {
        return all.stream().filter(one -> one.channel.isOpen()).count();
    }

    private void live() {
        try {
            long next = System.nanoTime();
            for (int tick = 0; !over; tick++) {
                for (int i = 0; i < all.size(); i++) {
                    all.get(i).tick(tick + i);
                }
                next += TICK_NANOS;
                for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
                    selector.select(key -> ((One) key.attachment()).read(), left / 1_000_000 + 1);
                }
            }
        } catch (IOException e) {
            failure = new UncheckedIOException(e);
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    @Override
    public void close() {
        over = true;
        selector.wakeup();
        try {
            thread.join();
            for (One one : all) {
                one.channel.close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private final class One {

        private final Kind kind;
        private volatile SocketChannel channel;
        private ByteBuffer rest;

        One(Kind kind) {
            this.kind = kind;
        }

        void come() {
            try {
                channel = SocketChannel.open(node);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, this);
            } catch (IOException e) {
                throw new UncheckedIOException("no connection", e);
            }
            rest = kind.start.duplicate();
        }

        void tick(int tick) {
            if (tick % (TICKS_A_SECOND / kind.timesASecond) != 0) {
                return;
            }
            if (!channel.isOpen()) {
                come();
            }
            try {
                if (!rest.hasRemaining()) {
                    rest = kind.more.duplicate();
                }
                channel.write(rest); // what does not fit now is sent first the next time
            } catch (IOException e) {
                go();
            }
        }

        void read() {
            try {
                if (channel.read(in.clear()) < 0) {
                    go();
                }
            } catch (IOException e) {
                go();
            }
        }

        private void go() {
            turnedAway.incrementAndGet();
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
