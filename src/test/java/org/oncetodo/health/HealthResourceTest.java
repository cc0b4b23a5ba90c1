package org.oncetodo.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.oncetodo.database.Ping;
import org.oncetodo.environment.Beans;
import org.oncetodo.environment.MapConfig;

/** The very bytes that Payara answers. */
class HealthResourceTest {

    /** The SQLSTATE that the database answers with; null where all is well. */
    private final AtomicReference<String> failure = new AtomicReference<>();

    private final Beans beans = new Beans(MapConfig.settings(), new Ping() {
        @Override
        public void ping() {
            if (failure.get() != null) {
                throw new IllegalStateException(new SQLException("x", failure.get()));
            }
        }
    });
    private final Readiness readiness = beans.get(Readiness.class);
    private final HealthResource health = beans.get(HealthResource.class);

    @BeforeEach
    void start() {
        readiness.started();
    }

    private static String body(Response answer) {
        return new String((byte[]) answer.getEntity(), UTF_8);
    }

    @Test
    void whoAnswersIsAlive() {
        failure.set("08001");

        assertThat(health.live().getStatus()).isEqualTo(200);
        assertThat(body(health.live())).isEqualTo("{\"status\":\"UP\",\"checks\":[]}");
    }

    @Test
    void aNodeIsReadyWhereItsDatabaseAnswers() {
        Response ready = health.ready();

        assertThat(ready.getStatus()).isEqualTo(200);
        assertThat(ready.getHeaderString("Cache-Control")).isEqualTo("no-store");
        assertThat(body(ready))
                .isEqualTo("{\"status\":\"UP\",\"checks\":[{\"name\":\"database\",\"status\":\"UP\",\"data\":{}},"
                        + "{\"name\":\"staying\",\"status\":\"UP\",\"data\":{}}]}");
    }

    @Test
    void aNodeWithoutItsDatabaseIsNotReadyAndIsReadyAgainWithIt() {
        failure.set("08001");
        Response ready = health.ready();

        assertThat(ready.getStatus()).isEqualTo(503);
        assertThat(body(ready))
                .isEqualTo("{\"status\":\"DOWN\",\"checks\":[{\"name\":\"database\",\"status\":\"DOWN\",\"data\":{}},"
                        + "{\"name\":\"staying\",\"status\":\"UP\",\"data\":{}}]}");

        failure.set(null);
        assertThat(health.ready().getStatus()).isEqualTo(200);
    }
}
