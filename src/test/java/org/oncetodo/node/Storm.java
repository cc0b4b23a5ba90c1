package org.oncetodo.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Problems.assertProblem;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.oncetodo.contract.Answer;
import org.oncetodo.contract.Client;
import org.oncetodo.contract.Fresh;

/**
 * Sixteen clients, each of which creates one todo after the other: it asks again under the same key, of the next node
 * where there is more than one, until it has its todo, and then reads it. Every answer is kept.
 */
final class Storm implements AutoCloseable {

    private static final int CLIENTS = 16;

    /** Of 503 (contract, problems). */
    private static final Duration LATEST_REFUSAL = Duration.ofSeconds(5);

    /** Of everything else: a retry may have to wait for its key (contract, settings). */
    private static final Duration LATEST_ANSWER = Duration.ofSeconds(10);

    /** Before a client asks again, which so sees the recovery to a tenth of a second. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** So long without a refusal is recovery. */
    private static final Duration CALM = Duration.ofSeconds(3);

    /** However late a busy machine goes on. */
    private static final Duration DELAY = Duration.ofSeconds(60);

    /** By when every request succeeds again. */
    private static final Duration RECOVERY = Duration.ofSeconds(10);

    private record Reply(long asked, long came, Answer answer) {

        boolean isRefusal() {
            return answer.status() == 503;
        }

        boolean isLate() {
            return nanos() > (isRefusal() ? LATEST_REFUSAL : LATEST_ANSWER).toNanos();
        }

        long nanos() {
            return came - asked;
        }
    }

    private record Created(String draft, Answer answer) {}

    private final Database database;
    private final long todosBefore;
    private final long keysBefore;
    private final List<Client> nodes;
    private final long begun = System.nanoTime();
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    private final Map<String, Created> created = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final List<Future<?>> clients = new ArrayList<>();
    private volatile boolean over;

    private Storm(Database database, List<Client> nodes) {
        this.database = database;
        todosBefore = todos();
        keysBefore = keys();
        this.nodes = nodes;
    }

    /** One that has begun. */
    static Storm over(Database database, Node... nodes) {
        Storm storm = new Storm(
                database, Stream.of(nodes).map(node -> new Client(node.url())).toList());
        for (int i = 0; i < CLIENTS; i++) {
            int first = i;
            storm.clients.add(storm.threads.submit(() -> storm.blow(first)));
        }
        return storm;
    }

    private void blow(int first) {
        for (int node = first; !over; ) {
            String key = Fresh.key();
            String draft = Fresh.draft();
            Answer answer = ask(node, client -> client.quickly(key, draft));
            while (answer.status() != 201) {
                LockSupport.parkNanos(PAUSE.toNanos());
                answer = ask(++node, client -> client.quickly(key, draft));
            }
            Answer first201 = answer;
            created.put(key, new Created(draft, first201));
            Answer read = ask(node + 1, client -> client.quick("GET", first201.location(), null));
            if (read.status() != 503) {
                assertThat(read.expect(200).bytes()).isEqualTo(first201.bytes());
            }
        }
    }

    /** Every client ends that gets another answer. */
    private Answer ask(int node, Function<Client, Answer> request) {
        long asked = System.nanoTime();
        Answer answer = request.apply(nodes.get(node % nodes.size()));
        Reply reply = new Reply(asked, System.nanoTime(), answer);
        replies.add(reply);
        if (reply.isRefusal()) {
            assertProblem(answer, "unavailable");
            assertThat(answer.the("Retry-After")).matches("[0-9]+");
        } else {
            assertThat(answer.status()).as("status of %s", answer).isIn(200, 201);
        }
        return answer;
    }

    /** Goes on for so long. */
    Storm blowFor(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        await("end of " + duration, duration.plus(DELAY), () -> System.nanoTime() >= end);
        return this;
    }

    /** Goes on until all clients were served again, and none refused, for a while. */
    Storm blowUntilCalm(long since) {
        await("recovery", RECOVERY.plus(CALM), () -> {
            long now = System.nanoTime();
            return now - Math.max(since, lastRefusal()) > CALM.toNanos() && lastSuccess() > now - CALM.toNanos();
        });
        return this;
    }

    /** Goes on until so many todos are there. */
    Storm blowUntil(int todos) {
        await(todos + " todos", Duration.ofSeconds(60), () -> created.size() >= todos);
        return this;
    }

    private void await(String what, Duration atMost, Callable<Boolean> condition) {
        Awaitility.await(what).pollInterval(PAUSE).atMost(atMost).until(() -> {
            clients.stream().filter(Future::isDone).forEach(Storm::result); // fails where a client failed
            return condition.call();
        });
    }

    private long lastRefusal() {
        return replies.stream()
                .filter(Reply::isRefusal)
                .mapToLong(Reply::came)
                .max()
                .orElse(begun);
    }

    private long lastSuccess() {
        return replies.stream()
                .filter(reply -> !reply.isRefusal())
                .mapToLong(Reply::came)
                .max()
                .orElse(begun);
    }

    /** Ends when every client has its last todo, and holds what came against what was promised. */
    Storm end() {
        over = true;
        clients.forEach(Storm::result);
        assertThat(replies).filteredOn(Reply::isLate).as("late answers").isEmpty();
        return this;
    }

    /** Every todo is there once, with its key; every node repeats every first answer. */
    void assertEachIsThereOnce() {
        assertThat(todos() - todosBefore).isEqualTo(created.size());
        assertThat(keys() - keysBefore).isEqualTo(created.size());
        for (Client client : nodes) {
            created.entrySet().parallelStream().forEach(each -> {
                Answer again = client.quickly(each.getKey(), each.getValue().draft());
                again.assertRepeats(each.getValue().answer());
            });
        }
    }

    private long todos() {
        return database.number("SELECT count(*) FROM todos");
    }

    private long keys() {
        return database.number("SELECT count(*) FROM todo_idempotency_keys");
    }

    /** The seconds from then until the last refusal, which must not be late. */
    double recovery(long since) {
        long nanos = Math.max(0, lastRefusal() - since);
        assertThat(Duration.ofNanos(nanos)).as("recovery").isLessThan(RECOVERY);
        return seconds(nanos);
    }

    /** For a report. */
    String figures() {
        Map<Integer, Long> statuses = replies.stream()
                .collect(Collectors.groupingBy(reply -> reply.answer().status(), TreeMap::new, Collectors.counting()));
        return "%s, slowest answer %.1f s, slowest refusal %.1f s, longest without a success %.1f s"
                .formatted(statuses, slowest(false), slowest(true), longestGap());
    }

    private double slowest(boolean refusals) {
        return seconds(replies.stream()
                .filter(reply -> reply.isRefusal() == refusals)
                .mapToLong(Reply::nanos)
                .max()
                .orElse(0));
    }

    private double longestGap() {
        long gap = 0;
        long last = begun;
        for (long came : replies.stream()
                .filter(reply -> !reply.isRefusal())
                .mapToLong(Reply::came)
                .sorted()
                .toArray()) {
            gap = Math.max(gap, came - last);
            last = came;
        }
        return seconds(gap);
    }

    static double seconds(long nanos) {
        return nanos / 1e9;
    }

    private static void result(Future<?> client) {
        try {
            client.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new AssertionError("a client got another answer: " + e.getCause(), e.getCause());
        }
    }

    @Override
    public void close() {
        over = true;
        threads.shutdownNow();
    }
}
