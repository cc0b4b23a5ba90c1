package org.oncetodo.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oncetodo.contract.Promise;

/** What a server makes of one that concerns the database, and of another. Which values are bad, SettingsTest says. */
@NeedsTheNode
class BadSettingsIT {

    private static final Duration DEPLOYMENT = Duration.ofSeconds(90);

    @ParameterizedTest
    @ValueSource(strings = {"todos.db.url=jdbc:foo", "todos.db.url=", "todos.idempotency.ttl=tomorrow"})
    @Promise("Settings: a value that makes no sense stops the deployment with a message naming it")
    void aSettingThatMakesNoSenseStopsTheDeployment(String setting) {
        String[] pair = setting.split("=", 2);
        try (Node node = Node.fresh("bad-settings").with(pair[0], pair[1]).launch()) {
            node.await("end of the deployment", DEPLOYMENT, () -> node.settled() || node.answers());

            assertThat(node.log()).contains(pair[0]);
            assertThat(node.answers()).isFalse();
        }
    }
}
