package org.oncetodo.requests;

import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Lets a request go on when there is a place for it, and refuses what is too much before anything is done for it. web.xml
 * says where, and between which other filters.
 */
public class AdmissionFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient Admission admission;

    @Inject
    private transient Instance<RequestContextController> contexts;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!admission.enter()) {
            new OverloadedException().answer(response);
            return;
        }
        try {
            if (Aside.is(request)) {
                inRequestContext(request, response, chain);
            } else {
                chain.doFilter(request, response);
            }
        } finally {
            admission.leave();
        }
    }

    /** Payara dispatches a request without one, WildFly with. */
    private void inRequestContext(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        RequestContextController context = contexts.get();
        boolean activated = context.activate();
        try {
            chain.doFilter(request, response);
        } finally {
            if (activated) {
                context.deactivate();
            }
            contexts.destroy(context);
        }
    }
}
