package org.oncetodo.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Problems.assertProblem;

import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.oncetodo.contract.Answer;
import org.oncetodo.contract.Client;
import org.oncetodo.contract.Fresh;
import org.oncetodo.contract.Promise;
import org.oncetodo.contract.Race;
import org.oncetodo.contract.Wire;

/** The database goes, and comes back; the node stays. */
@EveryServer
@ParameterizedClass
@EnumSource
class RecoveryIT {

    /** So many todos, and every client is at work. */
    private static final int UNDER_WAY = 300;

    private static final Duration OUTAGE = Duration.ofSeconds(4);

    /** Longer than any time-out of the node. */
    private static final Duration SILENCE = Duration.ofSeconds(6);

    private static final Duration LATEST_REFUSAL = Duration.ofSeconds(5);

    /** Until /health/ready or /prometheus knows. */
    private static final Duration NOTICE = Duration.ofSeconds(10);

    /** More than {@code todos.db.pool} lets in, and as many as may be inside at once. */
    private static final int CROWD = 30;

    /** {@code todos.db.pool} where nobody says otherwise. */
    private static final int POOL = 20;

    /** Ids are given to a node by the fifty. */
    private static final int SEVERAL_TIMES_FIFTY = 170;

    /** Of each answer of the database, and less than what makes it look dead; a keyed POST needs three, in 4 s. */
    private static final Duration LATE = Duration.ofMillis(1_500);

    /** Whoever is refused sooner was so for another reason. */
    private static final Duration NEARLY_THREE_ANSWERS = Duration.ofSeconds(3);

    private static final int FEW = 5;

    /** Longer than the log is silent after a line about a 503 (docs/operating.md). */
    private static final Duration NEXT_LINE = Duration.ofSeconds(15);

    private static Postgres postgres;
    private static Database database;
    private static Cable cable;
    private static Node node;
    private static Node behindCable;

    @Parameter
    private Server server;

    @BeforeParameterizedClassInvocation
    static void start(Server server) {
        postgres = Postgres.fresh("recovery-postgresql", Map.of("wal_writer_delay", "10s")); // the more a crash takes
        database = postgres.create();
        cable = new Cable(postgres::port);
        node = Node.fresh("recovery-" + server).on(server).using(database);
        behindCable = Node.fresh("recovery-cable-" + server).on(server).using(database.at(cable.port()));
        List<Node> nodes = List.of(node, behindCable);
        Race.of(nodes.size(), i -> nodes.get(i).start());
    }

    @AfterParameterizedClassInvocation
    static void end() {
        node.close();
        behindCable.close();
        cable.close();
        postgres.close();
    }

    @Test
    @Promise({
        "One idea: this holds when the database dies at any moment",
        "Problems: 503 within 5 s where the database cannot be reached; and no restart, once it can"
    })
    void aDatabaseThatIsKilledAndStartsAgainCostsNothingButTime() {
        Client probe = new Client(node.url());
        try (Storm storm = Storm.over(database, node)) {
            storm.blowUntil(UNDER_WAY);
            long killed = System.nanoTime();
            long noticed;
            postgres.kill();
            try {
                noticed = awaitReadiness(node, probe, 503);
                storm.blowFor(OUTAGE);
            } finally {
                postgres.start();
            }
            long back = System.nanoTime();
            long ready = awaitReadiness(node, probe, 200);
            storm.blowUntilCalm(back).end();

            report("killed for %.1f s, not ready after %.1f s, ready again after %.1f s, last refusal after %.1f s; %s"
                    .formatted(
                            Storm.seconds(back - killed),
                            Storm.seconds(noticed - killed),
                            Storm.seconds(ready - back),
                            storm.recovery(back),
                            storm.figures()));
            storm.assertEachIsThereOnce();
        }
    }

    @Test
    @Promise("Problems: 503 within 5 s where the network forgets all connections to the database; new ones are made")
    void connectionsThatAreForgottenAreReplaced() {
        try (Storm storm = Storm.over(database, behindCable)) {
            storm.blowUntil(UNDER_WAY);
            long forgotten = System.nanoTime();
            cable.forget();
            storm.blowUntilCalm(forgotten).end();

            report("connections forgotten, last refusal after %.1f s; %s"
                    .formatted(storm.recovery(forgotten), storm.figures()));
            storm.assertEachIsThereOnce();
        }
    }

