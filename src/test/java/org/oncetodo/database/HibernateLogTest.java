package org.oncetodo.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HibernateLogTest {

    private static final LogRecord ENTRY = new LogRecord(Level.WARNING, "a statement failed");

    private final ClassLoader ours = Thread.currentThread().getContextClassLoader();
    private final HibernateLog hibernate = new HibernateLog();

    @BeforeEach
    void inOurDeployment() {
        Thread.currentThread().setContextClassLoader(HibernateLog.class.getClassLoader());
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
        hibernate.keepQuiet();
        try {
            assertThat(log.getFilter().isLoggable(ENTRY)).isFalse();
            inAnotherDeployment();
            assertThat(log.getFilter().isLoggable(ENTRY)).isTrue();
        } finally {
            hibernate.restore();
        }
        assertThat(log.getFilter()).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasFilteredBeforeIsFilteredAsBefore(boolean loggable) {
        Logger log = Logger.getLogger("org.hibernate.engine.jdbc.spi.SqlExceptionHelper");
        Filter before = entry -> loggable;
        log.setFilter(before);
        hibernate.keepQuiet();
        try {
            inAnotherDeployment();
            assertThat(log.getFilter().isLoggable(ENTRY)).isEqualTo(loggable);
        } finally {
            hibernate.restore();
            assertThat(log.getFilter()).isSameAs(before);
            log.setFilter(null);
        }
    }
}
