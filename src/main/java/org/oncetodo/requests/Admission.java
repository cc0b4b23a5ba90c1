package org.oncetodo.requests;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.oncetodo.environment.Settings;

/**
 * How many requests are worked on at once: as many as may use the database, and half as many again, which are next.
 * Others wait in the order in which they came, without a thread of the server; where too many wait already, or for too
 * long, they are refused. So an answer comes early, whatever else is asked of the service.
 */
@ApplicationScoped
public class Admission {

    /** What becomes of a request that arrives. */
    enum Arrival {
        INSIDE,
        WAITING,
        REFUSED
    }

    /** The attribute of a request that has waited. */
    private static final String ARRIVAL = Arrival.class.getName();

    /** With two more for its turn (Attempts) and two for a statement, it is answered within 5 s (contract, 503). */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** How much later, at most, a request is refused that has waited for too long. */
    private static final Duration LOOK = Duration.ofMillis(100);

    /** For each connection of the pool: sixteen requests one after the other take half a second, on two cores. */
    private static final int ROOM = 16;

    private record Waiting(AsyncContext request, long end) {

        /** Whether it was still there to be told. */
        boolean become(Arrival arrival) {
            try {
                request.getRequest().setAttribute(ARRIVAL, arrival);
                request.dispatch();
                return true;
            } catch (IllegalStateException ended) {
                return false; // by the server, as where the client has gone
            }
        }
    }

    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final int room;
    private int free;
    private boolean looking;

    @Resource
    private ManagedScheduledExecutorService timer;

    @Inject
    Admission(Settings settings) {
        free = settings.pool() + (settings.pool() + 1) / 2;
        room = settings.pool() * ROOM;
    }

    /** For the container's proxy. */
    protected Admission() {
        room = 0;
    }

    /** What becomes of this request. One that waits is dispatched again, and asks again, with its answer. */
    Arrival arrival(HttpServletRequest request) {
        Arrival known = (Arrival) request.getAttribute(ARRIVAL);
        return known == null ? arrive(request) : known;
    }

    private synchronized Arrival arrive(HttpServletRequest request) {
        if (free > 0) {
            free--;
            return Arrival.INSIDE;
        }
        if (queue.size() >= room) {
            return Arrival.REFUSED;
        }
        AsyncContext waiting = request.startAsync();
        waiting.setTimeout(0); // look() sees to it, and nobody else
        queue.add(new Waiting(waiting, System.nanoTime() + LONGEST.toNanos()));
        lookLater();
        return Arrival.WAITING;
    }

    /** Gives a place back, and with it lets in whoever has waited for longest. */
    synchronized void leave() {
        while (!queue.isEmpty()) {
            if (queue.remove().become(Arrival.INSIDE)) {
                return;
            }
        }
        free++;
    }

    private void lookLater() {
        if (!looking && !queue.isEmpty()) {
            looking = true;
            timer.schedule(this::look, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Lets nobody wait for too long. */
    private synchronized void look() {
        looking = false;
        while (!queue.isEmpty() && queue.peek().end() <= System.nanoTime()) {
            queue.remove().become(Arrival.REFUSED);
        }
        lookLater();
    }

    /** How many requests wait to be let in. */
    public synchronized int waiting() {
        return queue.size();
    }
}