    @Test
    @Promise("Problems: 503 within 5 s where the database is silent; and no restart, once it speaks")
    void aDatabaseThatIsSilentForAWhileCostsNothingButTime() {
        Client probe = new Client(behindCable.url());
        try (Storm storm = Storm.over(database, behindCable)) {
            storm.blowUntil(UNDER_WAY);
            long cut = System.nanoTime();
            long noticed;
            cable.cut();
            try {
                noticed = awaitReadiness(behindCable, probe, 503);
                storm.blowFor(SILENCE);
            } finally {
                cable.mend();
            }
            long back = System.nanoTime();
            long ready = awaitReadiness(behindCable, probe, 200);
            storm.blowUntilCalm(back).end();

            report("silent for %.1f s, not ready after %.1f s, ready again after %.1f s, last refusal after %.1f s; %s"
                    .formatted(
                            Storm.seconds(back - cut),
                            Storm.seconds(noticed - cut),
                            Storm.seconds(ready - back),
                            storm.recovery(back),
                            storm.figures()));
            storm.assertEachIsThereOnce();
        }
    }

    @Test
    @Promise("Problems: 503 within 5 s for each of a crowd that finds the database locked; nothing was stored")
    void aCrowdThatFindsTheDatabaseLockedIsRefusedInTime() throws SQLException {
        Client client = new Client(node.url());
        long before = database.number("SELECT count(*) FROM todos");
        List<Long> latencies;
        try (Connection other = database.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE todos IN ACCESS EXCLUSIVE MODE");
            latencies = refusals(CROWD, racer -> create(client));
        }
        report("locked: %d refused, the first after %.1f s, the last after %.1f s"
                .formatted(CROWD, Storm.seconds(latencies.get(0)), Storm.seconds(latencies.get(latencies.size() - 1))));
        assertThat(latencies).allMatch(nanos -> nanos < LATEST_REFUSAL.toNanos());

        Race.of(CROWD, racer -> create(client).expect(201));

        assertThat(database.number("SELECT count(*) FROM todos") - before).isEqualTo(CROWD);
    }

    @Test
    @Promise("Problems: 503 within 5 s, and no 409 or 404, where the table of keys is locked")
    void whoeverFindsAllKeysLockedIsRefusedInTime() throws SQLException {
        Client client = new Client(node.url());
        String key = Fresh.key();
        String draft = Fresh.draft();
        client.quickly(key, draft).expect(201);
        Supplier<Answer> retry = () -> client.quickly(key, draft);
        Supplier<Answer> status = () -> client.quick("GET", "/idempotency-keys?key=" + key, null);
        Supplier<Answer> first = () -> client.quickly(Fresh.key(), draft);

        assertRefusedInTime("ACCESS EXCLUSIVE", retry, status); // as by VACUUM FULL
        assertRefusedInTime("SHARE", first); // as by CREATE INDEX

        assertThat(retry.get().expect(201).replayed()).isTrue();
    }

    @SafeVarargs
    private static void assertRefusedInTime(String lock, Supplier<Answer>... requests) throws SQLException {
        try (Connection other = database.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE todo_idempotency_keys IN " + lock + " MODE");
            assertThat(refusals(requests.length, racer -> requests[racer].get()))
                    .allMatch(nanos -> nanos < LATEST_REFUSAL.toNanos());
        }
    }

    /** A transaction of the test stands for another node, which has begun what all of them ask for. */
    @Test
    @Promise("Settings: who waits for a key, also for one of another node, leaves half of todos.db.pool to others")
    void aCrowdThatWaitsForAnotherNodeLeavesHalfOfTheConnectionsToOthers() throws SQLException {
        Client client = new Client(node.url());
        List<String> keys = Stream.generate(Fresh::key).limit(POOL).toList();
        String draft = Fresh.draft();
        Race.of(POOL, racer -> create(client).expect(201)); // so that all are connected
        List<Answer> answers;
        try (Connection other = database.connect();
                PreparedStatement begin = other.prepareStatement(
                        "INSERT INTO todo_idempotency_keys VALUES (?, 'anyone', 'f', 0, 'now', 'later')")) {
            other.setAutoCommit(false);
            for (String key : keys) {
                begin.setString(1, '"' + key + '"');
                begin.execute();
            }
            answers = Race.of(POOL + 1, racer -> {
                if (racer < POOL) {
                    return client.quickly(keys.get(racer), draft);
                }
                awaitWaiting(client, POOL);
                create(client).expect(201);
                awaitWaiting(client, POOL / 2); // the others have been refused
                rollback(other);
                return create(client).expect(201);
            });
        }
        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(POOL / 2 + 1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 201)
                .hasSize(POOL / 2)
                .allSatisfy(RecoveryIT::assertRefused);
        Race.of(POOL, racer -> client.quickly(keys.get(racer), draft).expect(201));
    }

