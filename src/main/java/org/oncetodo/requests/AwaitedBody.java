package org.oncetodo.requests;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.oncetodo.problems.ProblemException;

/** The body of a request that has not come yet. When it has, the request is dispatched again, with it. */
final class AwaitedBody implements ReadListener, AsyncListener {

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

    /** @param atEnd is run once, when nothing is awaited any more */
    AwaitedBody(HttpServletRequest request, Runnable atEnd) {
        this.request = request;
        this.atEnd = atEnd;
    }

    /** Returns at once; what comes of it comes later. */
    void await() throws IOException {
        in = request.getInputStream();
        async = request.startAsync();
        async.setTimeout(LONGEST.toMillis());
        async.addListener(this);
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

    private void goOn() {
        if (end()) {
            request.setAttribute(ATTRIBUTE, bytes.toByteArray());
            async.dispatch();
        }
    }

    /** Whether it was not over before. */
    private boolean end() {
        boolean first = ended.compareAndSet(false, true);
        if (first) {
            atEnd.run();
        }
        return first;
    }

    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
        giveUp(new RequestTimeoutException());
    }

    @Override
    public void onError(AsyncEvent event) throws IOException {
        giveUp(new IncompleteBodyException());
    }

    @Override
    public void onError(Throwable failure) {
        try {
            giveUp(new IncompleteBodyException());
        } catch (IOException gone) {
            // the client does not want to hear it
        }
    }

    private void giveUp(ProblemException why) throws IOException {
        if (end()) {
            try {
                why.answer((HttpServletResponse) async.getResponse());
            } finally {
                async.complete();
            }
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        // it has ended
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // now it waits for a place
    }
}
