package org.oncetodo.database;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.transaction.RollbackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.transaction.xa.XAException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerLogsTest {

    private static final LogRecord ENTRY = new LogRecord(Level.WARNING, "a statement failed");

    private final ClassLoader ours = Thread.currentThread().getContextClassLoader();
    private final ServerLogs logs = new ServerLogs();

    @BeforeEach
    void inOurDeployment() {
        Thread.currentThread().setContextClassLoader(ServerLogs.class.getClassLoader());
    }

    @AfterEach
    void asBefore() {
        Thread.currentThread().setContextClassLoader(ours);
    }

    private static void inAnotherDeployment() {
        Thread.currentThread().setContextClassLoader(new ClassLoader() {});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.hibernate.engine.jdbc.spi.SqlExceptionHelper",
                "org.hibernate.event.internal.DefaultLoadEventListener"
            })
    void whatOurStatementsFailWithIsNotLoggedByHibernate(String name) {
        Logger log = Logger.getLogger(name);
        logs.keepQuiet();
        try {
            assertThat(log.getFilter().isLoggable(ENTRY)).isFalse();
            inAnotherDeployment();
            assertThat(log.getFilter().isLoggable(ENTRY)).isTrue();
        } finally {
            logs.restore();
        }
        assertThat(log.getFilter()).isNull();
    }

    @Test
    void thatAClientHasHungUpIsNotLoggedByTheServer() {
        Logger log = Logger.getLogger("org.glassfish.jersey.server.ServerRuntime$Responder");
        LogRecord entry = new LogRecord(Level.SEVERE, "Error while closing the output stream");
        logs.keepQuiet();
        try {
            assertThat(log.getFilter().isLoggable(entry)).isTrue();
            entry.setThrown(new UncheckedIOException(new IOException("Connection is closed")));
            assertThat(log.getFilter().isLoggable(entry)).isFalse();
        } finally {
            logs.restore();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.arjuna.ats.jta", "org.jboss.as.ejb3.invocation", "jakarta.enterprise.ejb.container"})
    void ofACallOnlyWhatTheDatabaseFailedWithIsNotLoggedByTheServer(String name) {
        Logger log = Logger.getLogger(name);
        logs.keepQuiet();
        try {
            assertThat(log.getFilter().isLoggable(thrown(new RollbackException("COMMIT did not return"))))
                    .isFalse();
            assertThat(log.getFilter().isLoggable(thrown(new SQLException("lost", "08006"))))
                    .isFalse();
            assertThat(log.getFilter().isLoggable(thrown(new SQLException("no such table", "42P01"))))
                    .isTrue();
            assertThat(log.getFilter().isLoggable(thrown(new NullPointerException())))
                    .isTrue();
            assertThat(log.getFilter().isLoggable(entry(new XAException(XAException.XA_RBOTHER))))
                    .as("a COMMIT that was refused")
                    .isTrue();
            assertThat(log.getFilter().isLoggable(ENTRY)).isTrue();
            inAnotherDeployment();
            assertThat(log.getFilter().isLoggable(thrown(new RollbackException("COMMIT did not return"))))
                    .isTrue();
        } finally {
            logs.restore();
        }
        assertThat(log.getFilter()).isNull();
    }

    @Test
    void thatTheDatabaseHasUndoneATransactionIsNotToldAgainAtItsEnd() {
        Logger log = Logger.getLogger("javax.enterprise.system.core.transaction.com.sun.jts.jta");
        logs.keepQuiet();
        try {
            assertThat(log.getFilter().isLoggable(entry(new XAException(XAException.XA_RBROLLBACK))))
                    .isFalse();
            assertThat(log.getFilter().isLoggable(entry(new XAException(XAException.XA_RBOTHER))))
                    .isFalse();
            assertThat(log.getFilter().isLoggable(entry(new XAException(XAException.XAER_PROTO))))
                    .isTrue();
        } finally {
            logs.restore();
        }
    }

    private static LogRecord thrown(Exception failure) {
        return entry(new IllegalStateException(failure));
    }

    private static LogRecord entry(Exception failure) {
        LogRecord entry = new LogRecord(Level.WARNING, "a call failed");
        entry.setThrown(failure);
        return entry;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasFilteredBeforeIsFilteredAsBefore(boolean loggable) {
        Logger log = Logger.getLogger("org.hibernate.engine.jdbc.spi.SqlExceptionHelper");
        Filter before = entry -> loggable;
        log.setFilter(before);
        logs.keepQuiet();
        try {
            inAnotherDeployment();
            assertThat(log.getFilter().isLoggable(ENTRY)).isEqualTo(loggable);
        } finally {
            logs.restore();
            assertThat(log.getFilter()).isSameAs(before);
            log.setFilter(null);
        }
    }
}