    private void awaitWaiting(Client client, int number) {
        String line = "\ntodos_requests_waiting{for=\"key\"} %d.0\n".formatted(number);
        node.await(
                number + " who wait for a key",
                NOTICE,
                () -> client.quick("GET", "/prometheus", null)
                        .expect(200)
                        .text()
                        .contains(line));
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Promise(
            "Problems: 503 within 5 s where each answer of the database comes late; a retry still finds all or nothing")
    void aDatabaseWhoseEveryAnswerIsLateKeepsNobodyWaiting() throws SQLException {
        Client client = new Client(behindCable.url());
        List<String> keys = Stream.generate(Fresh::key).limit(FEW).toList();
        String draft = Fresh.draft();
        Race.of(FEW, racer -> create(client).expect(201)); // so that all are connected
        long before = database.number("SELECT count(*) FROM todos");
        List<Long> latencies;
        cable.delay(LATE);
        try {
            latencies = refusals(FEW, racer -> client.quickly(keys.get(racer), draft));
        } finally {
            cable.mend();
        }
        long slowest = latencies.get(latencies.size() - 1);
        report("late by %.1f s: the last refusal after %.1f s"
                .formatted(Storm.seconds(LATE.toNanos()), Storm.seconds(slowest)));
        assertThat(slowest).isBetween(NEARLY_THREE_ANSWERS.toNanos(), LATEST_REFUSAL.toNanos());

        Race.of(FEW, racer -> client.quickly(keys.get(racer), draft).expect(201));

        assertThat(database.number("SELECT count(*) FROM todos") - before).isEqualTo(FEW);
    }

    /** A trigger stands for whatever the database may find when it commits. */
    @Test
    @Promise("Problems: 503 where the database refuses to commit; nothing was stored, and the log says why")
    void whatTheDatabaseRefusesToCommitIsNotStored() throws SQLException {
        Client client = new Client(node.url());
        String key = Fresh.key();
        String draft = Fresh.draft();
        long before = database.number("SELECT count(*) FROM todos");
        whileInserting(
                "RAISE disk_full USING MESSAGE = 'no space for a test'",
                "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON todos DEFERRABLE INITIALLY DEFERRED",
                () -> {
                    assertProblem(client.quickly(key, draft), "unavailable");
                    node.await("line about it", NEXT_LINE, () -> {
                        assertProblem(create(client), "unavailable");
                        return node.log().contains("no space for a test");
                    });
                });
        assertThat(database.number("SELECT count(*) FROM todos")).isEqualTo(before);

        assertThat(client.quickly(key, draft).expect(201).replayed()).isFalse();
    }

    /** A trigger stands for whatever fault of ours the database may find. */
    @Test
    @Promise("Problems: 500 internal-error shows nothing of the inside, but is in the log; nothing was stored")
    void aFaultShowsNothingAndLeavesTheKeyFree() throws SQLException {
        Client client = new Client(node.url());
        String key = Fresh.key();
        String draft = Fresh.draft();
        long before = database.number("SELECT count(*) FROM todos");
        whileInserting(
                "RAISE check_violation USING MESSAGE = 'the inside of a test'",
                "CREATE TRIGGER refuse BEFORE INSERT ON todos",
                () -> {
                    Answer answer = client.quickly(key, draft);
                    String instance = assertProblem(answer, "internal-error").getString("instance");
                    assertThat(answer.text()).doesNotContain("inside");
                    node.await("line about it", NOTICE, () -> node.log().contains(instance));
                });
        assertThat(database.number("SELECT count(*) FROM todos")).isEqualTo(before);

        assertThat(client.quickly(key, draft).expect(201).replayed()).isFalse();
    }

    /** Does this while the database does that for each todo that is stored, when its trigger, named refuse, says. */
    private static void whileInserting(String statement, String trigger, Runnable requests) throws SQLException {
        try (Connection other = database.connect();
                Statement definition = other.createStatement()) {
            definition.execute(
                    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + statement + "; END $$");
            definition.execute(trigger + " FOR EACH ROW EXECUTE FUNCTION refuse()");
            try {
                requests.run();
            } finally {
                definition.execute("DROP TRIGGER refuse ON todos");
                definition.execute("DROP FUNCTION refuse");
            }
        }
    }

    /** A crowd that may not write makes the node ask for ids; what the database wrote of that is lost with it. */
    @Test
    @Promise("One idea: no id is given twice, also where the database dies before it has written that it gave it")
    void anIdIsGivenOnceWhateverTheDatabaseForgets() throws SQLException {
        Client client = new Client(node.url());
        try (Connection other = database.connect();
                Connection superuser = postgres.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE todos IN EXCLUSIVE MODE");
            superuser.createStatement().execute("CHECKPOINT"); // the next that a sequence gives has to be written
            Race.of(CROWD, racer -> create(client).expect(503));
            postgres.kill();
        } finally {
            postgres.start();
        }
        awaitReadiness(node, client, 200);

        Set<Long> ids = new HashSet<>();
        for (int i = 0; i < SEVERAL_TIMES_FIFTY; i++) {
            Answer created = create(client).expect(201);
            assertThat(ids.add(created.id())).as("%d is new", created.id()).isTrue();
            client.delete(created.location()).expect(204);
        }
    }

    @Test
    @Promise("A node that is started before its database serves as soon as that is there")
    void aNodeMayBeStartedBeforeItsDatabase() {
        try (Node early = Node.fresh("recovery-early-" + server).on(server).using(database)) {
            postgres.kill();
            try {
                early.launch();
                early.await("notice", Node.START, () -> early.log().contains("The database is waited for"));
            } finally {
                postgres.start();
            }
            early.await("first answer", Node.START, early::answers);
        }
        for (Node other : List.of(node, behindCable)) {
            awaitReadiness(other, new Client(other.url()), 200);
        }
    }

    /** When it goes on, Payara closes what was idle for longer than it keeps a connection, and so do clients. */
    @Test
    @Promise("Clients that hung up while a node was frozen leave no stack trace in its log")
    void aNodeThatWasFrozenGoesOn() {
        int before = node.log().length();
        AtomicBoolean over = new AtomicBoolean();
        Race.of(CROWD + 1, racer -> {
            Client client = new Client(node.url());
            if (racer == CROWD) {
                try {
                    node.await("requests", NOTICE, () -> create(client).status() == 201);
                    freezeAndHangUp(client);
                    node.await("answers", NOTICE, () -> create(client).status() == 201);
                } finally {
                    over.set(true);
                }
            }
            while (!over.get()) {
                try {
                    client.quickly(Fresh.key(), Fresh.draft());
                } catch (UncheckedIOException closed) {
                    // Payara, when it goes on, takes connections for idle; what became of this todo is not asked
                }
            }
            return null;
        });
        assertThat(node.log().substring(before)).doesNotContain("\tat ", "SEVERE", "ERROR");
    }

    private void freezeAndHangUp(Client client) {
        long end = System.nanoTime() + SILENCE.toNanos();
        byte[] draft = Fresh.draft().getBytes(UTF_8);
        String head = client.head(
                "POST", "/todos", List.of("Content-Type: application/json", "Content-Length: " + draft.length));
        node.pause();
        try {
            for (int i = 0; i < CROWD; i++) {
                try (Wire impatient = client.wire()) {
                    impatient.say(head, draft);
                }
            }
            node.await("end of it", SILENCE.multipliedBy(10), () -> System.nanoTime() >= end);
        } finally {
            node.resume();
        }
    }

    /** After how many nanoseconds each of so many was refused, the quickest first. */
    private static List<Long> refusals(int racers, IntFunction<Answer> request) {
        return Race.of(racers, racer -> {
                    long asked = System.nanoTime();
                    Answer answer = request.apply(racer);
                    assertRefused(answer);
                    return System.nanoTime() - asked;
                })
                .stream()
                .sorted()
                .toList();
    }

    private static void assertRefused(Answer answer) {
        assertProblem(answer, "unavailable");
        assertThat(answer.the("Retry-After")).matches("[0-9]+");
    }

    private static Answer create(Client client) {
        return client.quickly(Fresh.draft());
    }

    /** When it came. */
    private static long awaitReadiness(Node node, Client probe, int status) {
        node.await(
                "readiness " + status,
                NOTICE,
                () -> probe.quick("GET", "/health/ready", null).status() == status);
        return System.nanoTime();
    }

    private void report(String figures) {
        System.out.println(server + ", database " + figures);
    }
}
