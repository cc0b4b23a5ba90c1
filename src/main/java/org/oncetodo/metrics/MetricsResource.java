package org.oncetodo.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.function.ToDoubleFunction;
import org.oncetodo.database.Attempts;
import org.oncetodo.database.UnavailableException;
import org.oncetodo.idempotency.IdempotencyKeys;
import org.oncetodo.idempotency.InFlight;
import org.oncetodo.requests.Admission;

/** What this node does, in numbers, for Prometheus; not at {@code /metrics}, which is Payara's own. */
@Path("/prometheus")
@ApplicationScoped
public class MetricsResource {

    @Inject
    private PrometheusMeterRegistry registry;

    @Inject
    private Admission admission;

    @Inject
    private Attempts attempts;

    @Inject
    private InFlight inFlight;

    @Inject
    private IdempotencyKeys keys;

    @PostConstruct
    void measure() {
        waiting("place", admission, Admission::waiting);
        waiting("turn", attempts, Attempts::waiting);
        waiting("key", inFlight, InFlight::waiting);
        Gauge.builder("todos.keys.in.flight", inFlight, InFlight::keys)
                .description("Idempotency keys whose request this node is working on")
                .register(registry);
        Gauge.builder("todos.keys.expired", this::expired)
                .description("Idempotency keys in the database that wait for the purge, 10000 at most")
                .register(registry);
    }

    private <T> void waiting(String what, T where, ToDoubleFunction<T> number) {
        Gauge.builder("todos.requests.waiting", where, number)
                .description(
                        "Requests that wait for a place, for their turn to use the database, or for the first request"
                                + " with their key")
                .tag("for", what)
                .register(registry);
    }

    private double expired() {
        try {
            return attempts.repeat(keys::countExpired);
        } catch (UnavailableException e) {
            return Double.NaN; // nobody knows
        }
    }

    /** All numbers, in the Prometheus text format 0.0.4. */
    @GET
    @Produces("text/plain;version=0.0.4;charset=utf-8")
    public Response scrape() {
        return Response.ok(registry.scrape())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
