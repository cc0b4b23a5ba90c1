package org.oncetodo.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

/** Answers 201 to whatever it reads: what the client asks of it a second is the most that it can ask at all. */
final class DoNothing implements AutoCloseable {

    private static final byte[] ANSWER =
            "HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n{\"id\":42}".getBytes(ISO_8859_1);

    private final ServerSocket server;

    DoNothing() {
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(() -> {
            while (true) {
                Socket client = server.accept();
                thread(() -> answer(client));
            }
        });
    }

    URI url() {
        return URI.create("http://localhost:" + server.getLocalPort());
    }

    private static void answer(Socket client) throws IOException {
        try (client) {
            client.setTcpNoDelay(true);
            InputStream in = client.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] request = new byte[4096];
            while (in.read(request) >= 0) {
                out.write(ANSWER);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void thread(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // the other side has gone
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
