package org.oncetodo.faults;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.oncetodo.node.Cable;
import org.oncetodo.node.Cable.Break;

/** What can happen to a node, the network and the database, for how long, and how it ends. */
enum Fault {
    NODE_KILLED(0, 3) {
        @Override
        Runnable strike(Scene scene) {
            scene.cluster().kill(scene.node());
            return () -> scene.cluster().revive(scene.node());
        }
    },
    NODE_PAUSED(5, 20) {
        @Override
        Runnable strike(Scene scene) {
            scene.cluster().node(scene.node()).pause();
            return scene.cluster().node(scene.node())::resume;
        }
    },
    DATABASE_KILLED(0, 5) {
        @Override
        Runnable strike(Scene scene) {
            scene.cluster().postgres().kill();
            return scene.cluster().postgres()::start;
        }
    },
    REQUESTS_LOST(1, 4) {
        @Override
        Runnable strike(Scene scene) {
            return scene.breakToNode(Break.BEFORE_THE_REQUEST);
        }
    },
    REQUESTS_CUT_SHORT(1, 4) {
        @Override
        Runnable strike(Scene scene) {
            return scene.breakToNode(Break.AMID_THE_REQUEST);
        }
    },
    ANSWERS_LOST(1, 4) {
        @Override
        Runnable strike(Scene scene) {
            return scene.breakToNode(Break.BEFORE_THE_ANSWER);
        }
    },
    STATEMENTS_LOST(1, 4) {
        @Override
        Runnable strike(Scene scene) {
            return scene.breakToDatabase(Break.BEFORE_THE_REQUEST);
        }
    },
    RESULTS_LOST(1, 4) {
        @Override
        Runnable strike(Scene scene) {
            return scene.breakToDatabase(Break.BEFORE_THE_ANSWER);
        }
    },
    COMMITS_UNKNOWN(1, 4) {
        @Override
        Runnable strike(Scene scene) {
            return scene.breakToDatabase(Break.AFTER_COMMIT);
        }
    },
    CONNECTIONS_FORGOTTEN(1, 4) {
        @Override
        Runnable strike(Scene scene) {
            scene.cluster().toDatabase(scene.node()).forget();
            return () -> {};
        }
    },
    DATABASE_SILENT(2, 8) {
        @Override
        Runnable strike(Scene scene) {
            return scene.toDatabase((cable, lasts) -> cable.cut());
        }
    },
    /** A part of an answer, and there are several to each transaction, is as late as this lasts. */
    DATABASE_SLOW(1, 15) {
        @Override
        Runnable strike(Scene scene) {
            return scene.toDatabase(Cable::delay);
        }
    },
    /** So that all requests that have their turn keep it, and others get none. */
    POOL_EXHAUSTED(1, 6) {
        @Override
        Runnable strike(Scene scene) throws SQLException {
            Connection other = scene.cluster().connect();
            other.setAutoCommit(false);
            run(other, "LOCK TABLE todos IN ACCESS EXCLUSIVE MODE");
            return () -> closeQuietly(other);
        }
    },
    /** All that the database server allows. */
    CONNECTIONS_TAKEN(1, 5) {
        @Override
        Runnable strike(Scene scene) {
            List<Connection> taken = new ArrayList<>();
            try {
                while (true) {
                    taken.add(scene.cluster().connect());
                }
            } catch (SQLException noMore) {
                return () -> taken.forEach(Fault::closeQuietly);
            }
        }
    },
    /** Some keys, in the middle of whatever is done with them; the purge and the customers fight for them. */
    KEYS_EXPIRED(0, 2) {
        @Override
        Runnable strike(Scene scene) throws SQLException {
            try (Connection other = scene.cluster().connect()) {
                other.setAutoCommit(false);
                while (!expire(other, scene.journal())) {
                    other.rollback(); // it took so long that they would have expired before
                }
            }
            return () -> {};
        }
    },
    DISK_FULL(1, 5) {
        @Override
        Runnable strike(Scene scene) {
            SmallDisk disk = scene.cluster().disk().orElseThrow();
            disk.fill();
            return disk::clear;
        }
    };

    /**
     * Where it happens.
     *
     * @param node the one that is to suffer, of all
     * @param lasts until it is lifted
     */
    record Scene(Cluster cluster, Journal journal, int node, Duration lasts) {

        private Runnable breakToNode(Break when) {
            Cable cable = cluster.toNode(node);
            cable.breakConnections(when);
            return cable::mend;
        }

        private Runnable breakToDatabase(Break when) {
            return toDatabase((cable, time) -> cable.breakConnections(when));
        }

        private Runnable toDatabase(BiConsumer<Cable, Duration> ill) {
            Cable cable = cluster.toDatabase(node);
            ill.accept(cable, lasts);
            return cable::mend;
        }
    }

    /** What a COMMIT may take, on a busy machine. */
    private static final Duration COMMIT = Duration.ofMillis(500);

    private final int least;
    private final int most;

    /** In seconds. */
    Fault(int least, int most) {
        this.least = least;
        this.most = most;
    }

    /** Makes it happen. What is returned ends it. */
    abstract Runnable strike(Scene scene) throws SQLException;

    /** How long it lasts, between 0 for the shortest and 1 for the longest. */
    Duration lasts(double share) {
        return Duration.ofMillis(Math.round(1000 * (least + share * (most - least))));
    }

    /** Whether it is certain what became of it only where nothing else happens. */
    boolean isAlone() {
        return this == KEYS_EXPIRED || this == DISK_FULL;
    }

    boolean needsServing() {
        return this == NODE_KILLED || this == NODE_PAUSED;
    }

    /** Whether there was time for it before they expire, two seconds from now. */
    private static boolean expire(Connection connection, Journal journal) throws SQLException {
        Instant soon = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(2);
        List<String> keys = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet expired = statement.executeQuery("UPDATE todo_idempotency_keys SET expires_at = '" + soon
                        + "' WHERE expires_at > '" + soon + "' AND random() < 0.3 RETURNING idempotency_key")) {
            while (expired.next()) {
                keys.add(expired.getString(1).replace("\"", ""));
            }
        }
        if (Instant.now().isAfter(soon.minus(COMMIT))) {
            return false;
        }
        connection.commit();
        journal.expired(keys, soon.getEpochSecond());
        return true;
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // the database has died with it
        }
    }
}
