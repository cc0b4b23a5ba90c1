package org.oncetodo.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.oncetodo.database.Attempts;
import org.oncetodo.database.DatabaseFailure;
import org.oncetodo.database.Ping;
import org.oncetodo.database.UnavailableException;

/** Whether a load balancer should send requests to this node. */
@ApplicationScoped
public class Readiness {

    private final Ping ping;

    /** Of its own: a node with more to do than it can is slow, but there. */
    private final Attempts attempts;

    private volatile boolean started;
    private volatile boolean stopping;

    @Inject
    Readiness(Ping ping) {
        this.ping = ping;
        this.attempts = new Attempts(Ping.AT_ONCE);
    }

    /** For the container's proxy. */
    protected Readiness() {
        ping = null;
        attempts = null;
    }

    void started() {
        started = true;
    }

    void stopping() {
        stopping = true;
    }

    /** Whether nobody has asked the server to stop, as SIGTERM does. */
    public boolean isStaying() {
        return !stopping;
    }

    /** Whether the database has its tables and answers, within 5 s. */
    public boolean isDatabaseThere() {
        return started && answers();
    }

    private boolean answers() {
        try {
            return attempts.repeat(() -> {
                ping.ping();
                return true;
            });
        } catch (UnavailableException | DatabaseFailure e) {
            return false; // the requests that need it say why
        }
    }
}
