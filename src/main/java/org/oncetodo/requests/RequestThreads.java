package org.oncetodo.requests;

import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.ListenerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.oncetodo.environment.Settings;

/**
 * WildFly's threads for requests; by itself it has sixteen for each core. As many as may be inside or wait, and some to
 * spare, and as many more as are taken {@link Aside}. Payara is told by deploy/payara-boot.txt, and has threads of its own
 * for those.
 */
public class RequestThreads implements ServletExtension, ServletContextListener {

    /** Those that refuse, which takes hardly any time; more would take the cores from those that work. */
    private static final int REFUSING = 4;

    private ForkJoinPool threads;

    @Override
    public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
        threads = threads(Admission.most(Settings.read()) + REFUSING);
        deployment.setExecutor(threads);
        deployment.setAsyncExecutor(asideThreads());
        deployment.addListener(new ListenerInfo(RequestThreads.class, new ImmediateInstanceFactory<>(this)));
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        threads.shutdown();
    }

    /** For its order: the oldest request that waits is taken by the thread that has waited for the shortest time. */
    private static ForkJoinPool threads(int number) {
        return new ForkJoinPool(number, RequestThreads::thread, null, true);
    }

    private static ForkJoinWorkerThread thread(ForkJoinPool pool) {
        ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
        thread.setName("request-" + thread.getPoolIndex());
        return thread;
    }

    /** As many as there are requests for them, and soon after that none. */
    private static ThreadPoolExecutor asideThreads() {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), RequestThreads::asideThread);
    }

    private static Thread asideThread(Runnable task) {
        Thread thread = new Thread(task, "request-aside");
        thread.setDaemon(true);
        return thread;
    }
}
