package org.oncetodo.requests;

import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import jakarta.servlet.ServletContext;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.oncetodo.environment.Settings;

/**
 * WildFly's threads for requests; by itself it has sixteen for each core, and keeps others in a queue for as long as it
 * takes. As many as may be inside or wait, some that refuse others, and as many more as are taken {@link Aside}. Payara
 * is told by deploy/payara-boot.txt, and has threads of its own for those.
 */
public class RequestThreads implements ServletExtension {

    /** A refusal takes a thread hardly any time, and more of them would take the cores from those that work. */
    private static final int REFUSING = 4;

    private static final long KEPT_SECONDS = 10;

    @Override
    public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
        ThreadPoolExecutor refusing = threads("refused", REFUSING, new LinkedBlockingQueue<>());
        ThreadPoolExecutor serving = threads("request", Admission.threads(Settings.read()), new SynchronousQueue<>());
        serving.setRejectedExecutionHandler((request, full) -> refusing.execute(request));
        deployment.setExecutor(serving);
        deployment.setAsyncExecutor(threads("request-aside", Integer.MAX_VALUE, new SynchronousQueue<>()));
    }

    /** None while there is nothing to do, so that an undeployed WAR goes. */
    private static ThreadPoolExecutor threads(String name, int most, BlockingQueue<Runnable> queue) {
        int kept = queue instanceof SynchronousQueue ? 0 : most; // a queue that takes all is never too full for them
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(kept, most, KEPT_SECONDS, TimeUnit.SECONDS, queue, task -> daemon(name, task));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
