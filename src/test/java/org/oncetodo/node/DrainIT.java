package org.oncetodo.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.oncetodo.contract.Client;
import org.oncetodo.contract.Fresh;
import org.oncetodo.contract.Promise;
import org.oncetodo.contract.Wire;

@EveryServer
class DrainIT {

    /** In which a load balancer learns that the node goes. */
    private static final Duration GRACE = Duration.ofSeconds(7);

    @ParameterizedTest
    @EnumSource
    @Promise("Whoever stops the node with SIGTERM sees readiness go down first, and the running request answered")
    void aNodeThatIsAskedToStopSaysSoAndFinishesWhatRuns(Server server) {
        try (Node node = Node.fresh("drain-" + server)
                .on(server)
                .using(Postgres.shared().create())
                .with("hazelcast.shutdownhook.enabled", "false")
                .with("fish.payara.shutdowngrace", Long.toString(GRACE.toMillis()))
                .with("org.wildfly.sigterm.suspend.timeout", Long.toString(GRACE.toSeconds()))
                .start()) {
            Client client = new Client(node.url());
            client.quick("GET", "/health/ready", null).expect(200);
            byte[] draft = Fresh.draft().getBytes(UTF_8);
            try (Wire wire = client.wire()) {
                wire.say(
                        client.head(
                                "POST",
                                "/todos",
                                List.of(
                                        "Content-Type: application/json",
                                        "Expect: 100-continue",
                                        "Content-Length: " + draft.length)),
                        new byte[0]);
                wire.answer().expect(100);
                long asked = System.nanoTime();

                node.askToStop();
                node.await("end of readiness", GRACE, () -> refuses(client));

                assertThat(node.running()).isTrue();
                System.out.printf(
                        "%s: not ready %.1f s after SIGTERM%n", server, Storm.seconds(System.nanoTime() - asked));
                wire.say("", draft);
                wire.answer().expect(201);
            }
            node.ended();
        }
    }

    /** By 503, or by no connection. */
    private static boolean refuses(Client client) {
        try {
            return client.quick("GET", "/health/ready", null).status() == 503;
        } catch (UncheckedIOException e) {
            return true;
        }
    }
}
