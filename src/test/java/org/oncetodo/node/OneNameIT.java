package org.oncetodo.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
                    createAll(client, 201);

                    named.set(standby.port());
                    name.forget();
                    createAll(client, 503);

                    named.set(primary.port());
                    node.await(
                            "todo of each connection",
                            BACK,
                            () -> Race.of(CROWD, racer -> status(client)).stream()
                                    .allMatch(status -> status == 201));
                }
            }
        }
    }

    private static void createAll(Client client, int status) {
        assertThat(Race.of(CROWD, racer -> status(client))).containsOnly(status);
    }

    private static int status(Client client) {
        return client.quickly(Fresh.draft()).status();
    }
}
