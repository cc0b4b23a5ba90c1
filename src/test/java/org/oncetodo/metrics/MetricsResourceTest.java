package org.oncetodo.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.internal.DefaultGauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oncetodo.callers.Owner;
import org.oncetodo.database.TestContainer;
import org.oncetodo.environment.Logged;
import org.oncetodo.environment.MapConfig;
import org.oncetodo.environment.MovableClock;
import org.oncetodo.idempotency.Fingerprint;
import org.oncetodo.idempotency.IdempotencyKey;
import org.oncetodo.idempotency.KeyRecord;
import org.oncetodo.idempotency.KeyStore;

class MetricsResourceTest {

    private final MovableClock clock = new MovableClock("2026-02-15T10:30:00Z");
    private final TestContainer container = new TestContainer(MapConfig.settings(), clock);
    private final PrometheusMeterRegistry registry = new Metrics().registry();
    private final MetricsResource metrics = container.make(MetricsResource.class, registry);

    @AfterEach
    void stop() {
        new Metrics().close(registry);
        container.close();
    }

    private void remember(String key) {
        KeyRecord record = new KeyRecord(
                Owner.ANYONE, new IdempotencyKey(key), Fingerprint.of("o"), 42, clock.instant(), Duration.ofHours(1));
        container.transaction(() -> container.get(KeyStore.class).remember(record, Optional.empty()));
    }

    @Test
    void whatANodeDoesIsThereInThePrometheusTextFormat() {
        remember("a");
        remember("b");
        clock.advance(Duration.ofHours(1));
        remember("c");
        metrics.measure();

        Response scraped = metrics.scrape();

        assertThat(scraped.getStatus()).isEqualTo(200);
        assertThat(scraped.getHeaderString("Cache-Control")).isEqualTo("no-store");
        assertThat(((String) scraped.getEntity()).lines())
                .contains(
                        "# TYPE todos_keys_expired gauge",
                        "todos_keys_expired 2.0",
                        "todos_keys_in_flight 0.0",
                        "todos_requests_waiting{for=\"key\"} 0.0",
                        "todos_requests_waiting{for=\"place\"} 0.0",
                        "todos_requests_waiting{for=\"turn\"} 0.0");
    }

    @Test
    void numbersAreThereEvenWhereTheDatabaseIsNot() {
        metrics.measure();
        container.execute("DROP TABLE todo_idempotency_keys");

        try (Logged once = new Logged(DefaultGauge.class)) {
            assertThat(((String) metrics.scrape().getEntity()).lines())
                    .contains("todos_keys_expired NaN", "todos_keys_in_flight 0.0");
            assertThat(once.records()).hasSize(1);
        }
    }
}
