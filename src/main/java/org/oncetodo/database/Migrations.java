package org.oncetodo.database;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Connection;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.flywaydb.core.Flyway;
import org.oncetodo.environment.Settings;

/**
 * Brings the schema up to date before the first request. Where that fails, or a setting makes no sense, the deployment
 * fails with it.
 */
@Singleton
@Startup
@DependsOn("Drivers") // which go last, also where this bean fails
@TransactionManagement(TransactionManagementType.BEAN) // Flyway commits each migration by itself
@DataSourceDefinition(
        name = "java:app/jdbc/todos",
        className = "org.oncetodo.database.TodosDataSource",
        isolationLevel = Connection.TRANSACTION_READ_COMMITTED,
        loginTimeout = 0, // none: Derby may take its time to create a database; WildFly wants at least one property
        minPoolSize = 1,
        maxPoolSize = Settings.LARGEST_POOL + Ping.AT_ONCE) // so that our own admission is what limits
public class Migrations {
    private static final Logger LOG = System.getLogger(Migrations.class.getName());

    @Resource(lookup = "java:app/jdbc/todos")
    private DataSource dataSource;

    @Resource
    private UserTransaction transaction;

    @Inject
    private Settings settings;

    @Inject
    private Config config;

    @PostConstruct
    void prepare() {
        migrate();
        doFirstTransaction();
        LOG.log(
                Level.INFO,
                "Once Todo serves {0}/todos from {1}, below {2}",
                config.getOptionalValue("payara.instance.http.port", String.class)
                        .map("http://localhost:"::concat)
                        .orElse(""),
                settings.url().replaceFirst("[;?].*", ""), // what follows may hold a password
                Path.of("").toAbsolutePath());
    }

    private void migrate() {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:db/migration/" + settings.database())
                .load()
                .migrate();
    }

    /**
     * On Derby it does what can only be done while nobody else is there. Elsewhere it does nothing, but is the first: Payara
     * starts its transaction manager with the first transaction, and no more once the JVM is shutting down, so a node that
     * had done nothing yet could then not finish its first request.
     */
    private void doFirstTransaction() {
        try {
            transaction.begin();
            try (Connection connection = dataSource.getConnection()) {
                if (settings.isDerby()) {
                    Derby.rebuildEmptiedIndex(connection);
                }
            }
            transaction.commit();
        } catch (Exception e) {
            throw new IllegalStateException("The server cannot do a transaction on the database.", e);
        }
    }
}
