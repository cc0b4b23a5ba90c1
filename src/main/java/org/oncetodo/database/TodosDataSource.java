package org.oncetodo.database;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.XAConnection;
import javax.sql.XADataSource;
import org.apache.derby.jdbc.EmbeddedXADataSource;
import org.oncetodo.environment.Settings;

/**
 * The database that the settings name. {@code @DataSourceDefinition} can only hold constants, so it names this class,
 * and this class asks the settings.
 */
public class TodosDataSource implements XADataSource {

    private static final String DERBY = "jdbc:derby:";

    private final EmbeddedXADataSource derby = new EmbeddedXADataSource();

    /** Reads the settings; the database is opened, and created where there is none, by the first connection. */
    public TodosDataSource() {
        this(Settings.read());
    }

    TodosDataSource(Settings settings) {
        String[] nameAndAttributes = settings.url().substring(DERBY.length()).split(";", 2);
        derby.setDatabaseName(nameAndAttributes[0]);
        if (nameAndAttributes.length == 2) {
            derby.setConnectionAttributes(nameAndAttributes[1]);
        }
        derby.setCreateDatabase("create");
        settings.user().ifPresent(derby::setUser);
        settings.password().ifPresent(derby::setPassword);
        logBeside(nameAndAttributes[0]);
    }

    /** Derby would write its log, which says when it was opened and what went wrong, into the working directory. */
    private static void logBeside(String database) {
        if (System.getProperty("derby.stream.error.file") == null && !database.startsWith("memory:")) {
            Path log = Path.of(database).toAbsolutePath().resolveSibling("derby.log");
            log.getParent().toFile().mkdirs(); // Derby makes the database's own folder, but begins its log before
            System.setProperty("derby.stream.error.file", log.toString());
        }
    }

    @Override
    public XAConnection getXAConnection() throws SQLException {
        return derby.getXAConnection();
    }

    @Override
    public XAConnection getXAConnection(String user, String password) throws SQLException {
        return getXAConnection();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return derby.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        derby.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        derby.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return derby.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger(TodosDataSource.class.getPackageName());
    }
}
