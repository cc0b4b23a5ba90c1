package org.oncetodo.faults;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.oncetodo.faults.Journal.Trouble;
import org.oncetodo.faults.Nemesis.Blow;
import org.oncetodo.node.Node;

/** Customers who wish, a nemesis that strikes, and the verdict on how the service stood it. */
final class Storm {

    private static final int CUSTOMERS = 16;

    /** Of customers, in milliseconds: all that two cores can do. */
    private static final int HURRY = 30;

    /** After the last fault: longer than any of them takes to be forgotten. */
    private static final Duration CALM = Duration.ofSeconds(10);

    /** What is told of the violations; the journal has all. */
    private static final int MOST_TOLD = 20;

    private Storm() {}

    /** How long it should be, without the calm at its end. */
    static Duration length() {
        return Duration.ofSeconds(Math.round(60 * Double.parseDouble(System.getProperty("faults.minutes", "0.5"))));
    }

    /** The one that was given, or any. */
    static long seed() {
        return Long.getLong("faults.seed", System.currentTimeMillis() % 1_000_000);
    }

    /**
     * Lets it rage, and fails where a promise was broken.
     *
     * @param kinds of faults, of which the seed makes a plan
     */
    static void rage(String name, List<Fault> kinds, Function<Journal, Cluster> place) throws SQLException {
        rage(name, kinds, HURRY, place, cluster -> {});
    }

    /**
     * Lets it rage, and fails where a promise was broken.
     *
     * @param longestThought of a customer, in milliseconds, between two wishes
     * @param watch is told of the cluster after each blow, while the storm goes on
     * @return what happened
     */
    static History rage(
            String name,
            List<Fault> kinds,
            int longestThought,
            Function<Journal, Cluster> place,
            Consumer<Cluster> watch)
            throws SQLException {
        long seed = seed();
        Path file = Node.freshHome("storm-journal-" + name).resolve("journal.json");
        History history;
        try (Journal journal = new Journal(file);
                Cluster cluster = place.apply(journal)) {
            List<Fault> possible = kinds.stream()
                    .filter(fault -> fault != Fault.DISK_FULL || cluster.disk().isPresent())
                    .toList();
            List<Blow> plan = Nemesis.plan(seed, possible, cluster.size(), length());
            System.out.printf(
                    "%s: -Dfaults.seed=%d, at most %d blows, %s%n",
                    name, seed, plan.size(), possible.size() < kinds.size() ? "no DISK_FULL, which needs root" : "all");
            blow(seed, longestThought, plan, cluster, journal, () -> watch.accept(cluster));
            cluster.stop();
            journal.flush();
            try (Connection database = cluster.connect()) {
                history = History.of(file, database);
            }
        }
        List<String> violations = Checker.violations(history);
        System.out.printf("%s, seed %d:%n%s", name, seed, Report.of(history, violations));
        if (!violations.isEmpty()) {
            throw new AssertionError("%d violations, seed %d, %s; the first:%n%s"
                    .formatted(
                            violations.size(),
                            seed,
                            file,
                            String.join("\n\n", violations.subList(0, Math.min(MOST_TOLD, violations.size())))));
        }
        assertRecovered(history);
        return history;
    }

    /** Else every promise could be kept by refusing everybody. */
    private static void assertRecovered(History history) {
        long lifted =
                history.troubles().stream().mapToLong(Trouble::lifted).max().orElseThrow();
        Set<Integer> nodes = nodes(history.attempts().stream());
        assertThat(nodes(history.attempts().stream()
                        .filter(attempt -> attempt.status() == 201 && attempt.sent() > lifted)))
                .as("nodes on which todos were created after the last fault")
                .isEqualTo(nodes);
    }

    private static Set<Integer> nodes(Stream<Attempt> attempts) {
        return attempts.map(attempt -> attempt.request().node()).collect(toSet());
    }

    private static void blow(
            long seed, int longestThought, List<Blow> plan, Cluster cluster, Journal journal, Runnable afterEach)
            throws SQLException {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<?>> customers = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            customers.add(threads.submit(new Customer(
                    "s%d-c%d".formatted(seed, i),
                    seed * CUSTOMERS + i,
                    longestThought,
                    journal,
                    cluster.urls(),
                    threads,
                    over::get)));
        }
        try {
            new Nemesis(cluster, journal).strike(plan, length(), afterEach);
            cluster.heal();
            Nemesis.pause(CALM);
        } finally {
            over.set(true);
        }
        for (Future<?> customer : customers) {
            try {
                customer.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } catch (ExecutionException e) {
                throw new AssertionError("a customer failed: " + e.getCause(), e.getCause());
            }
        }
        threads.shutdown();
    }
}
