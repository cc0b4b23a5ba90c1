package org.oncetodo.database;

import jakarta.annotation.Resource;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.TransactionSynchronizationRegistry;

/**
 * Turns what JPA throws into a {@link DatabaseFailure} before the EJB container sees it, which would log a lost race
 * as a system exception, with its stack trace.
 */
public class DatabaseFailures {

    @Resource
    private TransactionSynchronizationRegistry transaction;

    /** For the container. */
    public DatabaseFailures() {}

    DatabaseFailures(TransactionSynchronizationRegistry transaction) {
        this.transaction = transaction;
    }

    @AroundInvoke
    Object tell(InvocationContext call) throws Exception {
        Object result;
        try {
            result = call.proceed();
        } catch (RuntimeException e) {
            throw DatabaseFailure.behind(e).map(RuntimeException.class::cast).orElse(e);
        }
        if (transaction.getRollbackOnly()) {
            // Hibernate finds nothing, and says nothing, where the connection broke (HHH-12472)
            throw DatabaseFailure.lost("The transaction was undone.");
        }
        return result;
    }
}
