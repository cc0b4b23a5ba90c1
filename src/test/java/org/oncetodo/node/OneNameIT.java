package org.oncetodo.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.oncetodo.contract.Client;
import org.oncetodo.contract.Fresh;
import org.oncetodo.contract.Promise;
import org.oncetodo.contract.Race;

/** A PostgreSQL server and its standby under one name, as of an address that moves from one to the other. */
@EveryServer
class OneNameIT {

    /** As many as the node has connections. */
    private static final int CROWD = 20;

    /** A node connects once a second where it failed. */
    private static final Duration BACK = Duration.ofSeconds(5);

    @Test
    @Promise({
        "Problems: 503 while the database's name leads to a standby; and no restart, once it leads to the primary again",
        "After any failure the client may repeat the request until it is answered"
    })
    void whoeverWasSentToAStandbyComesBack() {
        try (Postgres primary = Postgres.fresh("one-name-primary")) {
            Database database = primary.create();
            try (Postgres standby = primary.standby("one-name-standby")) {
                AtomicInteger named = new AtomicInteger(primary.port());
                try (Cable name = new Cable(named::get);
                        Node node = Node.fresh("one-name")
                                .on(Server.WILDFLY)
                                .using(database.at(name.port()))
                                .start()) {
                    Client client = new Client(node.url());
                    awaitAll(node, client); // so that all are connected

                    named.set(standby.port());
                    name.forget();
                    assertThat(crowd(client)).containsOnly(503);

                    named.set(primary.port());
                    awaitAll(node, client);
                }
            }
        }
    }

    private static void awaitAll(Node node, Client client) {
        node.await("todo of each connection", BACK, () -> crowd(client).stream().allMatch(status -> status == 201));
    }

    private static List<Integer> crowd(Client client) {
        return Race.of(CROWD, racer -> client.quickly(Fresh.draft()).status());
    }
}
