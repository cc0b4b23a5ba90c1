package org.oncetodo.database;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.transaction.xa.XAException;

/**
 * Keeps out of the log what servers say, with stack traces, of each transaction that the database refused or lost, before
 * anybody can judge it, and of each client that has hung up; they have no settings for that. An expected race is no news,
 * and a fault is logged where it is answered. What other deployments on the same server do is logged as ever.
 */
@Singleton
@Startup
public class ServerLogs {

    /** Hibernate logs every statement that fails, and nothing else here. */
    private static final List<String> OF_STATEMENTS = List.of(
            "org.hibernate.engine.jdbc.spi.SqlExceptionHelper",
            "org.hibernate.event.internal.DefaultLoadEventListener");

    /** WildFly's and Payara's, of whatever an EJB's call ends with. */
    private static final List<String> OF_CALLS =
            List.of("com.arjuna.ats.jta", "org.jboss.as.ejb3.invocation", "jakarta.enterprise.ejb.container");

    /** Payara's, of a resource that leaves a transaction; what a COMMIT fails with it tells elsewhere. */
    private static final List<String> OF_ENDS = List.of("javax.enterprise.system.core.transaction.com.sun.jts.jta");

    /** Payara's, of an answer that nobody takes. */
    private static final List<String> OF_ANSWERS = List.of("org.glassfish.jersey.server.ServerRuntime$Responder");

    /** Payara's line above the one with the exception. */
    private static final String HEADLINE = "AS-EJB-00056";

    private record Quiet(Logger log, Filter before) {}

    private final List<Quiet> logs = new ArrayList<>();

    @PostConstruct
    void keepQuiet() {
        quieten(OF_STATEMENTS, entry -> true);
        quieten(OF_CALLS, ServerLogs::isOfDatabase);
        quieten(OF_ENDS, ServerLogs::isUndone);
        quieten(OF_ANSWERS, ServerLogs::isOfClient);
    }

    private void quieten(List<String> names, Filter unwanted) {
        ClassLoader ours = ServerLogs.class.getClassLoader();
        for (String name : names) {
            Logger log = Logger.getLogger(name);
            Filter before = log.getFilter();
            log.setFilter(
                    entry -> !(Thread.currentThread().getContextClassLoader() == ours && unwanted.isLoggable(entry))
                            && (before == null || before.isLoggable(entry)));
            logs.add(new Quiet(log, before));
        }
    }

    private static boolean isOfDatabase(LogRecord entry) {
        return entry.getThrown() == null
                ? String.valueOf(entry.getMessage()).contains(HEADLINE)
                : DatabaseFailure.ofCall(entry.getThrown())
                        .filter(failure -> failure.kind() != DatabaseFailure.Kind.FAULT)
                        .isPresent();
    }

    /** Derby, which has undone a transaction, says so to the statement, and once more to whoever ends it (X/Open XA). */
    private static boolean isUndone(LogRecord entry) {
        return entry.getThrown() instanceof XAException end
                && end.errorCode >= XAException.XA_RBBASE
                && end.errorCode <= XAException.XA_RBEND;
    }

    private static boolean isOfClient(LogRecord entry) {
        return entry.getThrown() instanceof UncheckedIOException;
    }

    /** A filter that stayed would hold the class loader of a deployment that is gone. */
    @PreDestroy
    void restore() {
        logs.forEach(each -> each.log().setFilter(each.before()));
    }
}
