package org.oncetodo.requests;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Where a request may wait and hold nobody up: it has a thread there that is not one of the few with which the server
 * takes requests. Payara has such threads for whatever is dispatched, WildFly has {@link AsideThreads}.
 *
 * <p>Not a {@code ReadListener}, nor a dispatch when the wait is over: where that comes before the first thread has left
 * the request, Payara loses it.
 */
final class Aside {

    private Aside() {}

    /** Whether this request has been taken there. */
    static boolean is(HttpServletRequest request) {
        return request.getDispatcherType() == DispatcherType.ASYNC;
    }

    /** Ends this turn of the request, which then comes again, there. */
    static void take(HttpServletRequest request) {
        AsyncContext async = request.startAsync();
        async.setTimeout(0); // who waits there knows for how long
        async.dispatch();
    }
}
