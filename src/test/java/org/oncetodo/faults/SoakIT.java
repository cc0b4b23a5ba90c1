package org.oncetodo.faults;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.oncetodo.contract.Client;
import org.oncetodo.contract.Race;
import org.oncetodo.node.NeedsTheNode;

/** Half an hour of it is meant: -Dfaults.minutes=30. */
@Tag("long-run")
@NeedsTheNode
class SoakIT {

    /** A process that was killed begins anew, so it would say nothing. */
    private static final List<Fault> KINDS = Arrays.stream(Fault.values())
            .filter(fault -> fault != Fault.NODE_KILLED)
            .toList();

    /** Of customers, in milliseconds: about half of what two cores can do. */
    private static final int LEISURE = 200;

    /** At once, more than a server has threads for (deploy/payara-boot.txt). */
    private static final int RUSH = 400;

    /** Until each of its threads has met with all others. */
    private static final int TIMES = 20;

    private final Vitals vitals = new Vitals();
    private boolean rushed;

    @Test
    void nothingGrowsWhileFaultsComeAndGo() throws SQLException {
        History history = Storm.rage("soak", KINDS, LEISURE, Cluster::onPostgres, this::watch);

        vitals.assertFlat(history.troubles().size());
    }

    private void watch(Cluster cluster) {
        if (!rushed) {
            rush(cluster);
            rushed = true;
        }
        vitals.take(cluster);
    }

    /** A server keeps the threads that it has started, so it starts all of them before it is watched. */
    private static void rush(Cluster cluster) {
        for (int node = 0; node < cluster.size(); node++) {
            Client client = new Client(cluster.node(node).url());
            Race.of(RUSH, racer -> {
                for (int i = 0; i < TIMES; i++) {
                    client.quick("GET", "/todos", null);
                }
                return null;
            });
        }
    }
}
