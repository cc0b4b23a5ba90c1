package org.oncetodo.requests;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;

/** A request whose body has been read. */
final class RequestWithBody extends HttpServletRequestWrapper {

    private final Stream stream;

    RequestWithBody(HttpServletRequest request, byte[] body) {
        super(request);
        stream = new Stream(body);
    }

    @Override
    public ServletInputStream getInputStream() {
        return stream;
    }

    private static final class Stream extends ServletInputStream {

        private final ByteArrayInputStream body;

        Stream(byte[] body) {
            this.body = new ByteArrayInputStream(body);
        }

        @Override
        public int read() {
            return body.read();
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            return body.read(to, offset, length);
        }

        @Override
        public int available() {
            return body.available();
        }

        @Override
        public boolean isFinished() {
            return body.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("It has been read.");
        }
    }
}
