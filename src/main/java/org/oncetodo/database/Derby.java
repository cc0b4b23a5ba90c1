package org.oncetodo.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.XADataSource;
import org.apache.derby.jdbc.EmbeddedXADataSource;
import org.oncetodo.environment.Settings;

/** The database engine within this JVM, for a single node. */
final class Derby {

    private static final String SCHEME = "jdbc:derby:";
    private static final String LOG = "derby.stream.error.file";

    /** The SQLSTATE of success: Derby answers every shutdown with an exception. */
    private static final String SHUT_DOWN = "XJ015";

    /** A mebibyte, which nobody misses. */
    private static final int FEW_PAGES = 256;

    private Derby() {}

    /** The database is opened, and created where there is none, by the first connection. */
    static XADataSource dataSource(Settings settings) {
        EmbeddedXADataSource derby = named(settings);
        derby.setCreateDatabase("create");
        settings.user().ifPresent(derby::setUser);
        settings.password().ifPresent(derby::setPassword);
        logBeside(derby).filter(log -> System.getProperty(LOG) == null).ifPresent(log -> {
            log.getParent().toFile().mkdirs(); // Derby makes the database's own folder, but begins its log before
            System.setProperty(LOG, log.toString());
        });
        return derby;
    }

    /**
     * Builds the index by expiry anew where most of its pages are empty, which takes some 7 s for a million keys. Derby
     * gives an emptied page back only in a moment in which nobody else uses the table, and a page for times that are over
     * is of no use to new keys.
     */
    static void rebuildEmptiedIndex(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (isMostlyEmpty(statement)) {
                statement.execute("DROP INDEX todo_idempotency_keys_by_expiry");
                statement.execute("CREATE INDEX todo_idempotency_keys_by_expiry ON todo_idempotency_keys (expires_at)");
            }
        }
    }

    private static boolean isMostlyEmpty(Statement statement) throws SQLException {
        try (ResultSet worthIt = statement.executeQuery("SELECT 1"
                + " FROM TABLE (SYSCS_DIAG.SPACE_TABLE('TODO_IDEMPOTENCY_KEYS')) AS pages"
                + " WHERE CONGLOMERATENAME = 'TODO_IDEMPOTENCY_KEYS_BY_EXPIRY'"
                + " AND NUMALLOCATEDPAGES > " + FEW_PAGES + " AND NUMUNFILLEDPAGES * 2 > NUMALLOCATEDPAGES")) {
            return worthIt.next();
        }
    }

    /** Closes the database, and ends the engine: its threads would hold the class loader that it came with. */
    static void shutDown(Settings settings) {
        EmbeddedXADataSource engine = new EmbeddedXADataSource();
        settings.user().ifPresent(engine::setUser);
        settings.password().ifPresent(engine::setPassword);
        engine.setShutdownDatabase("shutdown"); // of no database, so of all
        try {
            engine.getConnection().close();
        } catch (SQLException e) {
            if (!SHUT_DOWN.equals(e.getSQLState())) {
                throw new IllegalStateException("Derby could not be shut down.", e);
            }
        }
        logBeside(named(settings)).ifPresent(log -> System.getProperties().remove(LOG, log.toString()));
    }

    private static EmbeddedXADataSource named(Settings settings) {
        EmbeddedXADataSource derby = new EmbeddedXADataSource();
        String[] nameAndAttributes = settings.url().substring(SCHEME.length()).split(";", 2);
        derby.setDatabaseName(nameAndAttributes[0]);
        if (nameAndAttributes.length == 2) {
            derby.setConnectionAttributes(nameAndAttributes[1]);
        }
        return derby;
    }

    /** Derby would write its log, which says when it was opened and what went wrong, into the working directory. */
    private static Optional<Path> logBeside(EmbeddedXADataSource derby) {
        return Optional.of(derby.getDatabaseName())
                .filter(name -> !name.startsWith("memory:"))
                .map(name -> Path.of(name).toAbsolutePath().resolveSibling("derby.log"));
    }
}
