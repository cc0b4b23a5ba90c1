package org.oncetodo.faults;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.oncetodo.contract.Race;
import org.oncetodo.node.Cable;
import org.oncetodo.node.Database;
import org.oncetodo.node.Node;
import org.oncetodo.node.Postgres;
import org.oncetodo.node.Server;

/**
 * Nodes, their database, and the network between all of them and the clients. A node that was killed is started again,
 * and so is one that could not start because the database was away, as whatever watches over processes would.
 */
final class Cluster implements AutoCloseable {

    /** Fewer than there are customers, so that some wait for their turn where the database is slow. */
    private static final String POOL = "8";

    /** Shorter than what the longest faults take, so that some retries are told to come again (409). */
    private static final String WAIT = "PT2S";

    private static final class Place {
        final Node node;
        final Cable toNode;
        final Cable toDatabase; // null: embedded
        volatile boolean serves = true;

        Place(Node node, Cable toDatabase) {
            this.node = node;
            this.toNode = new Cable(() -> node.url().getPort());
            this.toDatabase = toDatabase;
        }
    }

    private final Journal journal;
    private final List<Place> places = new ArrayList<>();
    private final ExecutorService watch = Executors.newCachedThreadPool();
    private final Postgres postgres; // null: embedded
    private final Database database;
    private final SmallDisk disk; // null: none to be had
    private volatile boolean over;

    private Cluster(Journal journal, Postgres postgres, SmallDisk disk, Database database) {
        this.journal = journal;
        this.postgres = postgres;
        this.disk = disk;
        this.database = database;
    }

    /** A node on each server, on one PostgreSQL server. */
    static Cluster onPostgres(Journal journal) {
        Postgres postgres = Postgres.fresh("storm-postgresql");
        Optional<SmallDisk> disk = SmallDisk.mount("storm-disk");
        Database database =
                disk.map(small -> postgres.createIn(small.folder("tables"))).orElseGet(postgres::create);
        Cluster cluster = new Cluster(journal, postgres, disk.orElse(null), database);
        for (Server server : Server.values()) {
            Cable cable = new Cable(postgres::port);
            cluster.add(Node.fresh("storm-" + server).on(server).using(database.at(cable.port())), cable);
        }
        return cluster.start();
    }

    /** A single node on this server, with its embedded Derby. */
    static Cluster onDerby(Journal journal, Server server) {
        Node node = Node.fresh("storm-derby-" + server).on(server).using(Database.IN_THE_NODE);
        String url = "jdbc:derby:" + node.home().resolve("data/todos");
        Cluster cluster = new Cluster(journal, null, null, new Database(url, Database.IN_THE_NODE.settings()));
        cluster.add(node, null);
        return cluster.start();
    }

    private void add(Node node, Cable toDatabase) {
        node.with("todos.db.pool", POOL)
                .with("todos.idempotency.purge-every", "PT1S")
                .with("todos.idempotency.wait", WAIT);
        places.add(new Place(node, toDatabase));
    }

    private Cluster start() {
        Race.of(places.size(), i -> places.get(i).node.start());
        return this;
    }

    /** Where clients find the nodes. */
    List<URI> urls() {
        return places.stream()
                .map(place -> URI.create("http://localhost:" + place.toNode.port()))
                .toList();
    }

    int size() {
        return places.size();
    }

    Node node(int number) {
        return places.get(number).node;
    }

    /** Between the node and the clients. */
    Cable toNode(int number) {
        return places.get(number).toNode;
    }

    /** Between the node and the database. */
    Cable toDatabase(int number) {
        return places.get(number).toDatabase;
    }

    Postgres postgres() {
        return postgres;
    }

    /** Of the database's tables; empty where the harness may not have one. */
    Optional<SmallDisk> disk() {
        return Optional.ofNullable(disk);
    }

    /** Past the network that the nodes use. */
    Connection connect() throws SQLException {
        return database.connect();
    }

    Database database() {
        return database;
    }

    boolean serves(int number) {
        return places.get(number).serves;
    }

    /** As a power cut would. */
    void kill(int number) {
        places.get(number).serves = false;
        node(number).kill();
    }

    /** Starts it, in the background, as often as it takes until it serves. */
    void revive(int number) {
        Place place = places.get(number);
        long from = journal.now();
        watch.execute(() -> {
            while (!over && !place.serves) {
                try {
                    place.node.start();
                    place.serves = true;
                } catch (AssertionError unable) {
                    // it has ended; the database may be back at the next time
                }
            }
            journal.absent(number, from);
        });
    }

    /** All is well again, and every node serves. */
    void heal() {
        IntStream.range(0, size())
                .filter(number -> !serves(number))
                .forEach(number -> node(number).await("node " + number + " serves", Node.START, () -> serves(number)));
    }

    /** Nobody changes anything any more. */
    void stop() {
        over = true;
        watch.shutdown();
        places.forEach(place -> place.node.stop());
    }

    @Override
    public void close() {
        over = true;
        try {
            watch.shutdown();
            watch.awaitTermination(Node.START.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Place place : places) {
            place.node.close();
            place.toNode.close();
            if (place.toDatabase != null) {
                place.toDatabase.close();
            }
        }
        if (postgres != null) {
            postgres.close();
        }
        if (disk != null) {
            disk.close();
        }
    }
}
