package org.oncetodo.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.oncetodo.contract.Client;
import org.oncetodo.contract.Fresh;
import org.oncetodo.contract.Race;
import org.oncetodo.node.Database;
import org.oncetodo.node.NeedsTheNode;
import org.oncetodo.node.Node;
import org.oncetodo.node.Postgres;
import org.oncetodo.node.Server;

/**
 * Rounds in each of which a great many keys expire while sixteen clients create: those that clients created in the round
 * before, and others, so that all rounds are alike. The keys are there from the round's start on, so that what changes
 * when they expire is the purge alone.
 */
@Tag("long-run")
@NeedsTheNode
class PurgeAtScaleIT {

    private static final int KEYS = Integer.getInteger("purge.keys", 1_000_000);
    private static final int ROUNDS = Integer.getInteger("purge.rounds", 10);

    private static final int CLIENTS = 16;

    /** Until the node no longer becomes faster by the second. */
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    /** Some ten thousand requests, so that the p99 is about some hundred of them. */
    private static final Duration MEASURED = Duration.ofSeconds(20);

    /** On PostgreSQL not all keys share one second of expiry. */
    private static final int SECONDS_OF_EXPIRY = 10;

    /**
     * On Derby keys expired one after the other, as they were created: so many a second, since a batch of the purge goes
     * once more through what has been deleted of the second in which it begins.
     */
    private static final int KEYS_A_SECOND = 1_000;

    /** The first purge comes so much earlier than the interval after the first answer, at most: a node's start. */
    private static final Duration START = Duration.ofSeconds(20);

    /** How often a dashboard asks, which counts what has expired: three times as often as Prometheus does by itself. */
    private static final Duration SCRAPE = Duration.ofSeconds(5);

    /** The most that the purge may do to the p99. */
    private static final double DEARER = 1.5;

    /** Of the clients, without the purge. */
    private static final Duration BEFORE = WARM_UP.plus(MEASURED).plus(START);

    /** Keys a second that the purge has to do at least; it did four times as many (docs/operating.md). */
    private static final int SLOWEST = 1_000;

    /** The same where database and clients share the node's JVM; it did ten times as many (docs/operating.md). */
    private static final int SLOWEST_ON_DERBY = 250;

    /**
     * The most that the bytes for each row may be to those of the first round: every row once more where the next round
     * comes before the vacuum, and some.
     */
    private static final double GROWTH = 2.2;

    private static final String COUNT = "SELECT count(*) FROM todo_idempotency_keys";

    private static final Pattern EXPIRED = Pattern.compile("(?m)^todos_keys_expired (\\S+)$");

    private record Request(long asked, long nanos) {}

    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final List<Long> without = new ArrayList<>();
    private final List<Long> with = new ArrayList<>();
    private final List<Double> bytesForEachRow = new ArrayList<>();
    private Node node;

    @AfterEach
    void end() {
        node.close();
    }

    @Test
    void onPostgreSql() throws SQLException {
        Database database = Postgres.shared().create();
        node = Node.fresh("purge-at-scale-postgresql")
                .with("todos.idempotency.purge-every", "PT1S")
                .on(Server.WILDFLY)
                .using(database)
                .start();
        Duration fill = Duration.ofSeconds(5 + KEYS / 30_000); // more than it takes, as the next one
        for (int round = 1; round <= ROUNDS; round++) {
            Instant expiry = expiryAfter(fill);
            try (Connection connection = database.connect()) {
                fillPostgreSql(connection, expiry, expireTheRest(connection, expiry));
            }
            long expiring = database.number(COUNT);
            Duration early = Duration.between(Instant.now(), expiry.minus(BEFORE));
            assertThat(early).as("time left after the fill").isPositive();
            long begin = System.nanoTime() + early.toNanos();
            node.await("begin of the round", early.plusSeconds(1), () -> System.nanoTime() >= begin);
            String figures = createUntilGone(begin, SECONDS_OF_EXPIRY, expiring, SLOWEST);
            note(
                    "PostgreSQL",
                    round,
                    figures,
                    expiring + database.number(COUNT),
                    database.number("SELECT pg_table_size('todo_idempotency_keys')"),
                    database.number("SELECT pg_indexes_size('todo_idempotency_keys')"));
        }
        node.assertQuiet();
        assertHeld();
    }

