package org.oncetodo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.oncetodo.node.Database;
import org.oncetodo.node.Node;
import org.oncetodo.node.Postgres;
import org.oncetodo.node.Server;

/** Has every contestant do the same, one at a time and in turn, while the others wait. */
final class Bench implements AutoCloseable {

    static final String PAYARA = "Payara Micro";
    static final String WILDFLY = "WildFly";
    static final String BOTH = "both";
    static final String CLIENT = "nobody";
    static final String MACHINE = "the machine";

    /** As many as a service's pool holds, or fewer: nobody waits for a turn. */
    static final int CONNECTIONS = 16;

    static final List<Integer> MORE_CONNECTIONS = List.of(1, 4, 16, 64, 256);
    static final List<Integer> STORED = List.of(0, 100_000, 1_000_000);

    /** Steady: so many slices on end of which none is faster than the best before by so much. */
    private static final int STEADY_SLICES = 6;

    private static final double STEADY = 1.03;

    private static final int SLICE_SECONDS = 10;

    /** Seconds of the processor's time in a second. */
    private static final double AT_REST = 0.05;

    /** Five minutes with five rounds; on two cores, on which the JVM also compiles, a server becomes faster for two. */
    private static final int MOST_SLICES_A_ROUND = 5;

    private static final List<String> TABLES = List.of("todos", "todo_idempotency_keys");

    private static final Pattern ID = Pattern.compile("\"id\":([0-9]+)");

    private final int rounds;
    private final int seconds;
    private final Figures figures = new Figures();
    private final List<String> missing = new ArrayList<>();
    private final Map<String, List<String>> statementsOfAKeyedCreate = new LinkedHashMap<>();
    private final Map<Contestant, Double> warmSpeeds = new HashMap<>();
    private final SplittableRandom seeds = new SplittableRandom();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Postgres postgres;
    private final Statements statements;
    private final Processes database;
    private final Database ours;
    private final Contestant payara;
    private final Contestant wildfly;
    private final List<Contestant> contestants = new ArrayList<>();
    private final Optional<PgBench> pgbench;

    Bench(int rounds, int seconds) throws SQLException {
        this.rounds = rounds;
        this.seconds = seconds;
        postgres = Postgres.fresh(
                "bench-postgresql", Map.of("fsync", "on", "shared_preload_libraries", Statements.MODULE));
        database = new Processes(postgres.pid());
        statements = new Statements(postgres);
        assertThat(statements.setting("fsync")).isEqualTo("on");
        assertThat(statements.setting("synchronous_commit")).isEqualTo("on");
        assertThat(statements.setting("full_page_writes")).isEqualTo("on");
        figures.add(MACHINE, "", Quantity.FSYNC, 1, Fsync.millis(Node.freshHome("bench-fsync")));
        ours = postgres.create();
        payara = new OnceTodo(PAYARA, Server.PAYARA, ours);
        wildfly = new OnceTodo(WILDFLY, Server.WILDFLY, ours);
        contestants.add(payara);
        contestants.add(wildfly);
        Peer.fastApi(postgres.create())
                .ifPresentOrElse(contestants::add, () -> missing("The FastAPI stack", Peer.FASTAPI_PACKAGES));
        contestants.add(Peer.springBoot(postgres.create()));
        pgbench = PgBench.on(postgres.create());
        if (pgbench.isEmpty()) {
            missing("pgbench", PgBench.PACKAGES);
        }
    }

    private void missing(String what, String packages) {
        String line = what + " is left out, since this machine lacks it: apt-get install " + packages;
        missing.add(line);
        System.out.println(line);
    }

    /** What can be left out of a run. */
    enum Part {
        STARTS,
        COMPARISON,
        RATE,
        CONNECTIONS,
        STORED
    }

