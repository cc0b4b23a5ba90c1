package org.oncetodo.requests;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * Lets a request wait and hold nobody up: dispatched once more, it has a thread that is not one of those with which the
 * server takes requests. Payara has such threads for whatever is dispatched, WildFly has {@link WildFlyThreads}.
 *
 * <p>Not a {@code ReadListener}, nor a dispatch when the wait is over: where that comes before the first thread has left
 * the request, Payara loses it.
 */
final class AsyncDispatch {

    /** The attribute with what was asked for. */
    private static final String TARGET = AsyncDispatch.class.getName();

    private AsyncDispatch() {}

    /** Whether this request comes by a dispatch. */
    static boolean isDispatched(HttpServletRequest request) {
        return request.getDispatcherType() == DispatcherType.ASYNC;
    }

    /**
     * Ends this turn of the request, which then comes again, dispatched.
     *
     * @param otherwise is done where it will not
     */
    static void dispatch(HttpServletRequest request, Runnable otherwise) {
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