    @Test
    void onDerby() throws SQLException {
        node = Node.fresh("purge-at-scale-derby")
                .with("todos.idempotency.purge-every", BEFORE.toString())
                .on(Server.PAYARA)
                .using(Database.IN_THE_NODE)
                .start()
                .stop();
        System.setProperty(
                "derby.stream.error.file", node.home().resolve("fill.log").toString());
        System.setProperty("derby.storage.pageCacheSize", "50000"); // the fill is not what is measured
        Database stopped = new Database("jdbc:derby:" + node.home().resolve("data/todos"), Map.of());
        for (int round = 1; round <= ROUNDS; round++) {
            try (Connection connection = stopped.connect()) {
                fillDerby(connection);
            }
            long expiring = stopped.number(COUNT);
            shutDown(stopped);
            node.start();
            String figures = createUntilGone(System.nanoTime(), 0, expiring, SLOWEST_ON_DERBY);
            node.assertQuiet();
            node.stop();
            note(
                    "Derby",
                    round,
                    figures,
                    expiring + stopped.number(COUNT),
                    derbySize(stopped, 0),
                    derbySize(stopped, 1));
            shutDown(stopped);
        }
        assertHeld();
    }

    private static Instant expiryAfter(Duration preparation) {
        return Instant.now().plus(preparation).plus(BEFORE).plusSeconds(1).truncatedTo(ChronoUnit.SECONDS);
    }

