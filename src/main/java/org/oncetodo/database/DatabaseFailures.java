package org.oncetodo.database;

import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.InvocationContext;

/**
 * Turns what JPA throws into a {@link DatabaseFailure} before the EJB container sees it, which would log a lost race
 * as a system exception, with its stack trace.
 */
public class DatabaseFailures {

    @AroundInvoke
    Object tell(InvocationContext call) throws Exception {
        try {
            return call.proceed();
        } catch (RuntimeException e) {
            throw DatabaseFailure.behind(e).map(RuntimeException.class::cast).orElse(e);
        }
    }
}
