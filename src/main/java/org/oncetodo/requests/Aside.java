package org.oncetodo.requests;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * Where a request may wait and hold nobody up: it has a thread there that is not one of those with which the
 * server takes requests. Payara has such threads for whatever is dispatched, WildFly has {@link RequestThreads}.
 *
 * <p>Not a {@code ReadListener}, nor a dispatch when the wait is over: where that comes before the first thread has left
 * the request, Payara loses it.
 */
final class Aside {

    /** The attribute with what was asked for. */
    private static final String TARGET = Aside.class.getName();

    private Aside() {}

    /** Whether this request has been taken there. */
    static boolean is(HttpServletRequest request) {
        return request.getDispatcherType() == DispatcherType.ASYNC;
    }

    /**
     * Ends this turn of the request, which then comes again, there.
     *
     * @param otherwise is done where it will not
     */
    static void take(HttpServletRequest request, Runnable otherwise) {
        request.setAttribute(TARGET, Target.of(request));
        try {
            AsyncContext async = request.startAsync();
            async.setTimeout(0); // who waits there knows for how long
            async.dispatch();
        } catch (RuntimeException | Error e) { // no thread, for example
            otherwise.run();
            throw e;
        }
    }

    /** The request with the target that the client sent; Payara decodes its path when it is dispatched. */
    static HttpServletRequest asSent(HttpServletRequest request) {
        return request.getAttribute(TARGET) instanceof Target target ? new WithTarget(request, target) : request;
    }

    private record Target(String url, String uri, String query) {

        static Target of(HttpServletRequest request) {
            return new Target(request.getRequestURL().toString(), request.getRequestURI(), request.getQueryString());
        }
    }

    private static final class WithTarget extends HttpServletRequestWrapper {

        private final Target target;

        WithTarget(HttpServletRequest request, Target target) {
            super(request);
            this.target = target;
        }

        @Override
        public StringBuffer getRequestURL() {
            return new StringBuffer(target.url());
        }

        @Override
        public String getRequestURI() {
            return target.uri();
        }

        @Override
        public String getQueryString() {
            return target.query();
        }
    }
}
