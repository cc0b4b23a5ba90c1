package org.oncetodo.database;

import jakarta.annotation.Resource;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.InvocationContext;
import jakarta.persistence.TransactionRequiredException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import org.oncetodo.problems.ProblemException;

/**
 * Turns what JPA throws into a {@link DatabaseFailure} before the EJB container sees it, which would log a lost race
 * as a system exception, with its stack trace.
 */
public class DatabaseFailureInterceptor {

    @Resource
    private TransactionSynchronizationRegistry transaction;

    @AroundInvoke
    Object translate(InvocationContext call) throws Exception {
        try {
            Object result = call.proceed();
            mustNotBeUndone();
            return result;
        } catch (RuntimeException e) {
            DatabaseFailure.behind(e).ifPresent(failure -> {
                throw failure;
            });
            if (e instanceof ProblemException || e instanceof TransactionRequiredException) {
                mustNotBeUndone(); // which they may come of; with whatever else JPA throws, it undoes it itself
            }
            throw e;
        }
    }

    /** Hibernate finds nothing, and says nothing, in a transaction that a server has undone (HHH-12472). */
    private void mustNotBeUndone() {
        if (transaction.getRollbackOnly()) {
            throw DatabaseFailure.lost("The transaction was undone.");
        }
    }
}
