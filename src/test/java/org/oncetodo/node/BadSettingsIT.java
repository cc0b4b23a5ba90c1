package org.oncetodo.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.oncetodo.contract.Promise;

@NeedsTheNode
class BadSettingsIT {

    private static final Duration DEPLOYMENT = Duration.ofSeconds(90);

    /** As many at a time as a small machine has cores. */
    private static final ExecutorService TWO_AT_A_TIME = Executors.newFixedThreadPool(2);

    private static final Map<String, CompletableFuture<Outcome>> OUTCOMES = new LinkedHashMap<>();

    record Outcome(boolean answers, String log) {}

    static Stream<String> settings() {
        return Stream.of(
                "todos.idempotency.ttl=tomorrow",
                "todos.idempotency.ttl=-PT1H",
                "todos.idempotency.purge-every=0",
                "todos.idempotency.wait=x",
                "todos.idempotency.required=maybe",
                "todos.db.pool=0",
                "todos.db.url=jdbc:foo",
                "todos.auth=magic");
    }

    @BeforeAll
    static void deployAll() {
        settings().forEach(setting -> {
            Node node = Node.fresh("bad-settings-" + OUTCOMES.size());
            OUTCOMES.put(setting, CompletableFuture.supplyAsync(() -> deployed(node, setting), TWO_AT_A_TIME));
        });
    }

    @AfterAll
    static void end() {
        TWO_AT_A_TIME.shutdownNow();
    }

    @ParameterizedTest
    @MethodSource("settings")
    @Promise("Settings: a value that makes no sense stops the deployment with a message naming it")
    void aSettingThatMakesNoSenseStopsTheDeployment(String setting) {
        Outcome outcome = OUTCOMES.get(setting).join();

        assertThat(outcome.log()).contains(setting.substring(0, setting.indexOf('=')));
        assertThat(outcome.answers()).isFalse();
    }

    private static Outcome deployed(Node node, String setting) {
        String[] pair = setting.split("=", 2);
        try (node) {
            node.with(pair[0], pair[1]).launch();
            node.await("end of the deployment", DEPLOYMENT, () -> node.settled() || node.answers());
            return new Outcome(node.answers(), node.log());
        }
    }
}