    Report run(Set<Part> parts) throws SQLException {
        measureTheClient();
        starts(parts.contains(Part.STARTS) ? rounds : 0);
        contestants.forEach(this::check);
        if (!parts.equals(Set.of(Part.STARTS))) {
            contestants.forEach(each -> warmSpeeds.put(each, warmUp(each, CONNECTIONS)));
        }
        if (parts.contains(Part.COMPARISON)) {
            compare();
        }
        if (parts.contains(Part.RATE)) {
            atAFixedRate();
        }
        if (parts.contains(Part.CONNECTIONS)) {
            moreConnections();
        }
        if (parts.contains(Part.STORED)) {
            moreStored();
        }
        for (Contestant each : contestants) {
            figures.add(each.name(), "", Quantity.AT_PEAK, 1, new Processes(each.pid()).mebibytesAtPeak());
        }
        return new Report(
                figures, missing, statementsOfAKeyedCreate, rounds, seconds, statements.setting("server_version"));
    }

    /** What the client costs by itself, and how fast it is where nothing is done. */
    private void measureTheClient() {
        try (DoNothing nothing = new DoNothing()) {
            for (int round = 0; round <= rounds; round++) {
                Load.Result result = Load.closed(List.of(nothing.url()), CONNECTIONS, keyed(), seconds);
                if (round > 0) {
                    add(CLIENT, Operation.KEYED_CREATE.toString(), round, result);
                }
            }
        }
    }

    /** The first start finds no tables, and is not counted. */
    private void starts(int rounds) {
        for (int round = 0; round <= rounds; round++) {
            for (Contestant each : contestants) {
                each.close();
                long begun = System.nanoTime();
                each.start();
                double start = (System.nanoTime() - begun) / 1e9;
                awaitRest(each);
                if (round > 0) {
                    figures.add(each.name(), "", Quantity.START, round, start);
                    figures.add(each.name(), "", Quantity.AT_REST, round, new Processes(each.pid()).mebibytes());
                }
            }
        }
    }

    /** Who has just started compiles on, in the time of the next one. */
    private static void awaitRest(Contestant contestant) {
        Processes service = new Processes(contestant.pid());
        double[] used = {service.cpuSeconds()};
        Awaitility.await(contestant.name() + " at rest")
                .pollInterval(Duration.ofSeconds(1))
                .atMost(Node.START)
                .until(() -> {
                    double before = used[0];
                    used[0] = service.cpuSeconds();
                    return used[0] - before < AT_REST;
                });
    }

    /** A contestant that does less than the others is none. */
    private void check(Contestant contestant) {
        String key = "check-" + seeds.nextLong();
        String draft = "{\"title\":\"Check\"}";
        HttpResponse<String> first = post(contestant, key, draft);
        HttpResponse<String> again = post(contestant, key, draft);
        assertThat(first.statusCode()).as(contestant.name()).isEqualTo(201);
        assertThat(again.statusCode()).as(contestant.name()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(get(contestant, "/todos/" + ids(first.body())[0])).isEqualTo(first.body());
    }

    private HttpResponse<String> post(Contestant contestant, String key, String draft) {
        return send(HttpRequest.newBuilder(contestant.url().resolve("/todos"))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(draft))
                .build());
    }

