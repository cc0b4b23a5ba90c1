package org.oncetodo.requests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;

/**
 * Keeps from JAX-RS what its implementations take for something else, or stumble over:
 *
 * <ul>
 *   <li>A {@code Content-Type} that is no media type, or is given twice, is hidden; Jersey would refuse it before anything
 *       of ours is asked, and not as a problem. Hidden, it is as good as absent: 415, where a body is read.
 *   <li>A method with a small letter is none of ours (RFC 9110, 9.1); RESTEasy would take {@code get} for {@code GET}.
 *   <li>A path that is no UTF-8 is 400 {@code invalid-parameter}; RESTEasy would log it with its stack trace.
 * </ul>
 */
public class RequestGuard extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!isUtf8(request.getRequestURI())) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        List<String> contentTypes = Collections.list(request.getHeaders(HttpHeaders.CONTENT_TYPE));
        boolean readable = contentTypes.isEmpty() || contentTypes.size() == 1 && isMediaType(contentTypes.get(0));
        HttpServletRequest guarded = readable ? request : new WithoutContentType(request);
        boolean capital = request.getMethod().equals(request.getMethod().toUpperCase(Locale.ROOT));
        chain.doFilter(capital ? guarded : new WithUnknownMethod(guarded), response);
    }

    private static boolean isUtf8(String path) {
        if (path.indexOf('%') < 0) {
            return true;
        }
        try {
            byte[] decoded = URLDecoder.decode(path, ISO_8859_1).getBytes(ISO_8859_1);
            UTF_8.newDecoder().decode(ByteBuffer.wrap(decoded));
            return true;
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isMediaType(String contentType) {
        try {
            return MediaType.valueOf(contentType) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static final class WithUnknownMethod extends HttpServletRequestWrapper {

        WithUnknownMethod(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getMethod() {
            return "unknown-" + super.getMethod();
        }
    }

    private static final class WithoutContentType extends HttpServletRequestWrapper {

        WithoutContentType(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getContentType() {
            return null;
        }

        @Override
        public String getHeader(String name) {
            return isHidden(name) ? null : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return isHidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                    .filter(name -> !isHidden(name))
                    .toList());
        }

        private static boolean isHidden(String name) {
            return HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name);
        }
    }
}
