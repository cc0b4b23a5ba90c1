package org.oncetodo.requests;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.oncetodo.problems.ProblemException;

/**
 * Lets a request go on when its body is there, or is known to be too large, so that a client that sends it slowly holds
 * neither one of the server's threads nor a place. web.xml says where, and before which other filters.
 */
public class BodyFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    /** Bodies that are awaited at once: 64 KiB each, and as much for its thread, are 64 of a small node's 512 MiB. */
    private static final int MOST = 512;

    /** Methods whose bodies are read. */
    private static final Set<String> READ = Set.of("POST", "PUT", "PATCH");

    private static final String CONNECTION = "Connection";
    private static final String CLOSE = "close";

    /** The attribute of a request whose body is awaited. */
    private static final String AWAITED = BodyFilter.class.getName();

    private final Semaphore awaited = new Semaphore(MOST);

    @Resource
    private transient ManagedScheduledExecutorService timer;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getAttribute(AWAITED) != null) {
            goOnWithBody(request, response, chain);
        } else if (AsyncDispatch.isDispatched(request) || isThere(request)) {
            chain.doFilter(request, response);
        } else if (awaited.tryAcquire()) {
            request.setAttribute(AWAITED, true);
            AsyncDispatch.dispatch(request, awaited::release);
        } else {
            response.setHeader(CONNECTION, CLOSE);
            new OverloadedException().answer(response);
        }
    }

    private void goOnWithBody(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest known = request;
        boolean whole = false;
        try {
            if (request.getContentLengthLong() <= RequestBody.LARGEST) {
                byte[] body = new BodyReader(timer).read(request.getInputStream());
                known = new RequestWithBody(request, body);
                whole = body.length <= RequestBody.LARGEST;
            }
            if (!whole) {
                goOnBeforeItsEnd(request, known, response, chain);
            }
        } catch (ProblemException refused) {
            refused.answer(response);
            return;
        } finally {
            awaited.release();
        }
        if (whole) {
            chain.doFilter(known, response);
        }
    }

    /**
     * Nobody wants the rest, but who sends all of it before he reads the answer has to find that. Then the connection is
     * closed, or WildFly would read on with a thread (RFC 9112, 9.3).
     */
    private void goOnBeforeItsEnd(
            HttpServletRequest request, HttpServletRequest known, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader(CONNECTION, CLOSE);
        chain.doFilter(known, response);
        try {
            response.flushBuffer();
        } catch (IOException hungUp) {
            return;
        }
        boolean begun = known != request; // and where it has not, who expects to be asked sends none (RFC 9110, 10.1.1)
        if (begun || request.getHeader("Expect") == null) {
            new BodyReader(timer).discard(request.getInputStream());
        }
    }

    /** All of it, or there is none. */
    private static boolean isThere(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        if (length < 0) {
            return request.getProtocol().startsWith("HTTP/1")
                    ? request.getHeader("Transfer-Encoding") == null // RFC 9112, 6.3
                            || request.getHeader(HttpHeaders.CONTENT_LENGTH) != null // which GuardFilter refuses
                    : !READ.contains(request.getMethod()); // nothing says whether there is one (RFC 9113, 8.1)
        }
        try {
            return length == 0
                    || length <= RequestBody.LARGEST && request.getInputStream().available() >= length;
        } catch (IOException broken) {
            return true; // as whoever reads it finds out
        }
    }
}