    private String get(Contestant contestant, String path) {
        return send(HttpRequest.newBuilder(contestant.url().resolve(path)).build())
                .body();
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static long[] ids(String list) {
        return ID.matcher(list)
                .results()
                .mapToLong(id -> Long.parseLong(id.group(1)))
                .toArray();
    }

    /** Until it no longer becomes faster. Returns the last speed. */
    private double warmUp(Contestant contestant, int connections) {
        double speed = 0;
        double best = 0;
        int steady = 0;
        int most = MOST_SLICES_A_ROUND * (1 + rounds);
        for (int slice = 0; slice < most && steady < STEADY_SLICES; slice++) {
            speed = Load.closed(List.of(contestant.url()), connections, keyed(), SLICE_SECONDS)
                    .perSecond();
            steady = speed > best * STEADY ? 0 : steady + 1;
            best = Math.max(best, speed);
            System.out.printf(
                    "%s warms up with %d connections: %.0f keyed creates/s%n", contestant.name(), connections, speed);
        }
        return speed;
    }

    /** Every operation of every contestant, round by round; the first round only warms up. */
    private void compare() throws SQLException {
        for (int round = 0; round <= rounds; round++) {
            for (Contestant each : contestants) {
                Requests creates = keyed();
                long created = measure(each, Operation.KEYED_CREATE.toString(), round, creates);
                measure(each, Operation.PLAIN_CREATE.toString(), round, Requests.of(Operation.PLAIN_CREATE, 0));
                Requests again = new Requests(Operation.REPLAY, creates.seed(), created, new long[0]);
                measure(each, Operation.REPLAY.toString(), round, again);
                long[] ids = ids(get(each, "/todos?limit=100"));
                measure(each, Operation.GET_ONE.toString(), round, new Requests(Operation.GET_ONE, 0, 0, ids));
                measure(each, Operation.LIST.toString(), round, Requests.of(Operation.LIST, 0));
                for (Contestant other : otherNodes(each)) {
                    // in half the time, or it might begin again with keys that it has seen by then
                    measure(other.name(), List.of(other), Report.ELSEWHERE, round, again, CONNECTIONS, seconds / 2.0);
                }
            }
            if (pgbench.isPresent()) {
                measure(pgbench.get(), round);
            }
        }
    }

    private List<Contestant> otherNodes(Contestant one) {
        List<Contestant> nodes = List.of(payara, wildfly);
        return nodes.contains(one) ? nodes.stream().filter(node -> node != one).toList() : List.of();
    }

    private void measure(PgBench pgbench, int round) {
        double cpu = database.cpuSeconds();
        PgBench.Result result = pgbench.keyedCreates(CONNECTIONS, seconds, round);
        System.out.printf("round %d, %s: %.0f/s%n", round, PgBench.NAME, result.perSecond());
        if (round > 0) {
            String what = Operation.KEYED_CREATE.toString();
            figures.add(PgBench.NAME, what, Quantity.SPEED, round, result.perSecond());
            figures.add(
                    PgBench.NAME,
                    what,
                    Quantity.DATABASE_CPU,
                    round,
                    (database.cpuSeconds() - cpu) * 1000 / result.transactions());
        }
    }

    private Requests keyed() {
        return Requests.of(Operation.KEYED_CREATE, seeds.nextLong());
    }

    private long measure(Contestant contestant, String what, int round, Requests requests) throws SQLException {
        return measure(contestant.name(), List.of(contestant), what, round, requests, CONNECTIONS);
    }

    /** How many requests were answered. */
    private long measure(
            String name, List<Contestant> asked, String what, int round, Requests requests, int connections)
            throws SQLException {
        return measure(name, asked, what, round, requests, connections, seconds);
    }

    private long measure(
            String name,
            List<Contestant> asked,
            String what,
            int round,
            Requests requests,
            int connections,
            double length)
            throws SQLException {
        List<Processes> services =
                asked.stream().map(each -> new Processes(each.pid())).toList();
        List<URI> urls = asked.stream().map(Contestant::url).toList();
        Optional<Heap> heap =
                what.equals(Operation.KEYED_CREATE.toString()) ? asked.get(0).heap() : Optional.empty();
        double allocated = heap.map(Heap::allocatedMebibytes).orElse(0.0);
        statements.forget();
        double serviceCpu = cpu(services);
        double databaseCpu = database.cpuSeconds();
        Load.Result result = Load.closed(urls, connections, requests, length);
        serviceCpu = cpu(services) - serviceCpu;
        databaseCpu = database.cpuSeconds() - databaseCpu;
        if (round > 0) {
            double requestsDone = result.requests();
            add(name, what, round, result);
            figures.add(name, what, Quantity.SERVICE_CPU, round, serviceCpu * 1000 / requestsDone);
            figures.add(name, what, Quantity.DATABASE_CPU, round, databaseCpu * 1000 / requestsDone);
            figures.add(name, what, Quantity.STATEMENTS, round, statements.count() / requestsDone);
            if (heap.isPresent()) {
                double mebibytes = heap.get().allocatedMebibytes() - allocated;
                figures.add(name, what, Quantity.ALLOCATION, round, mebibytes * 1024 / requestsDone);
                statementsOfAKeyedCreate.put(name, statements.each(result.requests()));
            }
        }
        return result.requests();
    }

    private static double cpu(List<Processes> services) {
        return services.stream().mapToDouble(Processes::cpuSeconds).sum();
    }

    private void add(String name, String what, int round, Load.Result result) {
        figures.add(name, what, Quantity.SPEED, round, result.perSecond());
        figures.add(name, what, Quantity.P50, round, result.millis(0.5));
        figures.add(name, what, Quantity.P99, round, result.millis(0.99));
        figures.add(name, what, Quantity.ERRORS, round, result.errors());
        figures.add(name, what, Quantity.CLIENT_CPU, round, result.cpuMillis());
        System.out.printf(
                "round %d, %s, %s: %.0f/s, p50 %.1f ms, p99 %.1f ms, %d errors%n",
                round, name, what, result.perSecond(), result.millis(0.5), result.millis(0.99), result.errors());
    }

    /** A closed loop hides stalls, since it asks for nothing while it waits; half the speed leaves room to catch up. */
    private void atAFixedRate() {
        for (int round = 1; round <= rounds; round++) {
            for (Contestant each : contestants) {
                double half = warmSpeeds.get(each) / 2;
                Load.Result result = Load.open(List.of(each.url()), MORE_CONNECTIONS.get(3), keyed(), seconds, half);
                add(each.name(), Report.AT_HALF, round, result);
            }
        }
    }

    private void moreConnections() throws SQLException {
        for (Contestant each : List.of(payara, wildfly)) {
            warmUp(each, Collections.max(MORE_CONNECTIONS)); // those that wait take another way through the server
        }
        for (int round = 1; round <= rounds; round++) {
            for (int connections : MORE_CONNECTIONS) {
                for (Contestant each : List.of(payara, wildfly)) {
                    measure(each.name(), List.of(each), Report.connections(connections), round, keyed(), connections);
                }
            }
            measure(BOTH, List.of(payara, wildfly), Report.connections(CONNECTIONS), round, keyed(), CONNECTIONS);
        }
    }

    /** The same warm nodes, whose tables are exchanged for others that hold more. */
    private void moreStored() throws SQLException {
        for (int stored : STORED) {
            fill(stored);
        }
        for (int round = 1; round <= rounds; round++) {
            for (int stored : STORED) {
                exchange("public", "aside");
                exchange(schema(stored), "public");
                for (Contestant each : List.of(payara, wildfly)) {
                    measure(each, Report.stored(stored), round, keyed());
                }
                exchange("public", schema(stored));
                exchange("aside", "public");
            }
        }
    }

    private static String schema(int stored) {
        return "stored_" + stored;
    }

    /** As if so many had been created, each with its key, one after the other, before all that sequences give. */
    private void fill(int rows) throws SQLException {
        String schema = schema(rows);
        String series = " FROM generate_series(1 - " + rows + ", 0) n";
        String draft = "'Buy milk', 'From the store with the blue door', false";
        execute("CREATE SCHEMA IF NOT EXISTS aside");
        execute("CREATE SCHEMA " + schema);
        for (String table : TABLES) {
            execute("CREATE TABLE " + schema + "." + table + " (LIKE " + table + " INCLUDING ALL)");
        }
        execute("INSERT INTO " + schema + ".todos SELECT n, 'anyone', " + draft + ", '2026-11-25T08:00:00Z', 1"
                + series);
        execute("INSERT INTO " + schema + ".todo_idempotency_keys SELECT gen_random_uuid(), 'anyone',"
                + " '01' || encode(sha256(n::text::bytea), 'hex'), n, '2026-11-25T08:00:00Z', '2099-11-26T08:00:00Z'"
                + series);
        for (String table : TABLES) {
            execute("VACUUM ANALYZE " + schema + "." + table);
        }
    }

    private void exchange(String from, String to) throws SQLException {
        for (String table : TABLES) {
            execute("ALTER TABLE " + from + "." + table + " SET SCHEMA " + to);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = ours.connect()) {
            connection.createStatement().execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        contestants.forEach(Contestant::close);
        statements.close();
        postgres.close();
    }
}
