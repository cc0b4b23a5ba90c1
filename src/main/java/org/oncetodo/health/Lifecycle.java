package org.oncetodo.health;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;

/** Tells {@link Readiness} when the application has started, and when the server is asked to stop. */
@Singleton
@Startup
@DependsOn("Migrations")
public class Lifecycle {

    @Inject
    private Readiness readiness;

    private Thread stop;

    @PostConstruct
    void started() {
        stop = new Thread(readiness::stopping, "once-todo-stopping");
        Runtime.getRuntime().addShutdownHook(stop);
        readiness.started();
    }

    /** When the application goes and the server stays: a hook that stayed would hold its class loader. */
    @PreDestroy
    void gone() {
        if (readiness.isStaying()) {
            Runtime.getRuntime().removeShutdownHook(stop);
        }
    }
}
