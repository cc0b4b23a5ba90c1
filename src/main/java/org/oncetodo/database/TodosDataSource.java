package org.oncetodo.database;

import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.XAConnection;
import javax.sql.XADataSource;
import org.oncetodo.environment.Settings;

/**
 * The database that the settings name. {@code @DataSourceDefinition} can only hold constants, so it names this class,
 * and this class asks the settings.
 */
public class TodosDataSource implements XADataSource {

    private final XADataSource vendor;

    /** Reads the settings. */
    public TodosDataSource() {
        this(Settings.read());
    }

    TodosDataSource(Settings settings) {
        vendor = settings.database().equals("derby") ? Derby.dataSource(settings) : new PostgreSql(settings);
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
