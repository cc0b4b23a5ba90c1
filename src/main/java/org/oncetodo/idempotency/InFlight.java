package org.oncetodo.idempotency;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.oncetodo.callers.Owner;
import org.oncetodo.database.Attempts;
import org.oncetodo.database.DatabaseFailure;
import org.oncetodo.database.UnavailableException;
import org.oncetodo.environment.Settings;
import org.oncetodo.problems.ProblemException;

/**
 * The keyed requests that this node is working on. The database makes a retry wait for the first request; this sees to
 * it that those who wait take half of the database's connections at most: a retry has to take one of so many permits
 * before it asks the database, and a request that is the first on this node, but finds another node's, from its second
 * wait for the lock on.
 */
@ApplicationScoped
public class InFlight {

    /** For who finds so many waiting that more might take all places: half of what others wait for one (Admission). */
    private static final Duration MOMENT = Duration.ofMillis(250);

    private record OwnersKey(Owner owner, IdempotencyKey key) {}

    private final Set<OwnersKey> inFlight = ConcurrentHashMap.newKeySet();
    private final int most;
    private final Semaphore permits;
    private final Attempts attempts;
    private final Settings settings;

    @Inject
    InFlight(Settings settings, Attempts attempts) {
        this.most = Math.max(1, settings.pool() / 2);
        this.permits = new Semaphore(most, true);
        this.attempts = attempts;
        this.settings = settings;
    }

    /** For the container's proxy. */
    protected InFlight() {
        most = 0;
        permits = null;
        attempts = null;
        settings = null;
    }

    /**
     * The result of this call, one transaction, which is repeated until the first request with the key has finished.
     *
     * @throws IdempotencyKeyInFlightException if that takes longer than {@code todos.idempotency.wait}; or if too many
     *     wait already, and the first request runs on this node
     * @throws UnavailableException if too many wait already, or this call has lost a transaction, and it is not known
     *     whether any other request with the key runs
     */
    public <T> T call(Owner owner, IdempotencyKey key, Supplier<T> call) {
        long end = System.nanoTime() + settings.longestWait().toNanos();
        OwnersKey ownersKey = new OwnersKey(owner, key);
        if (!inFlight.add(ownersKey)) {
            if (mayWait(end)) {
                return waiting(key, call, end, false);
            }
            if (!inFlight.add(ownersKey)) { // else who had it has finished meanwhile
                throw new IdempotencyKeyInFlightException(key);
            }
        }
        try {
            return asFirst(key, call, end);
        } finally {
            inFlight.remove(ownersKey);
        }
    }

    /** It is the first on this node, and may still have to wait for what another node does, or died of. */
    private <T> T asFirst(IdempotencyKey key, Supplier<T> call, long end) {
        boolean lost;
        try {
            return attempts.repeat(call, Duration.ZERO);
        } catch (DatabaseFailure e) {
            if (e.kind() != DatabaseFailure.Kind.PENDING) {
                throw e;
            }
            lost = e.isAfterLoss();
        }
        if (left(end).isNegative()) {
            throw unfinished(key, lost);
        }
        if (!mayWait(end)) {
            throw new UnavailableException("Too many requests wait for their keys.");
        }
        return waiting(key, call, end, lost);
    }

    /** Takes a permit, if one becomes free in time. */
    private boolean mayWait(long end) {
        int others = settings.pool() - most;
        Duration longest = permits.getQueueLength() < others ? Attempts.TURN : MOMENT;
        return Attempts.await(permits, shorter(longest, left(end)));
    }

    /**
     * With a permit, which it gives back.
     *
     * @param lost whether an attempt before has lost its transaction
     */
    private <T> T waiting(IdempotencyKey key, Supplier<T> call, long end, boolean lost) {
        try {
            return attempts.repeat(call, left(end));
        } catch (DatabaseFailure e) {
            if (e.kind() == DatabaseFailure.Kind.PENDING) {
                throw unfinished(key, lost || e.isAfterLoss());
            }
            throw e;
        } finally {
            permits.release();
        }
    }

    /** What has the key may be what this request itself has lost: then there need not be another one. */
    private static ProblemException unfinished(IdempotencyKey key, boolean lost) {
        return lost
                ? new UnavailableException("The database was lost, and has not noticed it yet.")
                : new IdempotencyKeyInFlightException(key);
    }

    private static Duration left(long end) {
        return Duration.ofNanos(end - System.nanoTime());
    }

    /** How many keys there are whose request this node is working on. */
    public int keys() {
        return inFlight.size();
    }

    /** How many requests wait for the first one with their key. */
    public int waiting() {
        return most - permits.availablePermits() + permits.getQueueLength();
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
