package org.oncetodo.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Problems.assertProblem;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.oncetodo.contract.Answer;
import org.oncetodo.contract.Client;
import org.oncetodo.contract.Fresh;
import org.oncetodo.contract.Promise;
import org.oncetodo.contract.Race;

/** A node on each server and one database, which both find empty. */
@EveryServer
@Isolated("The clients take all of the machine: a node that started beside them once did not within its time.")
class MixedNodesIT {

    private static final int RACERS = 16;
    private static final int ROUNDS = 50;
    private static final int TODOS = 20_000;

    /** Longer than any test needs its keys, so that the purge has something to do all the time. */
    private static final Duration TTL = Duration.ofSeconds(10);

    private static final List<Node> NODES = new ArrayList<>();

    /** How much each said when it started. */
    private static final Map<Node, Integer> STARTS = new HashMap<>();

    private static Database database;
    private static List<Client> clients;

    @BeforeAll
    static void startAtOnce() {
        database = Postgres.shared().create();
        for (Server server : Server.values()) {
            NODES.add(Node.fresh("mixed-" + server)
                    .on(server)
                    .using(database)
                    .with("todos.idempotency.ttl", TTL.toString())
                    .with("todos.idempotency.purge-every", "PT1S"));
        }
        Race.of(NODES.size(), i -> NODES.get(i).start());
        NODES.forEach(node -> STARTS.put(node, node.log().length()));
        clients = NODES.stream().map(node -> new Client(node.url())).toList();
    }

    @AfterEach
    void assertQuiet() {
        STARTS.forEach((node, start) -> assertThat(node.log().substring(start)).doesNotContain("Exception", "\tat "));
    }

    @AfterAll
    static void end() {
        NODES.forEach(Node::close);
    }

    @Test
    @Promise("Races: sixteen requests with one new key over nodes on different servers get one todo, fifty times over")
    void sixteenRacersWithOneKeyOverAllNodesGetOneTodo() {
        long before = database.number("SELECT count(*) FROM todos");
        for (int round = 0; round < ROUNDS; round++) {
            String key = Fresh.key();
            String draft = Fresh.draft();

            List<Answer> answers = Race.of(RACERS, racer -> client(racer).quickly(key, draft));

            Race.assertOneCreation(answers);
        }
        assertThat(database.number("SELECT count(*) FROM todos") - before).isEqualTo(ROUNDS);
    }

    @Test
    @Promise("Idempotency-Key: past its expires_at a new key also when sixteen race for it over nodes that all purge")
    void sixteenRacersWithAnExpiredKeyOverAllNodesGetOneNewTodo() {
        for (int round = 0; round < ROUNDS; round++) {
            String key = Fresh.key();
            Answer old = client(round).quickly(key, Fresh.draft()).expect(201); // no other node has seen the key
            String draft = Fresh.draft();
            assertThat(database.number("UPDATE todo_idempotency_keys SET expires_at = '1970-01-01T00:00:00Z'"
                            + " WHERE todo_id = " + old.id() + " RETURNING todo_id"))
                    .isEqualTo(old.id());

            List<Answer> answers = Race.of(RACERS, racer -> client(racer).quickly(key, draft));

            Race.assertOneCreation(answers);
            assertThat(answers.get(0).id()).isNotEqualTo(old.id());
        }
    }

    @Test
    @Promise("One idea: this holds when nodes run on different servers; what one commits the others see at once")
    void whatOneNodeCommitsTheOtherSeesAtOnce() {
        for (int i = 0; i < clients.size(); i++) {
            Client here = client(i);
            Client there = client(i + 1);
            String key = Fresh.key();
            String draft = Fresh.draft();

            Answer created = here.create(key, draft).expect(201);
            assertThat(there.get(created.location()).expect(200).bytes()).isEqualTo(created.bytes());

            Answer changed = there.put(created.location(), Fresh.draft()).expect(200);
            assertThat(here.get(created.location()).expect(200).bytes()).isEqualTo(changed.bytes());

            here.delete(created.location()).expect(204);
            assertProblem(there.get(created.location()), "not-found");

            assertThat(there.get("/idempotency-keys?key=" + key).expect(200).bytes())
                    .isEqualTo(here.get("/idempotency-keys?key=" + key).bytes());
            there.create(key, draft).assertRepeats(created);
            assertProblem(there.create(key, Fresh.draft()), "idempotency-key-reused");
        }
    }

    @Test
    @Promise({
        "Ids are never used twice, also by nodes on different servers",
        "Settings: todos.idempotency.purge-every, and no create notices that all nodes purge"
    })
    void twentyThousandTodosOverAllNodesHaveTwentyThousandIdsWhileAllPurge() {
        long before = database.number("SELECT count(*) FROM todos");
        long begun = System.nanoTime();

        List<long[]> ids = Race.of(
                RACERS,
                racer -> LongStream.range(0, TODOS / RACERS)
                        .map(i -> create(client(racer), racer + i))
                        .toArray());

        double seconds = Storm.seconds(System.nanoTime() - begun);
        Set<Long> different = new HashSet<>();
        ids.forEach(some -> LongStream.of(some).forEach(different::add));
        assertThat(different).hasSize(TODOS);
        assertThat(database.number("SELECT count(*) FROM todos") - before).isEqualTo(TODOS);
        NODES.get(0)
                .await(
                        "purge of all keys",
                        TTL.multipliedBy(2),
                        () -> database.number("SELECT count(*) FROM todo_idempotency_keys") == 0);
        assertThat(database.number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
                .isZero();
        System.out.printf("mixed nodes: %d todos in %.1f s, %.0f a second%n", TODOS, seconds, TODOS / seconds);
    }

    /** With a key or without, by turns. */
    private static long create(Client client, long number) {
        String draft = Fresh.draft();
        Answer answer = number % 2 == 0 ? client.quickly(Fresh.key(), draft) : client.quickly(draft);
        return answer.expect(201).id();
    }

    private static Client client(int number) {
        return clients.get(number % clients.size());
    }
}
