package org.oncetodo.requests;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.ListenerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.nio.ByteBuffer;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.oncetodo.environment.Settings;

/**
 * WildFly's threads for requests; by itself it has sixteen for each core. As many as may be inside or wait, and some to
 * spare; and as many others as there are requests that have been dispatched once more ({@link AsyncDispatch}). Payara is
 * told by deploy/payara-boot.txt, and has threads of its own for those.
 *
 * <p>Where all are taken, and some requests are queued, a request is refused by the thread that has read its head, and
 * costs those that work less than it would with a thread of its own, for which WildFly would queue it.
 */
public class WildFlyThreads implements ServletExtension, ServletContextListener {

    /** Those that refuse, which takes hardly any time; more would take the cores from those that work. */
    private static final int REFUSING = 4;

    /** Those that are queued for a thread: as many as may just be leaving theirs, their answers sent. */
    private static final int QUEUED = 32;

    /** In seconds: until a burst of slow bodies has passed, as the timer of one ends after 10. */
    private static final int KEPT = 10;

    /** As {@link AdmissionFilter} has it: health and numbers count most under load. */
    private static final Pattern REFUSED = Pattern.compile("/(todos|idempotency-keys)(/.*)?");

    private final AtomicInteger begun = new AtomicInteger(); // threads
    private final AtomicInteger taken = new AtomicInteger(); // by requests, or asked for
    private ForkJoinPool threads;

    /** How many there are, beside those for dispatched requests. */
    static int number(Settings settings) {
        return Admission.most(settings) + REFUSING;
    }

    @Override
    public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
        int number = number(Settings.read());
        threads = threads(number);
        deployment.setExecutor(this::take);
        deployment.addInitialHandlerChainWrapper(next -> exchange -> {
            if (taken.get() < number + QUEUED || !isRefused(exchange)) {
                next.handleRequest(exchange);
            } else {
                refuse(exchange);
            }
        });
        deployment.setAsyncExecutor(dispatchThreads());
        deployment.addListener(new ListenerInfo(WildFlyThreads.class, new ImmediateInstanceFactory<>(this)));
    }

    /** JSON is looked up where the thread knows of the service's classes; the one that reads heads does not. */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        new OverloadedException().answer((name, value) -> {});
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        threads.shutdown();
    }

    private void take(Runnable request) {
        taken.incrementAndGet();
        try {
            threads.execute(() -> {
                try {
                    request.run();
                } finally {
                    taken.decrementAndGet();
                }
            });
        } catch (RejectedExecutionException e) {
            taken.decrementAndGet();
            throw e;
        }
    }

    private static boolean isRefused(HttpServerExchange exchange) {
        return REFUSED.matcher(exchange.getRelativePath()).matches() && isThere(exchange);
    }

    /** Whether its body, if it has one, came with its head; of others {@link BodyFilter} takes care. */
    private static boolean isThere(HttpServerExchange exchange) {
        if (exchange.isRequestComplete()) {
            return true;
        }
        if (!(exchange.getConnection() instanceof AbstractServerConnection connection) // but HTTP/2
                || exchange.getRequestHeaders().contains(Headers.TRANSFER_ENCODING)) {
            return false;
        }
        PooledByteBuffer read = connection.getExtraBytes();
        long length = exchange.getRequestContentLength();
        return length >= 0 && read != null && read.getBuffer().remaining() >= length;
    }

    private static void refuse(HttpServerExchange exchange) {
        OverloadedException overloaded = new OverloadedException();
        exchange.setStatusCode(overloaded.type().status());
        byte[] body = overloaded.answer(
                (name, value) -> exchange.getResponseHeaders().put(HttpString.tryFromString(name), value));
        exchange.getResponseSender().send(ByteBuffer.wrap(body));
    }

    /** For its order: the oldest request that waits is taken by the thread that has waited for the shortest time. */
    private ForkJoinPool threads(int number) {
        return new ForkJoinPool(number, this::thread, null, true);
    }

    private ForkJoinWorkerThread thread(ForkJoinPool pool) {
        ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
        thread.setName("request-" + begun.incrementAndGet());
        return thread;
    }

    /** As many as there are requests for them, and soon after that none. */
    private static ThreadPoolExecutor dispatchThreads() {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, KEPT, TimeUnit.SECONDS, new SynchronousQueue<>(), WildFlyThreads::dispatchThread);
    }

    private static Thread dispatchThread(Runnable task) {
        Thread thread = new Thread(task, "request-dispatched");
        thread.setDaemon(true);
        return thread;
    }
}
