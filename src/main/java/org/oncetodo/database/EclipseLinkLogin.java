package org.oncetodo.database;

import org.eclipse.persistence.sessions.Session;
import org.eclipse.persistence.sessions.SessionCustomizer;

/**
 * EclipseLink, Payara's JPA provider, repeats a read whose connection broke three times, with pauses of five seconds, on
 * the same connection. {@link Attempts} does better. No other provider reads the property that names this class.
 */
public class EclipseLinkLogin implements SessionCustomizer {

    @Override
    public void customize(Session session) {
        session.getLogin().setQueryRetryAttemptCount(0);
    }
}
