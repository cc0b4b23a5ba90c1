package org.oncetodo.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What talks like a PostgreSQL server, knows no tables, and breaks where a test wants it to: each statement succeeds, fails
 * with a state, or is never answered because the connection is cut or forgotten; and all are as late as a test wants.
 */
final class FakePostgreSql implements AutoCloseable {

    private static final int SSL = 80877103;
    private static final int GSS = 80877104;

    /** Of a statement: with this state, or without a word where that is null; and, it may be, of its connection. */
    private record End(String state, boolean last) {}

    private final ServerSocket listener;
    private final List<Session> sessions = new CopyOnWriteArrayList<>();
    private final List<String> statements = new CopyOnWriteArrayList<>();
    private final Map<String, End> ends = new ConcurrentHashMap<>();
    private final Map<String, String> startup = new ConcurrentHashMap<>();
    private final AtomicInteger roundTrips = new AtomicInteger();
    private volatile String refusal;
    private volatile boolean standby;
    private volatile Duration late = Duration.ZERO;

    FakePostgreSql() {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        inBackground(this::listen);
    }

    String url() {
        return "jdbc:postgresql://%s:%d/todos"
                .formatted(listener.getInetAddress().getHostAddress(), listener.getLocalPort());
    }

    /** Fails this statement with this state, from now on. */
    void fail(String statement, String state) {
        ends.put(statement, new End(state, false));
    }

    /** Ends the connection at this statement, and says this state, from now on. */
    void end(String statement, String state) {
        ends.put(statement, new End(state, true));
    }

    /** Cuts the connection at this statement, from now on. */
    void cutAt(String statement) {
        ends.put(statement, new End(null, true));
    }

    /** Answers each statement so much later, from now on. */
    void answerLate(Duration late) {
        this.late = late;
    }

    /** Cuts all connections, as a server that is killed. */
    void cut() throws IOException {
        for (Session session : sessions) {
            session.socket.close();
        }
    }

    /** Carries nothing more on any connection that there is now, as a network that forgets them. */
    void forget() {
        sessions.forEach(session -> session.forgotten = true);
    }

    /** Lets nobody in, and says this state; lets them in again where that is null. */
    void refuse(String state) {
        refusal = state;
    }

    /** Is a standby for who connects from now on, or is none. */
    void standBy(boolean standby) {
        this.standby = standby;
    }

    /** What was asked: the number of the connection, from 1 on, and the statement. */
    List<String> statements() {
        return statements;
    }

    /** How often somebody waited for an answer. */
    int roundTrips() {
        return roundTrips.get();
    }

    /** What the last one who connected said of itself. */
    Map<String, String> startup() {
        return startup;
    }

    /** How many connections are open. */
    long open() {
        return sessions.stream().filter(session -> !session.socket.isClosed()).count();
    }

