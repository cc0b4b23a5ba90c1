package org.oncetodo.requests;

import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import jakarta.servlet.ServletContext;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * WildFly's threads for requests that are taken {@link Aside}; by itself it would use for them those of which it has
 * sixteen for each core. There are as many as may wait, and they end soon after that.
 */
public class AsideThreads implements ServletExtension {

    @Override
    public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
        deployment.setAsyncExecutor(new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), AsideThreads::daemon));
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "request-aside");
        thread.setDaemon(true);
        return thread;
    }
}
