package org.oncetodo.bench;

import static org.oncetodo.bench.Operation.KEYED_CREATE;
import static org.oncetodo.bench.Operation.PLAIN_CREATE;
import static org.oncetodo.bench.Operation.REPLAY;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the figures say, above all as ratios within one run. */
record Report(
        Figures figures,
        List<String> missing,
        Map<String, List<String>> statementsOfAKeyedCreate,
        int rounds,
        int seconds,
        String postgresql) {

    static final String AT_HALF = "keyed create at a fixed rate, half of its speed";

    /** It has not seen the keys, as the first request went to another node. */
    static final String ELSEWHERE = REPLAY + ", first at another node";

    /** How near a service comes to pgbench where the disk is the limit, and where the processor is (ms; of its speed). */
    private static final double SLOW_FSYNC = 1.0;

    private static final double FAST_FSYNC = 0.3;
    private static final double OF_PGBENCH_ON_SLOW = 0.5;
    private static final double OF_PGBENCH_ON_FAST = 0.25;

    static String connections(int number) {
        return KEYED_CREATE + ", " + number + " connections";
    }

    static String stored(int number) {
        return String.format(Locale.ROOT, "%s, %,d keys stored", KEYED_CREATE, number);
    }

    /** A line of the table of bounds (docs/speed.md): what is said, and whether it is so. */
    record Goal(String what, String bound, double limit, boolean atLeast, Spread spread) {

        static Goal atLeast(String what, double limit, Spread spread) {
            return new Goal(what, "at least", limit, true, spread);
        }

        static Goal atMost(String what, double limit, Spread spread) {
            return new Goal(what, "at most", limit, false, spread);
        }

        String verdict() {
            if (spread.isNone()) {
                return "not measured";
            }
            boolean met = atLeast ? spread.median() >= limit : spread.median() <= limit;
            return met ? "met" : "**missed**";
        }
    }

    List<Goal> goals() {
        String faster = speed(Bench.PAYARA) > speed(Bench.WILDFLY) ? Bench.PAYARA : Bench.WILDFLY;
        String other = faster.equals(Bench.PAYARA) ? Bench.WILDFLY : Bench.PAYARA;
        List<Goal> goals = new ArrayList<>();
        goals.add(Goal.atLeast(faster + " to FastAPI", 6, keyed(faster, "FastAPI")));
        goals.add(Goal.atLeast(other + " to FastAPI", 4, keyed(other, "FastAPI")));
        goals.add(Goal.atLeast(faster + " to Spring Boot", 1.5, keyed(faster, "Spring Boot")));
        goals.add(Goal.atMost(
                faster + ", CPU of the service to that of PostgreSQL",
                3,
                Figures.ratio(
                        of(faster, KEYED_CREATE.toString(), Quantity.SERVICE_CPU),
                        of(faster, KEYED_CREATE.toString(), Quantity.DATABASE_CPU))));
        goals.add(Goal.atLeast(faster + " to pgbench", ofPgBench(), keyed(faster, PgBench.NAME)));
        for (String server : List.of(faster, other)) {
            goals.add(Goal.atLeast(
                    server + ", keyed to plain create",
                    0.9,
                    within(server, KEYED_CREATE.toString(), PLAIN_CREATE.toString())));
            goals.add(Goal.atLeast(
                    server + ", replay to keyed create",
                    2,
                    within(server, REPLAY.toString(), KEYED_CREATE.toString())));
            goals.add(Goal.atLeast(
                    server + ", 1,000,000 keys stored to none", 0.9, within(server, stored(1_000_000), stored(0))));
            goals.add(Goal.atLeast(
                    server + ", 256 connections to 16", 0.9, within(server, connections(256), connections(16))));
        }
        goals.add(Goal.atMost("errors", 0, Spread.of(figures.sum(Quantity.ERRORS))));
        goals.add(Goal.atMost("Payara Micro, s to first 200", 10, figures.spread(Bench.PAYARA, "", Quantity.START)));
        goals.add(Goal.atMost("WildFly, s to first 200", 8, figures.spread(Bench.WILDFLY, "", Quantity.START)));
        return goals;
    }

    private double ofPgBench() {
        double share = (fsync() - FAST_FSYNC) / (SLOW_FSYNC - FAST_FSYNC);
        return OF_PGBENCH_ON_FAST + Math.min(1, Math.max(0, share)) * (OF_PGBENCH_ON_SLOW - OF_PGBENCH_ON_FAST);
    }

    private double fsync() {
        return figures.spread(Bench.MACHINE, "", Quantity.FSYNC).median();
    }

    private double speed(String contestant) {
        return figures.spread(contestant, KEYED_CREATE.toString(), Quantity.SPEED)
                .median();
    }

    private double[] of(String contestant, String what, Quantity quantity) {
        return figures.rounds(contestant, what, quantity);
    }

    private Spread keyed(String one, String other) {
        String what = KEYED_CREATE.toString();
        return Figures.ratio(of(one, what, Quantity.SPEED), of(other, what, Quantity.SPEED));
    }

    private Spread within(String contestant, String what, String other) {
        return Figures.ratio(of(contestant, what, Quantity.SPEED), of(contestant, other, Quantity.SPEED));
    }

    /** Answers that were none of those that were due, in all rounds. */
    double errors() {
        return figures.sum(Quantity.ERRORS);
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "Medians of %d rounds of %d s each, with the least and the most in brackets; ratios within each round.%n",
                rounds,
                seconds));
        text.append(String.format(
                Locale.ROOT,
                "One machine for all: %d cores, %d GiB; an fsync takes %.2f ms; Java %s, PostgreSQL %s.%n%n",
                Runtime.getRuntime().availableProcessors(),
                Math.round(memory() / (double) (1L << 30)),
                fsync(),
                Runtime.version().feature(),
                postgresql));
        missing.forEach(line -> text.append(line).append("\n\n"));
        text.append("| keyed creates, or what is said | bound | ratio | |\n|---|---|---|---|\n");
        goals().forEach(goal -> text.append("| %s | %s %s | %s | %s |\n"
                .formatted(goal.what(), goal.bound(), Spread.inShort(goal.limit()), goal.spread(), goal.verdict())));
        section(text, "What each did, at 16 connections", operations(), false);
        section(text, "At a fixed rate", Set.of(AT_HALF), false);
        Set<String> connections = new LinkedHashSet<>();
        Bench.MORE_CONNECTIONS.forEach(number -> connections.add(connections(number)));
        section(text, "Connections, and two nodes", connections, false);
        Set<String> stored = new LinkedHashSet<>();
        Bench.STORED.forEach(number -> stored.add(stored(number)));
        section(text, "Stored", stored, false);
        section(text, "Start and memory", Set.of(""), true);
        text.append("\n## Statements of a keyed create, and how often each\n");
        statementsOfAKeyedCreate.forEach((name, statements) ->
                text.append("\n%s\n\n    %s\n".formatted(name, String.join("\n    ", statements))));
        return text.toString();
    }

    private static Set<String> operations() {
        Set<String> operations = new LinkedHashSet<>();
        Arrays.stream(Operation.values()).forEach(operation -> operations.add(operation.toString()));
        operations.add(ELSEWHERE);
        return operations;
    }

    private static long memory() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
    }

    /** A line for each of these and each contestant, a column for each quantity that is there. */
    private void section(StringBuilder text, String title, Set<String> whats, boolean nameless) {
        Set<Quantity> columns = new LinkedHashSet<>();
        Map<String, Set<String>> lines = new LinkedHashMap<>();
        for (Quantity quantity : Quantity.values()) {
            figures.all().stream()
                    .filter(figure -> whats.contains(figure.what()) && figure.quantity() == quantity)
                    .forEach(figure -> columns.add(quantity));
        }
        for (String what : whats) {
            figures.all().stream()
                    .filter(figure -> figure.what().equals(what))
                    .forEach(figure -> lines.computeIfAbsent(what, w -> new LinkedHashSet<>())
                            .add(figure.contestant()));
        }
        text.append("\n## ")
                .append(title)
                .append("\n\n|")
                .append(nameless ? "" : " |")
                .append(" |");
        columns.forEach(column -> text.append(" ").append(column).append(" |"));
        text.append("\n|")
                .append("---|".repeat(columns.size() + (nameless ? 1 : 2)))
                .append("\n");
        lines.forEach((what, names) -> names.forEach(name -> {
            text.append(nameless ? "" : "| " + what + " ")
                    .append("| ")
                    .append(name)
                    .append(" |");
            columns.forEach(column ->
                    text.append(" ").append(figures.spread(name, what, column)).append(" |"));
            text.append("\n");
        }));
    }

    /** As JSON, Markdown and SVG. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("goals", goals());
        all.put("figures", figures.all());
        all.put("statementsOfAKeyedCreate", statementsOfAKeyedCreate);
        all.put("missing", missing);
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(folder.resolve("bench.json").toFile(), all);
        Files.writeString(folder.resolve("bench.md"), markdown());
        Files.writeString(folder.resolve("bench.svg"), Plot.of(figures));
    }
}
