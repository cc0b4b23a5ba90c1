package org.oncetodo.idempotency;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.oncetodo.database.DatabaseFailure;
import org.oncetodo.environment.Settings;

/**
 * Deletes expired keys, now and then and in small transactions, so that the table does not grow for ever. Nobody relies
 * on it: a key is new from the second it expires.
 */
@Singleton
@Startup
@DependsOn("Migrations")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED) // each batch is a transaction of its own
public class ExpiredKeyPurge {
    private static final Logger LOG = System.getLogger(ExpiredKeyPurge.class.getName());

    @Resource
    private TimerService timers;

    @Inject
    private Settings settings;

    @Inject
    private IdempotencyKeys keys;

    /** The last purge failed, and that has been told. */
    private boolean failing;

    /** One timer at a time: where a purge takes longer than its interval, servers would log each that it misses. */
    @PostConstruct
    void schedule() {
        timers.createSingleActionTimer(settings.purgeEvery().toMillis(), new TimerConfig(null, false));
    }

    /** Purges all that has expired by now. */
    @Timeout
    public void purge() {
        try {
            while (keys.purgeBatch() > 0) {
                // the next batch
            }
            failing = false;
        } catch (RuntimeException e) {
            // a container gives up a timer that fails twice in a row; this one tries again at its next time
            tell(e);
        } finally {
            schedule();
        }
    }

    private void tell(RuntimeException failure) {
        if (failing || failure instanceof DatabaseFailure race && race.isLostRace()) {
            return;
        }
        failing = true;
        String text = "Expired idempotency keys could not be deleted; they will be next time.";
        if (failure instanceof DatabaseFailure known && known.kind() != DatabaseFailure.Kind.FAULT) {
            LOG.log(Level.WARNING, text + " " + failure.getMessage());
        } else {
            LOG.log(Level.WARNING, text, failure);
        }
    }
}
