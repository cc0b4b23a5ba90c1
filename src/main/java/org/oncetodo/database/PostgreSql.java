package org.oncetodo.database;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.sql.XAConnection;
import javax.sql.XADataSource;
import org.oncetodo.environment.Settings;
import org.postgresql.PGProperty;
import org.postgresql.core.BaseConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server, for any number of nodes. What its URL says goes before what is said here. */
final class PostgreSql implements XADataSource {

    /** In seconds, for the first connection, and for each step of it, on a machine where the database starts as well. */
    private static final int START = 20;

    /** In seconds, for a host that does not answer at all. */
    private static final int CONNECT = 1;

    /** In seconds, for all hosts of the URL, with and without encryption; the driver takes it from no URL. */
    private static final int LOGIN = 2;

    /** In seconds, longer than a lock wait: who answers later to a statement, or to COMMIT, is taken for dead. */
    private static final int ANSWER = 2;

    /**
     * A wait for a lock ends after a second, and the request tries again as long as it may. A transaction whose node has
     * vanished without a word gives back its locks before a retry gives up waiting for its key.
     */
    private static final String SESSION = "-c default_transaction_isolation=read\\ committed" + " -c lock_timeout="
            + Attempts.LOCK_WAIT.toSeconds() + "s -c idle_in_transaction_session_timeout=5s";

    private static final Logger LOG = System.getLogger(PostgreSql.class.getName());

    private final Settings settings;

    private final int answerMillis;

    private volatile boolean connected;

    /** Connections of earlier generations are not used any more. */
    private final AtomicInteger generation = new AtomicInteger();

    /** Once it was there, or that it was not has been said; the requests that a later failure befalls tell of it. */
    private volatile boolean quiet;

    PostgreSql(Settings settings) {
        this.settings = settings;
        int answer = dataSource(CONNECT, ANSWER).getSocketTimeout();
        answerMillis = answer == 0 ? Integer.MAX_VALUE : Math.toIntExact(SECONDS.toMillis(answer)); // 0: for ever
    }

    private PGSimpleDataSource dataSource(int connect, int answer) {
        PGSimpleDataSource vendor = new PGSimpleDataSource();
        vendor.setApplicationName("once-todo");
        vendor.setAssumeMinServerVersion("9.0"); // so that the name needs no round trip of its own
        vendor.setConnectTimeout(connect);
        vendor.setSocketTimeout(answer);
        vendor.setTcpKeepAlive(true);
        vendor.setHostRecheckSeconds(1); // another host may be the primary by then
        vendor.setURL(settings.url());
        vendor.setOptions(vendor.getOptions() == null ? SESSION : SESSION + " " + vendor.getOptions());
        settings.user().ifPresent(vendor::setUser);
        settings.password().ifPresent(vendor::setPassword);
        return vendor;
    }

    /** Does not connect yet. */
    @Override
    public XAConnection getXAConnection() {
        return new PostgreSqlConnection(this);
    }

    @Override
    public XAConnection getXAConnection(String user, String password) {
        return getXAConnection();
    }

    /** The first one nobody waits for but the deployment, and fails it where it is not made in time. */
    BaseConnection connect() throws SQLException {
        long left = Attempts.millisLeft();
        if (left < Attempts.RECONNECT.toMillis()) {
            throw new SQLTimeoutException("There is no time left to connect.", "08001"); // unable to connect
        }
        long begun = System.nanoTime();
        for (boolean first = true; ; first = false) {
            try {
                BaseConnection connection = connect(left);
                connected = true;
                quiet = true;
                return connection;
            } catch (SQLException e) {
                boolean deploying = !quiet && left == Long.MAX_VALUE;
                if (!deploying || !isAbsent(e) || System.nanoTime() - begun > SECONDS.toNanos(START)) {
                    tell(e);
                    throw e;
                }
                if (first) {
                    LOG.log(Level.WARNING, "The database is waited for, {0} s at most: {1}", START, e.getMessage());
                }
                LockSupport.parkNanos(SECONDS.toNanos(1));
            }
        }
    }

    private BaseConnection connect(long left) throws SQLException {
        PGSimpleDataSource source = connected ? dataSource(CONNECT, ANSWER) : dataSource(START, START);
        double login = Math.min(connected ? LOGIN : START, left / 1000.0);
        source.setProperty(PGProperty.LOGIN_TIMEOUT, Double.toString(login)); // whose setter takes whole seconds
        BaseConnection connection = (BaseConnection) source.getConnection();
        connection.setNetworkTimeout(Runnable::run, answerMillis);
        return connection;
    }

    /** Whether it may be there in a moment; some slips in the URL look the same to the driver. */
    private static boolean isAbsent(SQLException failure) {
        String state = failure.getSQLState();
        return "08001".equals(state) || "57P03".equals(state); // unable to connect; cannot connect now
    }

    private void tell(SQLException failure) {
        if (!quiet) {
            quiet = true;
            LOG.log(
                    Level.ERROR,
                    "{0} is wrong, or its database cannot be reached: {1}",
                    setting(failure),
                    failure.getMessage());
        }
    }

    /** How long each part of an answer may take to come, in milliseconds. */
    int answerMillis() {
        return answerMillis;
    }

    /** Whether who has not answered for so long is taken for dead, and not for slow. */
    boolean isDeadAfter(int millis) {
        return millis >= Math.min(answerMillis, SECONDS.toMillis(ANSWER));
    }

    /** Which setting to look at. */
    private static String setting(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        boolean refused = state.startsWith("28") || state.equals("08004"); // authorization; connection rejected
        return refused ? "The setting todos.db.user or todos.db.password" : "The setting todos.db.url";
    }

    /** Changes when a connection broke. */
    int generation() {
        return generation.get();
    }

    /**
     * What broke a connection, a server that died or a network that forgot it, has most likely broken all that were made
     * before, and each would be found out by a time-out only.
     */
    void endGeneration(int broken) {
        generation.compareAndSet(broken, broken + 1);
    }

    @Override
    public PrintWriter getLogWriter() {
        return null; // the driver logs as the JDK does
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // as it would not be used
    }

    /** Stays what it is: the server's definition of the data source is for any database. */
    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return LOGIN;
    }

    @Override
    public java.util.logging.Logger getParentLogger() {
        return java.util.logging.Logger.getLogger("org.postgresql");
    }
}
