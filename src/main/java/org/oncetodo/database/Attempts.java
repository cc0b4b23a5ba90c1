package org.oncetodo.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.oncetodo.environment.Settings;

/**
 * Calls EJBs, each call one transaction: lets in as many at once as {@code todos.db.pool} says, and makes a call again
 * whose transaction was rolled back. So a call must be exactly one transaction, and safe to be made again after that.
 */
@ApplicationScoped
public class Attempts {

    /** How long a request waits for its turn ({@code todos.db.pool} in the README). */
    public static final Duration TURN = Duration.ofSeconds(2);

    /**
     * Of the 5 s within which 503 has to come (openapi.yaml, Unavailable), half of one is for a seat (Admission) and half
     * for all else.
     */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(4);

    /** One wait for a lock, in whole seconds: PostgreSql's lock_timeout, and Derby's waitTimeout (V1__todos.sql). */
    static final Duration LOCK_WAIT = Duration.ofSeconds(1);

    /** Leaves a last attempt as long as a lock wait, and a quarter of a second for all else. */
    private static final Duration PATIENCE = LONGEST_CALL.minus(LOCK_WAIT).minusMillis(250);

    /** What that attempt may take after a wait for a key: its lock wait, and a second for all else. */
    private static final Duration LAST = LOCK_WAIT.plusSeconds(1);

    /** Of sixteen racers all but one lose once, some twice; one that loses so often is not racing. */
    private static final int MOST_DEFEATS = 10;

    /** Within it 503 has to come, so nobody is inside for longer. */
    private static final Duration DRAIN = Duration.ofSeconds(5);

    /**
     * The least that another attempt needs, also on a new connection; a call whose statement was given up after 2 s still
     * has it.
     */
    static final Duration RECONNECT = Duration.ofSeconds(1);

    private static final ThreadLocal<Attempt> CURRENT = new ThreadLocal<>();

    private final int pool;
    private final Semaphore turns;

    /** What the database's connection has to know of the call that its thread is in, and to say of it. */
    private static final class Attempt {
        /** When whoever waits for it has waited for long enough, in nanoseconds of System.nanoTime(). */
        private final long latest;
        /** Why COMMIT failed: servers tell only that it did. */
        private SQLException commitFailure;

        Attempt(long latest) {
            this.latest = latest;
        }
    }

    @Inject
    Attempts(Settings settings) {
        this(settings.pool());
    }

    /** @param most calls at once */
    public Attempts(int most) {
        pool = most;
        turns = new Semaphore(pool, true);
    }

    /** For the container's proxy. */
    protected Attempts() {
        pool = 0;
        turns = null;
    }

    /**
     * The result of this call, which is made again also where it may have been committed.
     *
     * @throws UnavailableException if there is no turn in time, the database stays locked or cannot be reached
     * @throws DatabaseFailure of kind {@code FAULT} where the fault is ours
     */
    public <T> T repeat(Supplier<T> call) {
        return attempt(call, PATIENCE, true);
    }

    /**
     * The result of this call, which is not made again where it may have been committed.
     *
     * @throws UnavailableException as {@link #repeat(Supplier)}, and where it is not known whether it was committed
     * @throws DatabaseFailure as {@link #repeat(Supplier)}
     */
    public <T> T repeatUnlessCommitted(Supplier<T> call) {
        return attempt(call, PATIENCE, false);
    }

    /**
     * The result of this call, which waits as long as this for the transaction that has written its row.
     *
     * @param patience past it no further attempt is begun; the last one may take two seconds more
     * @throws DatabaseFailure of kind {@code PENDING} if that did not end in all that time, or of kind {@code FAULT}
     * @throws UnavailableException as {@link #repeat(Supplier)}
     */
    public <T> T repeat(Supplier<T> call, Duration patience) {
        return attempt(call, patience, true);
    }

    private <T> T attempt(Supplier<T> call, Duration patience, boolean evenIfCommitted) {
        long begun = System.nanoTime();
        long end = begun + patience.toNanos();
        long lastTurn = Math.max(end, begun + TURN.toNanos());
        long latest = begun + LONGEST_CALL.toNanos();
        boolean lost = false;
        for (int defeats = 0; ; ) {
            try {
                return inTurn(call, lastTurn - System.nanoTime(), latest);
            } catch (DatabaseFailure failure) {
                switch (failure.kind()) {
                    case CONFLICT, UNDONE -> {
                        if (++defeats > MOST_DEFEATS) {
                            throw new UnavailableException("Too many requests change the same thing at once.", failure);
                        }
                        lastTurn = Math.max(lastTurn, latest - RECONNECT.toNanos());
                    }
                    case PENDING -> {
                        if (System.nanoTime() > end) {
                            throw lost ? failure.afterLoss() : failure;
                        }
                        latest = Math.max(latest, end + LAST.toNanos());
                    }
                    case LOCKED -> {
                        if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                            throw new UnavailableException(
                                    "What this request needs has been locked for too long.", failure);
                        }
                    }
                    case LOST, UNKNOWN -> {
                        if (failure.kind() == DatabaseFailure.Kind.UNKNOWN && !evenIfCommitted) {
                            throw new UnavailableException(
                                    "The database was lost while it stored this: it may have been done.", failure);
                        }
                        if (lost || latest - System.nanoTime() < RECONNECT.toNanos()) {
                            throw new UnavailableException("The database does not answer.", failure);
                        }
                        lost = true;
                        lastTurn = Math.max(lastTurn, System.nanoTime() + RECONNECT.toNanos());
                    }
                    case UNREACHABLE -> throw new UnavailableException("The database cannot be reached.", failure);
                    case FAULT -> throw failure;
                }
                if (System.nanoTime() > latest) {
                    throw new UnavailableException("The database is too slow.", failure);
                }
            }
        }
    }

    /** For how many milliseconds somebody still waits for the call that this thread is in; where it is in none, for ever. */
    static long millisLeft() {
        Attempt current = CURRENT.get();
        return current == null ? Long.MAX_VALUE : TimeUnit.NANOSECONDS.toMillis(current.latest - System.nanoTime());
    }

    /** This is why the COMMIT of this thread's call failed. */
    static void commitFailed(SQLException why) {
        Attempt current = CURRENT.get();
        if (current != null) {
            current.commitFailure = why;
        }
    }

    /** How many requests wait for their turn. */
    public int waiting() {
        return turns.getQueueLength();
    }

    private <T> T inTurn(Supplier<T> call, long nanosLeft, long latest) {
        if (!await(turns, Duration.ofNanos(Math.min(TURN.toNanos(), nanosLeft)))) {
            throw new UnavailableException("The service is overloaded.");
        }
        Attempt attempt = new Attempt(latest);
        CURRENT.set(attempt);
        try {
            return call.get();
        } catch (RuntimeException e) {
            throw attempt.commitFailure == null
                    ? DatabaseFailure.ofCall(e).orElseThrow(() -> e)
                    : DatabaseFailure.ofCommit(attempt.commitFailure);
        } finally {
            CURRENT.remove();
            turns.release();
        }
    }

    /** Waits for those who are inside, and lets nobody in any more. */
    public void end() {
        await(turns, pool, DRAIN);
    }

    /** Takes a permit; false where none becomes free within this time. */
    public static boolean await(Semaphore permits, Duration longest) {
        return await(permits, 1, longest);
    }

    private static boolean await(Semaphore permits, int number, Duration longest) {
        try {
            return permits.tryAcquire(number, longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