    private void listen() throws IOException {
        while (true) {
            Session session = new Session(listener.accept(), sessions.size() + 1);
            sessions.add(session);
            inBackground(session::serve);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void inBackground(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (SocketException | EOFException e) {
                // closed, by a test or by the driver
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }

    private final class Session {
        private final Socket socket;
        private final int number;
        private final DataInputStream in;
        private final DataOutputStream out;
        private final Map<String, String> prepared = new HashMap<>();
        private String bound;
        private char transaction = 'I';
        private boolean failed;
        private volatile boolean forgotten;

        Session(Socket socket, int number) throws IOException {
            this.socket = socket;
            this.number = number;
            in = new DataInputStream(socket.getInputStream());
            out = new DataOutputStream(socket.getOutputStream());
        }

        void serve() throws IOException {
            try (socket) {
                ByteBuffer hello = letter();
                while (hello.getInt(0) == SSL || hello.getInt(0) == GSS) {
                    out.writeByte('N');
                    hello = letter();
                }
                hello.getInt();
                while (hello.remaining() > 1) {
                    startup.put(text(hello), text(hello));
                }
                if (refusal != null) {
                    error(refusal);
                    return;
                }
                send('R', 0, 0, 0, 0);
                for (String told : List.of(
                        "server_version\00018.1",
                        "client_encoding\000UTF8",
                        "DateStyle\000ISO",
                        "standard_conforming_strings\000on",
                        "integer_datetimes\000on",
                        "TimeZone\000UTC",
                        "in_hot_standby\000" + (standby ? "on" : "off"))) {
                    send('S', (told + '\0').getBytes(UTF_8));
                }
                send('K', new byte[8]);
                ready();
                for (boolean more = true; more; ) {
                    byte type = in.readByte();
                    ByteBuffer message = letter();
                    more = forgotten || answer(type, message);
                    out.flush();
                }
            }
        }

        private ByteBuffer letter() throws IOException {
            byte[] content = new byte[in.readInt() - 4];
            in.readFully(content);
            return ByteBuffer.wrap(content);
        }

        /** Answers one message, unless it comes after a failure; tells whether there may be another one. */
        private boolean answer(byte type, ByteBuffer message) throws IOException {
            if (type == 'X') {
                return false;
            }
            if (type == 'S') {
                failed = false;
                ready();
            } else if (!failed) {
                switch (type) {
                    case 'P' -> {
                        prepared.put(text(message), text(message));
                        send('1');
                    }
                    case 'B' -> {
                        text(message);
                        bound = prepared.get(text(message));
                        send('2');
                    }
                    case 'D' -> send('n');
                    case 'E' -> {
                        return execute(bound);
                    }
                    case 'C' -> send('3');
                    case 'Q' -> {
                        boolean more = execute(text(message));
                        failed = false;
                        ready();
                        return more;
                    }
                    default -> throw new IOException("Unknown message " + (char) type);
                }
            }
            return true;
        }

        private boolean execute(String statement) throws IOException {
            statements.add(number + ": " + statement);
            hold();
            End end = ends.get(statement);
            if (end != null) {
                return end(end);
            }
            boolean undone = statement.equals("COMMIT") && transaction == 'E';
            if (statement.equals("BEGIN")) {
                transaction = 'T';
            } else if (statement.equals("COMMIT") || statement.equals("ROLLBACK")) {
                transaction = 'I';
            }
            String tag = statement.startsWith("INSERT")
                    ? "INSERT 0 1"
                    : undone ? "ROLLBACK" : statement.split(" ")[0];
            send('C', (tag + '\0').getBytes(UTF_8));
            return true;
        }

        private boolean end(End end) throws IOException {
            if (end.state() == null) {
                return false;
            }
            error(end.state());
            if (end.last()) {
                socket.shutdownOutput();
                in.transferTo(OutputStream.nullOutputStream()); // else what was sent before may not arrive
                return false;
            }
            failed = true;
            transaction = transaction == 'I' ? 'I' : 'E';
            return true;
        }

        private void hold() {
            long begun = System.nanoTime();
            for (long left; (left = late.toNanos() - (System.nanoTime() - begun)) > 0; ) {
                LockSupport.parkNanos(left);
            }
        }

        private void ready() throws IOException {
            if (in.available() == 0) { // otherwise there is more that was sent together
                roundTrips.incrementAndGet();
            }
            send('Z', transaction);
        }

        private void error(String state) throws IOException {
            send(
                    'E',
                    "SERROR\0VERROR\0C%s\0Mas the test wants\0\0"
                            .formatted(state)
                            .getBytes(UTF_8));
        }

        private void send(char type, int... content) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int each : content) {
                bytes.write(each);
            }
            send(type, bytes.toByteArray());
        }

        private void send(char type, byte[] content) throws IOException {
            out.writeByte(type);
            out.writeInt(content.length + 4);
            out.write(content);
        }

        private static String text(ByteBuffer message) {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            for (byte next = message.get(); next != 0; next = message.get()) {
                text.write(next);
            }
            return text.toString(UTF_8);
        }
    }
}
