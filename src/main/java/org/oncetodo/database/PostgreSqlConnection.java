package org.oncetodo.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Locale;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.StatementEventListener;
import javax.sql.XAConnection;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.ds.PGPooledConnection;

/**
 * A connection that never breaks, as the server's pool sees it: what is behind it is replaced when a transaction begins,
 * where it broke, another one did, or it is with a standby. So no request fails that a new connection can serve, as one
 * whose statement finds it dead is repeated (Attempts), and no server keeps dead connections, or logs each of them. Where
 * no new one is to be had, the first statement of the transaction fails.
 */
final class PostgreSqlConnection implements XAConnection, XAResource, InvocationHandler {

    /** Between two attempts to connect: as long as one may take (PostgreSql). */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final PostgreSql database;

    /** What the server uses; it stays the same whatever is behind it. */
    private final Connection handle = (Connection) Proxy.newProxyInstance(
            PostgreSqlConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, this);

    private BaseConnection physical; // null: there is none
    private Connection session; // the same, which tells of breaks
    private SQLException broken; // why it broke, or why there is none
    private long failedAt; // when there was none to be had, in nanoseconds of System.nanoTime()
    private int generation;
    private boolean inTransaction;
    private int answerMillis; // how long a part of the next answer may take, in milliseconds

    PostgreSqlConnection(PostgreSql database) {
        this.database = database;
    }

    @Override
    public Connection getConnection() {
        return handle;
    }

    @Override
    public XAResource getXAResource() {
        return this;
    }

    @Override
    public void close() {
        disconnect();
        broken = new SQLException("The server has closed this connection.", "08003"); // no connection
        failedAt = System.nanoTime();
    }

    private void connect() {
        disconnect();
        generation = database.generation();
        try {
            physical = database.connect();
            PGPooledConnection watched = new PGPooledConnection(physical, true);
            watched.addConnectionEventListener(new Breaks());
            session = watched.getConnection();
            broken = null;
            answerMillis = database.answerMillis();
        } catch (SQLTimeoutException e) {
            broken = e; // nobody was asked
        } catch (SQLException e) {
            broken = e;
            failedAt = System.nanoTime();
        }
    }

    private void disconnect() {
        if (physical == null) {
            return;
        }
        try {
            physical.close();
        } catch (SQLException e) {
            broken = e;
        }
        physical = null;
    }

    private final class Breaks implements ConnectionEventListener {

        @Override
        public void connectionErrorOccurred(ConnectionEvent event) {
            if (isBreak(event.getSQLException())) {
                broke(event.getSQLException());
            }
        }

        @Override
        public void connectionClosed(ConnectionEvent event) {
            // by us
        }
    }

    private void broke(SQLException why) {
        broken = why;
        if (!(why.getCause() instanceof SocketTimeoutException) || database.isDeadAfter(answerMillis)) {
            database.endGeneration(generation);
        }
    }

    /** Each answer may come in time, and the transaction take longer than anybody waits for it. */
    private void hurry() {
        if (broken != null) {
            return;
        }
        int left = (int) Math.min(database.answerMillis(), Attempts.millisLeft());
        try {
            if (left <= 0) {
                broken = new SQLException("The database is too slow.", "08006"); // connection failure
            } else if (left != answerMillis) {
                physical.setNetworkTimeout(Runnable::run, left);
                answerMillis = left;
            }
        } catch (SQLException e) {
            broken = e;
        }
    }

    /** Others, as of a full disk, are fatal to a statement only, though the driver tells them in the same way. */
    private static boolean isBreak(SQLException failure) {
        String state = failure.getSQLState();
        return state == null
                || state.startsWith("08") // connection exception
                || state.startsWith("57P"); // operator intervention
    }

