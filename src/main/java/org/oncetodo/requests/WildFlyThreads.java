package org.oncetodo.requests;

import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.ListenerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.oncetodo.environment.Settings;

/**
 * WildFly's threads for requests; by itself it has sixteen for each core. As many as may be inside or wait, and some to
 * spare; and as many others as there are requests that have been dispatched once more ({@link AsyncDispatch}), or whose
 * refusal is due ({@link Refusals}). Payara is told by deploy/payara-boot.txt, and has threads of its own for those.
 */
public class WildFlyThreads implements ServletExtension, ServletContextListener {

    /** Those that send others away, which takes hardly any time; more would take the cores from those that work. */
    private static final int REFUSING = 4;

    /** In seconds: until a burst of slow bodies has passed, as the timer of one ends after 10. */
    private static final int KEPT = 10;

    private ForkJoinPool threads;

    /** How many there are, beside those for dispatched requests. */
    static int number(Settings settings) {
        return Admission.most(settings) + REFUSING;
    }

    @Override
    public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
        threads = threads(number(Settings.read()));
        deployment.setExecutor(threads);
        deployment.setAsyncExecutor(dispatchThreads());
        deployment.addListener(new ListenerInfo(WildFlyThreads.class, new ImmediateInstanceFactory<>(this)));
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        threads.shutdown();
    }

    /** For its order: the oldest request that waits is taken by the thread that has waited for the shortest time. */
    private static ForkJoinPool threads(int number) {
        return new ForkJoinPool(number, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, true);
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
