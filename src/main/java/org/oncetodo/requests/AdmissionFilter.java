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
import java.util.function.BooleanSupplier;

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

    private final transient BusyThreads threads = new BusyThreads();
    private final transient Refusals refusals = new Refusals();

    @Override
    public void destroy() {
        refusals.close();
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (AsyncDispatch.isDispatched(request)) {
            admitDispatched(request, response, chain);
            return;
        }
        threads.take();
        try {
            admit(request, response, chain, threads::mayWait);
        } finally {
            threads.giveBack();
        }
    }

    private void admit(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain, BooleanSupplier mayWait)
            throws IOException, ServletException {
        if (request.getAttribute(SEATED) != null) {
            goOnFromSeat(request, response, chain);
        } else if (admission.enter()) {
            goOn(request, response, chain);
        } else if (!admission.sit()) {
            refusals.refuse(request, response);
        } else if (mayWait.getAsBoolean()) {
            goOnFromSeat(request, response, chain);
        } else {
            request.setAttribute(SEATED, true);
            AsyncDispatch.dispatch(request, admission::stand);
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
            chain.doFilter(request, response);
        } finally {
            admission.leave();
        }
    }

    /** Payara dispatches a request without a request context, WildFly with one. */
    private void admitDispatched(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        RequestContextController context = contexts.get();
        boolean activated = context.activate();
        try {
            admit(request, response, chain, () -> true);
        } finally {
            if (activated) {
                context.deactivate();
            }
            contexts.destroy(context);
        }
    }
}
