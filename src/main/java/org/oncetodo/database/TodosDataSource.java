package org.oncetodo.database;

import java.io.PrintWriter;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.XAConnection;
import javax.sql.XADataSource;
import org.oncetodo.environment.InvalidSettingException;
import org.oncetodo.environment.Settings;

/**
 * The database that the settings name. {@code @DataSourceDefinition} can only hold constants, so it names this class,
 * and this class asks the settings.
 */
public class TodosDataSource implements XADataSource {

    private static final System.Logger LOG = System.getLogger(TodosDataSource.class.getName());

    private final XADataSource vendor;

    /** Reads the settings. */
    public TodosDataSource() {
        this(settings());
    }

    /** A server asks for the data source first, and would tell what is wrong in the midst of stack traces. */
    private static Settings settings() {
        try {
            return Settings.read();
        } catch (InvalidSettingException e) {
            LOG.log(Level.ERROR, e.getMessage());
            throw e;
        }
    }

    TodosDataSource(Settings settings) {
        vendor = settings.isDerby() ? Derby.dataSource(settings) : new PostgreSql(settings);
    }

    @Override
    public XAConnection getXAConnection() throws SQLException {
        return vendor.getXAConnection();
    }

    @Override
    public XAConnection getXAConnection(String user, String password) throws SQLException {
        return getXAConnection();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return vendor.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        vendor.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        vendor.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return vendor.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger(TodosDataSource.class.getPackageName());
    }
}
