package org.oncetodo.idempotency;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.oncetodo.database.Attempts;
import org.oncetodo.database.UnavailableException;
import org.oncetodo.environment.Settings;
import org.oncetodo.idempotency.IdempotencyKeys.Batch;

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

    /** A database that is away for less than this is told by the requests that it fails; a purge can wait. */
    private static final Duration SILENCE = Duration.ofMinutes(1);

    @Resource
    private TimerService timers;

    @Inject
    private Clock clock;

    @Inject
    private Settings settings;

    @Inject
    private Attempts attempts;

    @Inject
    private IdempotencyKeys keys;

    /** When the first of a row of purges failed; empty where the last did not. */
    private Optional<Instant> failing = Optional.empty();

    private boolean told;
    private volatile boolean ended;

    /** One timer at a time: where a purge takes longer than its interval, servers would log each that it misses. */
    @PostConstruct
    void schedule() {
        timers.createSingleActionTimer(settings.purgeEvery().toMillis(), new TimerConfig(null, false));
    }

    /**
     * Purges all that has expired by now. A batch begins where the one before ended: an index keeps the pages that were
     * emptied at its beginning for a while, Derby's mostly until the node starts again.
     */
    @Timeout
    public void purge() {
        try {
            Batch batch = purgeBatch(Instant.EPOCH);
            while (batch.deleted() > 0 && !ended) {
                batch = purgeBatch(batch.end());
            }
            failing = Optional.empty();
            told = false;
        } catch (RuntimeException e) {
            // a container gives up a timer that fails twice in a row; this one tries again at its next time
            tell(e);
        } finally {
            if (!ended) {
                schedule();
            }
        }
    }

    /** Then the database has as much time for others as that took. */
    private Batch purgeBatch(Instant from) {
        long begun = System.nanoTime();
        Batch batch = attempts.repeat(() -> keys.purgeBatch(from));
        LockSupport.parkNanos(System.nanoTime() - begun);
        return batch;
    }

    @PreDestroy
    void end() {
        ended = true;
    }

    /** Once for a row of failures. */
    private void tell(RuntimeException failure) {
        Instant now = clock.instant();
        failing = failing.or(() -> Optional.of(now));
        boolean known = failure instanceof UnavailableException;
        if (told || known && now.isBefore(failing.get().plus(SILENCE))) {
            return;
        }
        told = true;
        String text = "Expired idempotency keys could not be deleted; they will be next time.";
        if (known) {
            Throwable root = Optional.ofNullable(failure.getCause()).orElse(failure);
            LOG.log(Level.WARNING, text + " " + root.getMessage());
        } else {
            LOG.log(Level.WARNING, text, failure);
        }
    }
}
