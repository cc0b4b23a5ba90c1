package org.oncetodo.database;

import jakarta.ejb.ApplicationException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A transaction that the database refused, in terms of what its caller can do about it: JPA's providers throw
 * different exceptions for the same thing, so this looks at the SQLSTATE. The transaction is rolled back.
 */
@ApplicationException(rollback = true)
public class DatabaseFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What happened, and so what may be done. */
    public enum Kind {
        /** A row with the same unique value was there first: look again. */
        CONFLICT,
        /** Another transaction held a lock for longer than one lock wait. */
        LOCKED,
        /** A deadlock or the like, which the database settled by undoing this transaction: do it again. */
        UNDONE,
        /** No connection, or none any more; what became of a COMMIT under way is unknown. */
        UNREACHABLE,
        /** A fault of ours. */
        FAULT
    }

    private final Kind kind;

    private DatabaseFailure(Kind kind, Throwable cause) {
        super(cause.getMessage(), cause, false, false);
        this.kind = kind;
    }

    /** A conflict that no statement failed on, because a conditional update found its row changed. */
    public static DatabaseFailure conflict(String detail) {
        return new DatabaseFailure(Kind.CONFLICT, new IllegalStateException(detail));
    }

    /** The failure of the database behind this exception; empty where there is none. */
    static Optional<DatabaseFailure> behind(Throwable failure) {
        String state = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DatabaseFailure known) {
                return Optional.of(known);
            }
            // a server's pool wraps what the driver says in an exception without a state
            if (cause instanceof SQLException sql && (state == null || state.isEmpty())) {
                state = Optional.ofNullable(sql.getSQLState()).orElse("");
            }
        }
        return Optional.ofNullable(state).map(found -> new DatabaseFailure(kindOf(found), failure));
    }

    private static Kind kindOf(String state) {
        if (state.equals("40XL1") || state.equals("40XL2")) { // Derby: lock wait timed out, without and with a dump
            return Kind.LOCKED;
        }
        if (state.equals("40003") || state.startsWith("08") || state.startsWith("XJ0")) { // XJ0..: Derby shut down
            return Kind.UNREACHABLE;
        }
        if (state.startsWith("40") || state.equals("X0Y84")) { // transaction rollback; Derby: contention on a sequence
            return Kind.UNDONE;
        }
        return state.equals("23505") ? Kind.CONFLICT : Kind.FAULT; // unique violation
    }

    /** What may be done about it. */
    public Kind kind() {
        return kind;
    }

    /** Whether another transaction was only faster, which is no news. */
    public boolean isLostRace() {
        return kind == Kind.CONFLICT || kind == Kind.LOCKED || kind == Kind.UNDONE;
    }
}
