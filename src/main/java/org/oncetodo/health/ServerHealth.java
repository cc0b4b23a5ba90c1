package org.oncetodo.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Tells a server with MicroProfile Health, which answers {@code /health} itself, what {@link HealthResource} answers on
 * one without, where beans.xml leaves this class out.
 */
@ApplicationScoped
public class ServerHealth {

    @Inject
    private Readiness readiness;

    @Produces
    @org.eclipse.microprofile.health.Readiness
    HealthCheck database() {
        return check(HealthResource.DATABASE, readiness::isDatabaseThere);
    }

    @Produces
    @org.eclipse.microprofile.health.Readiness
    HealthCheck staying() {
        return check(HealthResource.STAYING, readiness::isStaying);
    }

    private static HealthCheck check(String name, BooleanSupplier isUp) {
        return () -> HealthCheckResponse.named(name).status(isUp.getAsBoolean()).build();
    }
}
