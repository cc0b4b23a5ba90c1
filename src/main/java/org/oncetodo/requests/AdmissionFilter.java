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

    /** The attribute of a request that sits. */
    private static final String SEATED = AdmissionFilter.class.getName();

    @Inject
    private transient Admission admission;

    @Inject
    private transient Instance<RequestContextController> contexts;

    private final transient ServerThreads threads = new ServerThreads();

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (Aside.is(request)) {
            admit(request, response, chain);
            return;
        }
        threads.take();
        try {
            admit(request, response, chain);
        } finally {
            threads.giveBack();
        }
    }

    private void admit(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getAttribute(SEATED) != null) {
            goOnFromSeat(request, response, chain);
        } else if (admission.enter()) {
            goOn(request, response, chain);
        } else if (!admission.sit()) {
            new OverloadedException().answer(response);
        } else if (Aside.is(request) || threads.mayWait()) {
            goOnFromSeat(request, response, chain);
        } else {
            request.setAttribute(SEATED, true);
            Aside.take(request, admission::stand);
        }
    }

    private void goOnFromSeat(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (admission.enterFromSeat()) {
            goOn(request, response, chain);
        } else {
            new OverloadedException().answer(response);
        }
    }

    private void goOn(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
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
