package org.oncetodo.database;

import jakarta.annotation.PreDestroy;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import org.oncetodo.environment.Settings;

/**
 * Takes the JDBC drivers along when the deployment goes and the server stays. They came with the WAR, so what they left
 * in the JVM would hold its class loader, and Derby its database, which the next deployment then could not open.
 */
@Singleton
@Startup
public class Drivers {

    @Inject
    private Settings settings;

    @Inject
    private Attempts attempts;

    /** Once nobody uses them: a server need not wait for requests that are running. */
    @PreDestroy
    void remove() {
        attempts.end();
        if (settings.isDerby()) {
            Derby.shutDown(settings);
        }
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver.getClass().getClassLoader() == Drivers.class.getClassLoader()) {
                deregister(driver);
            }
        }
    }

    private static void deregister(Driver driver) {
        try {
            DriverManager.deregisterDriver(driver);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
