package org.oncetodo.requests;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.oncetodo.database.Attempts;
import org.oncetodo.environment.Settings;

/**
 * How many requests are worked on at once: as many as may use the database, and half as many again, which are next.
 * Others wait on a seat, in the order in which they came; where every seat is taken, or for whom it takes too long, they
 * are refused. So an answer comes early, whatever else is asked of the service.
 */
@ApplicationScoped
public class Admission {

    /**
     * Longer than a full room takes, but on a node that has just started. With the 4 s that a call of the database may
     * take (Attempts), a request is answered within 5 s (openapi.yaml, Unavailable).
     */
    private static final Duration LONGEST = Duration.ofMillis(500);

    /**
     * 280 for a pool of 20: a tenth of a second's work on two cores, half a second's where the node has just started.
     * With 240 some of 256 connections were refused: who is answered may come again before he has given back his place.
     */
    private static final int SEATS_PER_CONNECTION = 14;

    private final int seatCount;
    private final Semaphore seats;
    private final Semaphore places;

    @Inject
    Admission(Settings settings) {
        seatCount = seats(settings);
        seats = new Semaphore(seatCount);
        places = new Semaphore(places(settings), true);
    }

    /** For the container's proxy. */
    protected Admission() {
        seatCount = 0;
        seats = null;
        places = null;
    }

    private static int seats(Settings settings) {
        return settings.pool() * SEATS_PER_CONNECTION;
    }

    private static int places(Settings settings) {
        return settings.pool() + (settings.pool() + 1) / 2;
    }

    /** How many requests are inside or wait to be, at most. */
    static int most(Settings settings) {
        return places(settings) + seats(settings);
    }

    /** Takes a place if there is one for which nobody waits. */
    boolean enter() {
        return Attempts.await(places, Duration.ZERO);
    }

    /** Takes a seat, if there is one, on which to wait. */
    boolean sit() {
        return seats.tryAcquire();
    }

    /** Waits for a place, with a thread, and gives the seat back. Returns whether it was given a place in time. */
    boolean enterFromSeat() {
        try {
            return Attempts.await(places, LONGEST);
        } finally {
            stand();
        }
    }

    /** Gives a seat back. */
    void stand() {
        seats.release();
    }

    /** Gives a place back. */
    void leave() {
        places.release();
    }

    /** How many requests wait to be let in. */
    public int waiting() {
        return seatCount - seats.availablePermits();
    }
}