    /** Does what the server asks of the connection. */
    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "a connection to PostgreSQL";
            case "close" -> null; // back in the pool
            case "isClosed" -> false;
            case "getTransactionIsolation" ->
                Connection.TRANSACTION_READ_COMMITTED; // of every session, so nobody needs to be asked
            case "setClientInfo" ->
                null; // Payara resets what nobody of ours sets, and would log that a broken one cannot
            case "isReadOnly" ->
                false; // the same; a server asks before it begins, and would log that it gets no connection
            case "getAutoCommit" -> inTransaction ? false : ofSession(method, arguments);
            case "commit", "rollback", "setAutoCommit", "setSavepoint" -> {
                if (inTransaction) {
                    throw new SQLException("Only the transaction manager ends a transaction.", "2D000"); // invalid
                }
                yield ofSession(method, arguments);
            }
            case "createStatement", "prepareCall", "prepareStatement" -> {
                if (inTransaction && !isRead(arguments)) {
                    commitEach(false);
                }
                yield ofSession(method, arguments);
            }
            default -> ofSession(method, arguments);
        };
    }

    /**
     * Whether it reads tables, and locks none of their rows; false where that is not plain. A function by itself, as
     * nextval, may write or lock. A regular expression would take a fiftieth of a replay's time for this.
     */
    private static boolean isRead(Object[] arguments) {
        if (arguments == null || !(arguments[0] instanceof String statement)) {
            return false;
        }
        String lower = statement.toLowerCase(Locale.ROOT);
        return lower.startsWith("select ") && lower.contains("from ") && !lower.contains("for");
    }

    private Object ofSession(Method method, Object[] arguments) throws Throwable {
        if (physical == null && broken == null && !inTransaction) {
            connect();
        } else if (inTransaction && broken == null && generation != database.generation()) {
            broken = new SQLException("Another connection broke.", "08006"); // connection failure
        }
        hurry();
        if (broken == null) {
            try {
                return method.invoke(session, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
        if (method.getReturnType() == void.class && !method.getName().matches("commit|rollback")) {
            return null; // the server prepares or tidies up
        }
        throw broken;
    }

    /**
     * Begins a transaction, on a new connection where this one broke, is of an earlier generation, or is with a standby.
     * The database is told together with the first statement that may write or lock. Those that only read before it stand by
     * themselves: where each sees what is committed (READ COMMITTED), that is the same, and whoever does nothing else has no
     * BEGIN and no COMMIT to wait for. The first statement finds out whether the connection is dead. Should BEGIN fail
     * without ending the connection, of which no case is known, the statement that it goes with would stand by itself.
     */
    @Override
    public void start(Xid xid, int flags) {
        if (flags != TMNOFLAGS) {
            return; // joins the one that has begun
        }
        inTransaction = true;
        if (!isUsable() && !hasJustFailed()) {
            connect();
        }
    }

    private boolean isUsable() {
        return physical != null
                && broken == null
                && generation == database.generation()
                && !isStandby()
                && physical.getTransactionState() == TransactionState.IDLE;
    }

    /** As PostgreSQL says by itself, from version 14 on: the primary is elsewhere now, perhaps under the same name. */
    private boolean isStandby() {
        return "on".equals(physical.getParameterStatus("in_hot_standby"));
    }

    /** Whether the database has been told of the transaction, or is with the next statement. */
    private boolean hasBegun() throws SQLException {
        return !physical.getAutoCommit();
    }

    /** Whether each statement is a transaction of its own. */
    private void commitEach(boolean statement) {
        if (broken == null) {
            try {
                physical.setAutoCommit(statement);
            } catch (SQLException e) {
                broken = e;
            }
        }
    }

    /** A server asks a new connection this and that before it begins, and would wait for each time-out. */
    private boolean hasJustFailed() {
        return physical == null && broken != null && System.nanoTime() - failedAt < PAUSE.toNanos();
    }

    @Override
    public void end(Xid xid, int flags) {
        // commit or rollback follows
    }

    /**
     * Commits, or fails as if rolled back, also where it is not known what became of it: a server that was told so would
     * look for this transaction for ever, and nobody but the caller, who knows better, can find out.
     */
    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        hurry();
        SQLException why = broken;
        if (broken == null && physical.getTransactionState() != TransactionState.FAILED) {
            try {
                if (hasBegun()) {
                    physical.commit();
                }
                ended();
                return;
            } catch (SQLException e) {
                why = e;
                if (isBreak(why)) {
                    broke(why);
                }
            }
        }
        if (why != null) {
            Attempts.commitFailed(why);
        }
        rollback(xid); // of a transaction whose statement failed PostgreSQL would take the COMMIT, and roll it back
        // Payara would try again where it is told that the communication failed
        throw (XAException) new XAException(XAException.XA_RBOTHER).initCause(why);
    }

    /** Always succeeds: the database rolls back what it has lost the connection of. */
    @Override
    public void rollback(Xid xid) {
        hurry();
        try {
            if (broken == null && hasBegun()) {
                physical.rollback();
            }
        } catch (SQLException e) {
            broke(e);
        }
        ended();
        if (broken != null) {
            disconnect();
        }
    }

    private void ended() {
        inTransaction = false;
        commitEach(true);
    }

    /** A transaction has no other resource, so it is committed in one phase. */
    @Override
    public int prepare(Xid xid) throws XAException {
        throw new XAException(XAException.XAER_PROTO);
    }

    @Override
    public void forget(Xid xid) throws XAException {
        throw new XAException(XAException.XAER_NOTA);
    }

    @Override
    public Xid[] recover(int flag) {
        return new Xid[0];
    }

    @Override
    public boolean isSameRM(XAResource other) {
        return other == this;
    }

    @Override
    public int getTransactionTimeout() {
        return 0;
    }

    @Override
    public boolean setTransactionTimeout(int seconds) {
        return false;
    }

    @Override
    public void addConnectionEventListener(ConnectionEventListener listener) {
        // never breaks, and is closed by the server only
    }

    @Override
    public void removeConnectionEventListener(ConnectionEventListener listener) {
        // as none was added
    }

    @Override
    public void addStatementEventListener(StatementEventListener listener) {
        // nor do statements
    }

    @Override
    public void removeStatementEventListener(StatementEventListener listener) {
        // as none was added
    }
}
