package org.oncetodo.database;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
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

    private final Logger log = Logger.getLogger("org.hibernate.engine.jdbc.spi.SqlExceptionHelper");
    private Filter before;

    @PostConstruct
    void keepQuiet() {
        ClassLoader ours = HibernateLog.class.getClassLoader();
        Filter others = log.getFilter();
        before = others;
        log.setFilter(entry ->
                Thread.currentThread().getContextClassLoader() != ours && (others == null || others.isLoggable(entry)));
    }

    /** A filter that stayed would hold the class loader of a deployment that is gone. */
    @PreDestroy
    void restore() {
        log.setFilter(before);
    }
}
