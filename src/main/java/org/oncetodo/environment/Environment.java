package org.oncetodo.environment;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What the service finds around it, for whoever injects it. A test puts alternatives in its place. */
@ApplicationScoped
public class Environment {

    /** Read once, so that no request pays for it. */
    @Produces
    @Singleton
    Settings settings() {
        return Settings.read();
    }

    /** Where the time comes from, for all that asks what time it is. */
    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
