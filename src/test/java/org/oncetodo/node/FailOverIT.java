package org.oncetodo.node;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.oncetodo.contract.Promise;
import org.oncetodo.contract.Race;

/** A PostgreSQL server whose every commit waits for a standby, and a node on each server, which know both. */
@EveryServer
class FailOverIT {

    /** So many todos, and every client is at work. */
    private static final int UNDER_WAY = 500;

    private static final List<Node> NODES = new ArrayList<>();

    private static Postgres primary;
    private static Postgres standby;
    private static Database database;

    @BeforeAll
    static void start() {
        primary = Postgres.fresh("fail-over-primary");
        database = primary.create();
        standby = primary.standby("fail-over-standby");
        database = database.orAt(standby.port());
        for (Server server : Server.values()) {
            NODES.add(Node.fresh("fail-over-" + server).on(server).using(database));
        }
        Race.of(NODES.size(), i -> NODES.get(i).start());
    }

    @AfterAll
    static void end() {
        NODES.forEach(Node::close);
        primary.close();
        standby.close();
    }

    @Test
    @Promise({
        "One idea: this holds when the database dies at any moment, and another takes its place",
        "Problems: 503 within 5 s until then; and no restart, once it has"
    })
    void whatWasAcknowledgedIsThereWhenTheStandbyTakesOver() {
        try (Storm storm = Storm.over(database, NODES.toArray(Node[]::new))) {
            storm.blowUntil(UNDER_WAY);
            long killed = System.nanoTime();
            primary.kill();
            standby.promote();
            long promoted = System.nanoTime();
            storm.blowUntilCalm(promoted).end();

            System.out.printf(
                    "fail-over: promoted after %.1f s, last refusal %.1f s later; %s%n",
                    Storm.seconds(promoted - killed), storm.recovery(promoted), storm.figures());
            storm.assertEachIsThereOnce();
        }
    }
}
