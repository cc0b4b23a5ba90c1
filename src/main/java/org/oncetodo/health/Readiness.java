package org.oncetodo.health;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.oncetodo.database.Attempts;
import org.oncetodo.database.Ping;
import org.oncetodo.database.UnavailableException;
import org.oncetodo.environment.Settings;

/** Whether a load balancer should send requests to this node. */
@Singleton
@Startup
@DependsOn("Migrations")
@Lock(LockType.READ)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Readiness {

    @Inject
    private Settings settings;

    @Inject
    private Ping ping;

    private final Thread shutdown = new Thread(() -> stopping = true, "once-todo-stopping");
    private volatile boolean stopping;

    /** Of its own: a node with more to do than it can is slow, but there. */
    private Attempts attempts;

    @PostConstruct
    void watch() {
        attempts = new Attempts(settings);
        Runtime.getRuntime().addShutdownHook(shutdown);
    }

    /** When the application goes and the server stays; a hook that stayed would hold its class loader. */
    @PreDestroy
    void stopWatching() {
        if (!stopping) {
            Runtime.getRuntime().removeShutdownHook(shutdown);
        }
    }

    /** Whether nobody has asked the server to stop, as SIGTERM does. */
    public boolean isStaying() {
        return !stopping;
    }

    /** Whether the database answers, within 5 s. */
    public boolean isDatabaseThere() {
        try {
            attempts.of(() -> {
                ping.ping();
                return true;
            });
            return true;
        } catch (UnavailableException e) {
            return false; // the requests that need it say why
        }
    }
}
