package org.oncetodo.requests;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Lets a request go on when its body is there, so that a client that sends it slowly holds neither a thread nor a place.
 * web.xml says where, and before which other filters. A request over HTTP/2 waits for its body with a thread.
 */
public class BodyFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    /** Bodies that are awaited at once: with 64 KiB each, 32 MiB of the 512 MiB that a small node has. */
    private static final int MOST = 512;

    private final Semaphore places = new Semaphore(MOST);

    @Resource
    private transient ManagedScheduledExecutorService timer;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getAttribute(AwaitedBody.ATTRIBUTE) instanceof byte[] body) {
            chain.doFilter(new RequestWithBody(request, body), response);
        } else if (isThere(request)) {
            chain.doFilter(request, response);
        } else if (places.tryAcquire()) {
            new AwaitedBody(request, places::release).await(timer);
        } else {
            new OverloadedException().answer(response);
        }
    }

    /** All of it, or there is none, or none that is read. */
    private static boolean isThere(HttpServletRequest request) {
        if (!request.getProtocol().startsWith("HTTP/1.")) {
            return true; // of a body that does not come with its head, Payara says over HTTP/2 that it is empty
        }
        long length = request.getContentLengthLong();
        if (length < 0) {
            return request.getHeader("Transfer-Encoding") == null;
        }
        try {
            return length == 0
                    || length > RequestBody.LARGEST
                    || request.getInputStream().available() >= length;
        } catch (IOException broken) {
            return true; // as whoever reads it finds out
        }
    }
}
