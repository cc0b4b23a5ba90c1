package org.oncetodo.requests;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.oncetodo.problems.ProblemException;

/** The body of a request that has not come yet. When it has, the request is dispatched again, with it. */
final class AwaitedBody implements ReadListener {

    /** The attribute of a request whose body was awaited: its bytes, as many as decide whether it is too large. */
    static final String ATTRIBUTE = AwaitedBody.class.getName();

    /** 64 KiB in this time are 52 kbit/s: the slowest line that anybody still has. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final HttpServletRequest request;
    private final Runnable atEnd;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final byte[] chunk = new byte[4096]; // of a body that comes slowly, there is seldom more
    private final AtomicBoolean ended = new AtomicBoolean();
    private ServletInputStream in;
    private AsyncContext async;
    private ScheduledFuture<?> deadline;

    /** @param atEnd is run once, when nothing is awaited any more */
    AwaitedBody(HttpServletRequest request, Runnable atEnd) {
        this.request = request;
        this.atEnd = atEnd;
    }

    /** Returns at once; what comes of it comes later. */
    void await(ScheduledExecutorService timer) throws IOException {
        in = request.getInputStream();
        async = request.startAsync();
        async.setTimeout(0); // Payara's would go on when the body is there
        deadline =
                timer.schedule(() -> giveUp(new RequestTimeoutException()), LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        in.setReadListener(this);
    }

    @Override
    public void onDataAvailable() throws IOException {
        while (!ended.get() && in.isReady() && !in.isFinished()) {
            int count = in.read(chunk);
            if (count < 0) {
                return;
            }
            bytes.write(chunk, 0, count);
            if (bytes.size() > RequestBody.LARGEST) {
                goOn(); // it is too large, whatever follows
            }
        }
    }

    @Override
    public void onAllDataRead() {
        goOn();
    }

    @Override
    public void onError(Throwable failure) {
        giveUp(new IncompleteBodyException());
    }

    private void goOn() {
        if (end()) {
            request.setAttribute(ATTRIBUTE, bytes.toByteArray());
            async.dispatch();
        }
    }

    private void giveUp(ProblemException why) {
        if (!end()) {
            return;
        }
        try {
            why.answer((HttpServletResponse) async.getResponse());
        } catch (IOException gone) {
            // the client does not want to hear it
        } finally {
            async.complete();
        }
    }

    /** Whether it was not over before. */
    private boolean end() {
        boolean first = ended.compareAndSet(false, true);
        if (first) {
            deadline.cancel(false);
            atEnd.run();
        }
        return first;
    }
}
