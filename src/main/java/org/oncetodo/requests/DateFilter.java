package org.oncetodo.requests;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;

/** Says when each answer was made, as every server with a clock must (RFC 9110, 6.6.1); Payara leaves it to us. */
public class DateFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient Clock clock;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setDateHeader("Date", clock.millis());
        chain.doFilter(request, response);
    }
}
