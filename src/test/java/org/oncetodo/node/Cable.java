package org.oncetodo.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A network that can lose connections without a word: who is connected hears nothing any more, not even an end. */
final class Cable implements AutoCloseable {

    private final ServerSocket end;
    private final int server;
    private final Queue<Line> lines = new ConcurrentLinkedQueue<>();
    private volatile boolean dead;

    /** To the server on this port of this machine. */
    Cable(int server) {
        this.server = server;
        try {
            end = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(this::accept);
    }

    /** Where clients connect. */
    int port() {
        return end.getLocalPort();
    }

    /** Forgets the connections that there are, as a firewall that starts again does; new ones work. */
    void forget() {
        lines.forEach(line -> line.dead = true);
    }

    /** Carries nothing any more, new connections included, which are accepted. */
    void cut() {
        dead = true;
        forget();
    }

    /** Carries new connections again. */
    void mend() {
        dead = false;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = end.accept();
                lines.add(new Line(client));
            }
        } catch (IOException e) {
            // closed
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
            far = new Socket(InetAddress.getLoopbackAddress(), server);
            thread(() -> carry(near, far));
            thread(() -> carry(far, near));
        }

        private void carry(Socket from, Socket to) {
            byte[] bytes = new byte[8192];
            try {
                from.setTcpNoDelay(true);
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                    if (!dead) {
                        out.write(bytes, 0, count);
                    }
                }
            } catch (IOException e) {
                // an end as well
            }
            if (!dead) {
                close();
            }
        }

        void close() {
            Cable.close(near);
            Cable.close(far);
        }
    }
}
