package org.oncetodo.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;

/** A connection on which anything can be said, also what no HTTP library would say. */
public final class Wire implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    private Wire(Socket socket) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static Wire to(URI origin) {
        boolean secure = origin.getScheme().equals("https");
        int port = origin.getPort() > 0 ? origin.getPort() : secure ? 443 : 80;
        try {
            return new Wire(
                    secure
                            ? SSLSocketFactory.getDefault().createSocket(origin.getHost(), port)
                            : new Socket(origin.getHost(), port));
        } catch (IOException e) {
            throw new UncheckedIOException("no connection to " + origin, e);
        }
    }

    /** All of it at once: whoever answers before he has read to the end and closes would break what comes then. */
    public void say(String head, byte[] body) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(head.getBytes(ISO_8859_1));
        all.writeBytes(body);
        try {
            all.writeTo(socket.getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException("not heard to the end", e);
        }
    }

    /** The next answer, a 100 (Continue) included. */
    public Answer answer() {
        try {
            Answer head = head();
            if (head.status() < 200 || head.status() == 204 || head.status() == 304) {
                return head;
            }
            return new Answer(head.status(), head.headers(), body(head));
        } catch (IOException e) {
            throw new UncheckedIOException("no whole answer", e);
        }
    }

    Answer rest() {
        try {
            Answer head = head();
            return new Answer(head.status(), head.headers(), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("no whole answer", e);
        }
    }

    /** Waits, for 20 s at most, until the other side closes the connection, and says nothing more. */
    public void awaitEnd() {
        try {
            assertThat(in.read()).as("end of the connection").isNegative();
        } catch (IOException e) {
            throw new UncheckedIOException("still open", e);
        }
    }

    /** Says that nothing more comes, and waits until the other side has noticed. */
    void hangUp() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitEnd();
    }

    private Answer head() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        Map<String, List<String>> headers = Answer.noHeaders();
        for (String line = line(); !line.isEmpty(); line = line()) {
            String[] field = line.split(":", 2);
            headers.computeIfAbsent(field[0], name -> new ArrayList<>()).add(field[1].strip());
        }
        return new Answer(status, headers, new byte[0]);
    }

    private byte[] body(Answer head) throws IOException {
        if (head.header("Transfer-Encoding").filter("chunked"::equalsIgnoreCase).isEmpty()) {
            int length = head.header("Content-Length").map(Integer::valueOf).orElse(Integer.MAX_VALUE);
            return in.readNBytes(length);
        }
        var body = new ByteArrayOutputStream();
        for (int size = chunk(); size > 0; size = chunk()) {
            body.write(in.readNBytes(size));
            line();
        }
        return body.toByteArray();
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("after " + line);
            }
            line.write(c);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
