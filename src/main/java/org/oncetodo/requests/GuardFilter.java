package org.oncetodo.requests;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keeps from JAX-RS what its implementations take for something else, or stumble over:
 *
 * <ul>
 *   <li>A {@code Content-Type} that is no media type, or is given twice, is hidden; Jersey would refuse it before anything
 *       of ours is asked, and not as a problem. So is that of a form, whose body Jersey would read by itself, for as long
 *       as it takes. Hidden, it is as good as absent: 415, where a body is read.
 *   <li>What is no media range in {@code Accept} is left out, as an empty element has to be (RFC 9110, 5.6.1.2), and the
 *       languages are hidden, which nobody here reads; RESTEasy would log a slip in them with its stack trace.
 *   <li>A method with a small letter is none of ours (RFC 9110, 9.1); RESTEasy would take {@code get} for {@code GET}.
 *   <li>A request whose end or host is not what it seems to be is 400 {@code invalid-parameter}, and the last one on its
 *       connection. Payara takes one with a transfer coding besides {@code chunked}, or with white space between
 *       {@code Transfer-Encoding} and its colon, for one without a body (RFC 9112, 6.1 and 5.1), lets {@code chunked} stand
 *       beside a length (RFC 9112, 6.1), and takes the first of two {@code Host} lines (RFC 9112, 3.2).
 *   <li>A path that is no UTF-8, and a path or a host that is no URI's, is 400 {@code invalid-parameter}; RESTEasy would log
 *       it with its stack trace, and Jersey answer it with a bare status.
 * </ul>
 */
public class GuardFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest received, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = AsyncDispatch.asSent(received);
        Optional<String> ambiguity = ambiguity(request);
        if (ambiguity.isPresent()) {
            response.setHeader("Connection", "close");
            new InvalidParameterException(ambiguity.get()).answer(response);
            return;
        }
        if (!PercentEncoding.isUtf8(request.getRequestURI())) {
            new InvalidParameterException("The path is not UTF-8.").answer(response);
            return;
        }
        if (!isUri(request.getRequestURL().toString())) {
            new InvalidParameterException("The path or the Host is not what a URI may have (RFC 3986).")
                    .answer(response);
            return;
        }
        Map<String, Optional<String>> others = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        List<String> contentTypes = Collections.list(request.getHeaders(HttpHeaders.CONTENT_TYPE));
        if (contentTypes.size() > 1 || contentTypes.size() == 1 && !isOfUse(contentTypes.get(0))) {
            others.put(HttpHeaders.CONTENT_TYPE, Optional.empty());
        }
        String accept = String.join(",", Collections.list(request.getHeaders(HttpHeaders.ACCEPT)));
        if (!accept.isEmpty() && !MediaRanges.are(accept)) {
            others.put(
                    HttpHeaders.ACCEPT, MediaRanges.in(accept)); // without any, all is welcome, as without the header
        }
        for (String language : List.of(HttpHeaders.ACCEPT_LANGUAGE, HttpHeaders.CONTENT_LANGUAGE)) {
            if (request.getHeader(language) != null) {
                others.put(language, Optional.empty());
            }
        }
        HttpServletRequest guarded = others.isEmpty() ? request : new WithOtherHeaders(request, others);
        boolean capital = request.getMethod().equals(request.getMethod().toUpperCase(Locale.ROOT));
        chain.doFilter(capital ? guarded : new WithUnknownMethod(guarded), response);
    }

    /** Why its end or host may not be what it seems to be. */
    private static Optional<String> ambiguity(HttpServletRequest request) {
        List<String> codings = Collections.list(request.getHeaders("Transfer-Encoding"));
        if (codings.size() > 1 || codings.size() == 1 && !codings.get(0).equalsIgnoreCase("chunked")) {
            return Optional.of("The Transfer-Encoding is not chunked.");
        }
        if (!codings.isEmpty() && request.getHeader(HttpHeaders.CONTENT_LENGTH) != null) {
            return Optional.of("The request has both a Transfer-Encoding and a Content-Length: send one of them.");
        }
        if (Collections.list(request.getHeaders(HttpHeaders.HOST)).size() > 1) {
            return Optional.of("The request has more than one Host.");
        }
        return Collections.list(request.getHeaderNames()).stream()
                .filter(name -> !name.equals(name.strip()))
                .findFirst()
                .map(name -> "There is white space between the name of a header and its colon.");
    }

    private static boolean isUri(String url) {
        try {
            new URI(url);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isOfUse(String contentType) {
        try {
            MediaType sent = MediaType.valueOf(contentType);
            return !MediaType.APPLICATION_FORM_URLENCODED.equalsIgnoreCase(sent.getType() + "/" + sent.getSubtype());
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

    /** One without a value is hidden. */
    private static final class WithOtherHeaders extends HttpServletRequestWrapper {

        private final Map<String, Optional<String>> others;

        WithOtherHeaders(HttpServletRequest request, Map<String, Optional<String>> others) {
            super(request);
            this.others = others;
        }

        @Override
        public String getContentType() {
            return others.containsKey(HttpHeaders.CONTENT_TYPE) ? null : super.getContentType();
        }

        @Override
        public String getHeader(String name) {
            return others.containsKey(name) ? others.get(name).orElse(null) : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return others.containsKey(name)
                    ? Collections.enumeration(others.get(name).stream().toList())
                    : super.getHeaders(name);
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                    .filter(name ->
                            !others.containsKey(name) || others.get(name).isPresent())
                    .toList());
        }
    }
}
