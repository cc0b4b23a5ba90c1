package org.oncetodo.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import org.oncetodo.idempotency.IdempotencyKey;

/** Counts what became of the requests to create something: their statuses mean one thing each. */
@Provider
public class CreationsCounter implements ContainerResponseFilter {

    @Inject
    private MeterRegistry registry;

    @Context
    private ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        Method method = resource.getResourceMethod();
        if (method != null && method.isAnnotationPresent(POST.class)) {
            registry.counter(
                            "todos.creations",
                            "outcome",
                            outcome(response),
                            "status",
                            Integer.toString(response.getStatus()))
                    .increment();
        }
    }

    private static String outcome(ContainerResponseContext response) {
        return switch (response.getStatus()) {
            case 201 -> response.getHeaders().containsKey(IdempotencyKey.REPLAYED_HEADER) ? "replayed" : "created";
            case 422 -> "reused";
            case 409 -> "in_flight";
            default -> "refused";
        };
    }
}
