package org.oncetodo.requests;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Refuses whom there is no place for, after a pause for which he has no thread. Those who ask again as soon as they are
 * answered, whatever {@code Retry-After} says, would otherwise take the cores from those that are inside.
 */
final class Refusals {

    /** In milliseconds; with what a busy node adds, less than the second that {@code Retry-After} says. */
    private static final int LONGEST = 700;

    /** In milliseconds; pauses differ, or those who came at once would come again at once. */
    private static final int SHORTEST = LONGEST / 2;

    /** WildFly keeps up to 16 KiB of a request, so they are 32 of a small node's 512 MiB. */
    private static final int MOST = 2_048;

    private final Semaphore pauses = new Semaphore(MOST);

    /** Not the server's, as Payara's takes a third of what a refusal costs. */
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Refusals::thread);

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "refusals");
        thread.setDaemon(true);
        return thread;
    }

    /** At once, who finds no pause left, or has been dispatched: {@link BodyFilter} may still have something to do. */
    void refuse(HttpServletRequest request, HttpServletResponse response) {
        if (AsyncDispatch.isDispatched(request) || !pauses.tryAcquire()) {
            new OverloadedException().answer(response);
            return;
        }
        AsyncContext async = request.startAsync();
        async.setTimeout(0); // the pause has an end
        int pause = ThreadLocalRandom.current().nextInt(SHORTEST, LONGEST);
        try {
            timer.schedule(() -> endPauseWithAThread(async, response), pause, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            endPause(async, response);
        }
    }

    private void endPauseWithAThread(AsyncContext async, HttpServletResponse response) {
        try {
            async.start(() -> endPause(async, response));
        } catch (RuntimeException | Error e) { // no thread, for example: then with the timer's
            endPause(async, response);
        }
    }

    private void endPause(AsyncContext async, HttpServletResponse response) {
        try {
            new OverloadedException().answer(response);
        } finally {
            pauses.release();
            async.complete();
        }
    }

    /** Those who pause then are refused nevertheless. */
    void close() {
        timer.shutdown();
    }
}