    /** The keys that the last round's clients created expire with those of this round. Returns how many they are. */
    private static int expireTheRest(Connection connection, Instant expiry) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate("UPDATE todo_idempotency_keys SET expires_at = '" + expiry + "'");
        }
    }

    /** In the order in which they expire, as if one had been created after the other. */
    private static void fillPostgreSql(Connection connection, Instant expiry, int rest) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO todo_idempotency_keys
                    SELECT '"' || gen_random_uuid() || '"', 'anyone', '%s', i, '%s',
                        to_char(TIMESTAMP '%s' + i * %d / %d * INTERVAL '1 second', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                    FROM generate_series(%d, %d) AS i""".formatted(
                            "f".repeat(66),
                            expiry,
                            expiry.toString().replace("Z", ""),
                            SECONDS_OF_EXPIRY,
                            KEYS,
                            rest,
                            KEYS - 1));
        }
    }

    /** What the last round's clients created expires first. */
    private static void fillDerby(Connection connection) throws SQLException {
        List<String> rest = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT idempotency_key FROM todo_idempotency_keys")) {
            while (rows.next()) {
                rest.add(rows.getString(1));
            }
        }
        int all = Math.max(rest.size(), KEYS);
        Instant first = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(all / KEYS_A_SECOND);
        connection.setAutoCommit(false);
        try (PreparedStatement update = connection.prepareStatement(
                        "UPDATE todo_idempotency_keys SET expires_at = ? WHERE idempotency_key = ?");
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO todo_idempotency_keys VALUES (?, 'anyone', ?, ?, ?, ?)")) {
            for (int i = 0; i < all; i++) {
                String expiry = first.plusSeconds(i / KEYS_A_SECOND).toString();
                if (i < rest.size()) {
                    update.setString(1, expiry);
                    update.setString(2, rest.get(i));
                    update.execute();
                } else {
                    insert.setString(1, "\"" + UUID.randomUUID() + "\"");
                    insert.setString(2, "f".repeat(66));
                    insert.setLong(3, i);
                    insert.setString(4, first.toString());
                    insert.setString(5, expiry);
                    insert.execute();
                }
                if (i % 10_000 == 0) {
                    connection.commit(); // its log is kept for as long as the transaction is open
                }
            }
        }
        connection.commit();
    }

    private static void shutDown(Database derby) {
        try {
            DriverManager.getConnection(derby.url() + ";shutdown=true");
        } catch (SQLException e) {
            assertThat(e.getSQLState())
                    .as("Derby's way to say that it was shut down")
                    .isEqualTo("08006");
        }
    }

    private static long derbySize(Database derby, int isIndex) {
        return derby.number("SELECT SUM((NUMALLOCATEDPAGES + NUMFREEPAGES) * PAGESIZE)"
                + " FROM TABLE (SYSCS_DIAG.SPACE_TABLE('TODO_IDEMPOTENCY_KEYS')) AS pages"
                + " WHERE ISINDEX = " + isIndex);
    }

    /**
     * Sixteen clients create before the purge, and on until all keys are gone.
     *
     * @param begin of the round; when {@link #BEFORE} is over, the purge has begun
     * @param seconds in which the keys expire from then on
     */
    private String createUntilGone(long begin, int seconds, long expiring, int slowest) {
        long alone = begin + WARM_UP.toNanos();
        long purged = begin + BEFORE.toNanos();
        Client todos = new Client(node.url());
        AtomicBoolean gone = new AtomicBoolean();
        requests.clear();
        List<Long> lastSeen = Race.of(CLIENTS + 1, racer -> {
            if (racer == CLIENTS) {
                try {
                    return awaitPurge(todos, purged, seconds, expiring / slowest);
                } finally {
                    gone.set(true);
                }
            }
            while (!gone.get()) {
                long asked = System.nanoTime();
                todos.quickly(Fresh.key(), Fresh.draft()).expect(201);
                requests.add(new Request(asked, System.nanoTime() - asked));
            }
            return 0L;
        });
        long end = lastSeen.get(CLIENTS);
        List<Long> before = between(alone, alone + MEASURED.toNanos());
        List<Long> during = between(purged, end);
        without.addAll(before);
        with.addAll(during);
        return "%,9d | %,9.0f | %9.0f | %9.0f | %9.1f | %9.1f | %5.2f"
                .formatted(
                        expiring,
                        expiring / seconds(end - purged),
                        before.size() / seconds(MEASURED.toNanos()),
                        during.size() / seconds(end - purged),
                        p99(before),
                        p99(during),
                        p99(during) / p99(before));
    }

    /** When there were still keys to be purged, to the interval of a scrape. */
    private static long awaitPurge(Client todos, long purged, int seconds, long longest) {
        long lastExpiry = purged + Duration.ofSeconds(seconds).toNanos();
        long latest = lastExpiry + Duration.ofSeconds(60 + longest).toNanos();
        long[] seen = {purged};
        Awaitility.await("end of the purge")
                .pollInterval(SCRAPE)
                .atMost(Duration.ofNanos(latest - System.nanoTime()))
                .until(() -> {
                    long now = System.nanoTime();
                    boolean expired = expired(todos) > 0;
                    if (expired) {
                        seen[0] = now;
                    }
                    return now > lastExpiry && !expired;
                });
        return seen[0];
    }

    private static double expired(Client todos) {
        String numbers = todos.quick("GET", "/prometheus", null).expect(200).text();
        return EXPIRED.matcher(numbers)
                .results()
                .map(MatchResult::group)
                .map(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private List<Long> between(long from, long to) {
        return requests.stream()
                .filter(request -> request.asked() >= from && request.asked() < to)
                .map(Request::nanos)
                .toList();
    }

    private void note(String database, int round, String figures, long rows, long table, long indexes) {
        bytesForEachRow.add((double) (table + indexes) / rows);
        if (round == 1) {
            System.out.printf(
                    "purge on %s: %,d keys a round, those that clients created in the one before among them%n"
                            + "round | keys      | keys/s    | todos/s   | with      | p99, ms   | with      | ratio"
                            + " | table, MB | indexes%n",
                    database, KEYS);
        }
        System.out.printf("%5d | %s | %9.1f | %7.1f%n", round, figures, table / 1e6, indexes / 1e6);
    }

    private void assertHeld() {
        System.out.printf("all   | p99 %.1f ms, with the purge %.1f ms%n", p99(without), p99(with));
        assertThat(p99(with)).as("p99 with the purge").isLessThanOrEqualTo(DEARER * p99(without));
        assertThat(bytesForEachRow)
                .as("bytes for each row of a round, to the first")
                .allMatch(bytes -> bytes <= GROWTH * bytesForEachRow.get(0));
    }

    private static double p99(List<Long> nanos) {
        return nanos.stream()
                        .sorted()
                        .skip(nanos.size() * 99L / 100)
                        .findFirst()
                        .orElseThrow()
                / 1e6;
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }
}
