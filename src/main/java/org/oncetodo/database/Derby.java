package org.oncetodo.database;

import java.nio.file.Path;
import javax.sql.XADataSource;
import org.apache.derby.jdbc.EmbeddedXADataSource;
import org.oncetodo.environment.Settings;

/** The database engine within this JVM, for a single node. */
final class Derby {

    private static final String SCHEME = "jdbc:derby:";

    private Derby() {}

    /** The database is opened, and created where there is none, by the first connection. */
    static XADataSource dataSource(Settings settings) {
        EmbeddedXADataSource derby = named(settings);
        derby.setCreateDatabase("create");
        settings.user().ifPresent(derby::setUser);
        settings.password().ifPresent(derby::setPassword);
        logBeside(derby.getDatabaseName());
        return derby;
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
    private static void logBeside(String database) {
        if (System.getProperty("derby.stream.error.file") == null && !database.startsWith("memory:")) {
            Path log = Path.of(database).toAbsolutePath().resolveSibling("derby.log");
            log.getParent().toFile().mkdirs(); // Derby makes the database's own folder, but begins its log before
            System.setProperty("derby.stream.error.file", log.toString());
        }
    }
}
