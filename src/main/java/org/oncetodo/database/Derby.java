package org.oncetodo.database;

import java.nio.file.Path;
import java.sql.SQLException;
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
