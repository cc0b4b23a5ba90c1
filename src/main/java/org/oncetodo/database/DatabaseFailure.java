package org.oncetodo.database;

import jakarta.ejb.ApplicationException;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

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
        /** Another transaction has written the row that this one is about, and did not end within one lock wait. */
        PENDING,
        /** Another transaction held any other lock for longer than one lock wait. */
        LOCKED,
        /** A deadlock or the like, which the database settled by undoing this transaction: do it again. */
        UNDONE,
        /** Given up before COMMIT, mostly with its connection, so nothing was stored: do it again, once. */
        LOST,
        /** The connection broke at COMMIT: everything was stored, or nothing. */
        UNKNOWN,
        /** There is no connection to be had. */
        UNREACHABLE,
        /** A fault of ours. */
        FAULT
    }

    /** Instead of an SQLSTATE, where there is none. */
    private static final String NONE = "";

    private final Kind kind;
    private final boolean afterLoss;

    private DatabaseFailure(Kind kind, Throwable cause) {
        this(kind, cause, false);
    }

    private DatabaseFailure(Kind kind, Throwable cause, boolean afterLoss) {
        super(inALine(cause), cause, false, false);
        this.kind = kind;
        this.afterLoss = afterLoss;
    }

    /** The root of it, without the statement, which JPA's providers tell in more lines. */
    private static String inALine(Throwable failure) {
        Throwable root =
                causes(failure, Throwable.class).reduce((outer, inner) -> inner).orElseThrow();
        return root.toString().lines().findFirst().orElseThrow();
    }

    /** A conflict that no statement failed on, because a conditional update found its row changed. */
    public static DatabaseFailure conflict(String detail) {
        return new DatabaseFailure(Kind.CONFLICT, new IllegalStateException(detail));
    }

    /** A connection that broke without a statement's failing. */
    static DatabaseFailure lost(String detail) {
        return new DatabaseFailure(Kind.LOST, new IllegalStateException(detail));
    }

    /** The result of this access to one row by its key: where it is locked, it fails with {@code PENDING}. */
    public static <T> T ofRow(Supplier<T> access) {
        return ofRow(access, failure -> true);
    }

    /** The same, where PostgreSQL names the row if it is that; a lock that it does not name is one of the whole table. */
    public static <T> T ofNamedRow(Supplier<T> access) {
        return ofRow(access, DatabaseFailure::namesRow);
    }

    private static <T> T ofRow(Supplier<T> access, Predicate<Throwable> isRow) {
        try {
            return access.get();
        } catch (RuntimeException e) {
            if (behind(e).filter(failure -> failure.kind == Kind.LOCKED).isPresent() && isRow.test(e)) {
                throw new DatabaseFailure(Kind.PENDING, e);
            }
            throw e;
        }
    }

    private static boolean namesRow(Throwable failure) {
        Optional<PSQLException> told = causes(failure, PSQLException.class).findFirst();
        return told.isEmpty() // Derby
                || told.map(PSQLException::getServerErrorMessage)
                        .map(ServerErrorMessage::getWhere) // "while inserting index tuple …"
                        .isPresent();
    }

    /** What a call of an EJB failed with, by its statements or at the end by COMMIT; empty where it is something else. */
    static Optional<DatabaseFailure> ofCall(Throwable failure) {
        Optional<DatabaseFailure> known = known(failure);
        if (known.isPresent()) {
            return known;
        }
        Optional<DatabaseFailure> told = ofStatement(failure);
        boolean unknown = told.map(one -> one.kind == Kind.LOST || one.kind == Kind.UNREACHABLE)
                .orElseGet(() -> causes(failure, Exception.class).anyMatch(DatabaseFailure::isAtEnd));
        return unknown ? Optional.of(new DatabaseFailure(Kind.UNKNOWN, failure)) : told;
    }

    /** All that Payara and WildFly say of a COMMIT that did not return. */
    private static boolean isAtEnd(Exception failure) {
        return failure instanceof SystemException
                || failure instanceof RollbackException
                || failure instanceof HeuristicMixedException;
    }

    /** What COMMIT failed with: only where the database says that it undid the transaction it is known that it did. */
    static DatabaseFailure ofCommit(SQLException failure) {
        DatabaseFailure told = behind(failure).orElseThrow();
        boolean undone = told.kind == Kind.UNDONE
                || told.kind == Kind.LOCKED
                || String.valueOf(failure.getSQLState()).startsWith("23"); // integrity constraint violation
        return undone ? told : new DatabaseFailure(Kind.UNKNOWN, failure);
    }

    /** The failure of a statement behind this exception; empty where there is none. */
    public static Optional<DatabaseFailure> behind(Throwable failure) {
        return known(failure).or(() -> ofStatement(failure));
    }

    private static Optional<DatabaseFailure> known(Throwable failure) {
        return causes(failure, DatabaseFailure.class).findFirst();
    }

    /** By the first state that is told: a server's pool wraps what the driver says in an exception without one. */
    private static Optional<DatabaseFailure> ofStatement(Throwable failure) {
        return causes(failure, SQLException.class)
                .map(told -> Objects.requireNonNullElse(told.getSQLState(), NONE))
                .reduce((outer, inner) -> outer.equals(NONE) ? inner : outer)
                .map(state -> new DatabaseFailure(kindOf(state), failure));
    }

    /** This failure and its causes, from the outside in, as far as they are of this type. */
    private static <T> Stream<T> causes(Throwable failure, Class<T> type) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(type::isInstance)
                .map(type::cast);
    }

    private static Kind kindOf(String state) {
        return switch (state) {
            case NONE -> Kind.UNREACHABLE; // only a server's pool says nothing: it has no connection to give
            case "23505" -> Kind.CONFLICT; // unique violation
            case "55P03" -> Kind.LOCKED; // PostgreSQL: lock not available
            case "40XL1", "40XL2" -> Kind.LOCKED; // Derby: lock wait timed out, without and with a dump
            case "X0Y84" -> Kind.UNDONE; // Derby: contention on a sequence
            case "40003" -> Kind.UNKNOWN; // statement completion unknown
            case "08003", "08006" -> Kind.LOST; // connection does not exist, connection failure
            case "08S01", "08P01" -> Kind.LOST; // communication error, protocol violation: a pooler gave it up
            case "25P03", "57P05" -> Kind.LOST; // PostgreSQL: idle for too long
            case "25P04", "57014" ->
                Kind.LOST; // PostgreSQL: a transaction or statement that took too long, or was canceled
            case "57P01", "57P02" -> Kind.LOST; // PostgreSQL: shut down, crashed
            case "25006" -> Kind.LOST; // read-only: a standby, so another host is the primary now
            case "XJ004", "XJ015" -> Kind.UNREACHABLE; // Derby: shut down
            default -> kindOfClass(state);
        };
    }

    private static Kind kindOfClass(String state) {
        if (state.startsWith("40")) { // transaction rollback
            return Kind.UNDONE;
        }
        boolean noConnection = state.startsWith("08") // connection exception
                || state.startsWith("28") // invalid authorization
                || state.startsWith("3D") // no such database
                || state.startsWith("53") // PostgreSQL: insufficient resources
                || state.startsWith("57P") // PostgreSQL: operator intervention
                || state.startsWith("XJ04"); // Derby: cannot be started
        return noConnection ? Kind.UNREACHABLE : Kind.FAULT;
    }

    /** What may be done about it. */
    public Kind kind() {
        return kind;
    }

    /** The same, as a call meets it that has lost a transaction before. */
    DatabaseFailure afterLoss() {
        return new DatabaseFailure(kind, getCause(), true);
    }

    /** Whether the call has lost a transaction before: the database may still have that one, with its locks. */
    public boolean isAfterLoss() {
        return afterLoss;
    }
}
