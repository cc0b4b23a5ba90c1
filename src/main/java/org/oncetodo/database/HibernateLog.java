package org.oncetodo.database;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.Logger;

/**
 * Keeps expected races out of the log where JPA is Hibernate, which logs every statement that fails before anybody can
 * judge it, and has no setting for that; a fault is logged where it is answered. What other deployments on the same
 * server do is logged as ever.
 */
@Singleton
@Startup
public class HibernateLog {

    private record Quiet(Logger log, Filter before) {}

    private List<Quiet> logs;

    @PostConstruct
    void keepQuiet() {
        ClassLoader ours = HibernateLog.class.getClassLoader();
        logs = List.of(
                quiet("org.hibernate.engine.jdbc.spi.SqlExceptionHelper", ours),
                quiet("org.hibernate.event.internal.DefaultLoadEventListener", ours));
    }

    private static Quiet quiet(String name, ClassLoader ours) {
        Logger log = Logger.getLogger(name);
        Filter before = log.getFilter();
        log.setFilter(entry ->
                Thread.currentThread().getContextClassLoader() != ours && (before == null || before.isLoggable(entry)));
        return new Quiet(log, before);
    }

    /** A filter that stayed would hold the class loader of a deployment that is gone. */
    @PreDestroy
    void restore() {
        logs.forEach(each -> each.log().setFilter(each.before()));
    }
}
