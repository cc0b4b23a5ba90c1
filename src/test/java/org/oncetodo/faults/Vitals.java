package org.oncetodo.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.oncetodo.node.Node;

/** What a node holds on to, sample by sample: none of it may grow for as long as the node lives. */
final class Vitals {

    /** One moment of one node. */
    private record Sample(long heap, long threads, long connections, long lines) {}

    /** In kibibytes: caches of the JVM and of the server fill now and then. */
    private static final long HEAP_SLACK = 16 * 1024;

    /** Pools of the server grow and shrink with the load of the moment. */
    private static final long POOL_SLACK = 10;

    /** A sample stops each node for a moment, and is not to be a fault of its own. */
    private static final Duration EVERY = Duration.ofMinutes(1);

    /** Two in each quarter, or a median says nothing. */
    private static final int LEAST = 8;

    private static final Pattern USED = Pattern.compile("used ([0-9]+)K");

    private final Map<Integer, List<Sample>> samples = new TreeMap<>();
    private long taken = System.nanoTime() - EVERY.toNanos();

    /** A sample of every node, once a minute. */
    void take(Cluster cluster) {
        if (System.nanoTime() - taken < EVERY.toNanos()) {
            return;
        }
        taken = System.nanoTime();
        long connections =
                cluster.database().number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'once-todo'");
        for (int node = 0; node < cluster.size(); node++) {
            samples.computeIfAbsent(node, number -> new ArrayList<>()).add(sample(cluster.node(node), connections));
        }
    }

    private static Sample sample(Node node, long connections) {
        jcmd(node, "GC.run");
        return new Sample(
                sum(USED, jcmd(node, "GC.heap_info").replaceAll("(?s)Metaspace.*", "")),
                jcmd(node, "Thread.print")
                        .lines()
                        .filter(line -> line.startsWith("\""))
                        .count(),
                connections,
                node.log().lines().count());
    }

    private static long sum(Pattern number, String text) {
        long sum = 0;
        for (Matcher found = number.matcher(text); found.find(); ) {
            sum += Long.parseLong(found.group(1));
        }
        return sum;
    }

    private static String jcmd(Node node, String command) {
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(node.pid()),
                            command)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(jcmd.getInputStream().readAllBytes());
            assertThat(jcmd.waitFor()).as(said).isZero();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** From the second quarter, when all is warm, to the last. */
    void assertFlat(int faults) {
        for (List<Sample> node : samples.values()) {
            assertThat(node).as("samples").hasSizeGreaterThanOrEqualTo(LEAST);
            int quarter = node.size() / 4;
            List<Sample> early = node.subList(quarter, 2 * quarter);
            List<Sample> late = node.subList(node.size() - quarter, node.size());
            long lines = node.get(node.size() - 1).lines() - node.get(0).lines();
            System.out.printf(
                    "heap after GC %d to %d KiB, threads %d to %d, connections of all %d to %d, %d lines for %d faults%n",
                    median(early, Sample::heap),
                    median(late, Sample::heap),
                    median(early, Sample::threads),
                    median(late, Sample::threads),
                    median(early, Sample::connections),
                    median(late, Sample::connections),
                    lines,
                    faults);
            assertThat(median(late, Sample::heap)).as("heap").isLessThan(median(early, Sample::heap) + HEAP_SLACK);
            assertThat(median(late, Sample::threads))
                    .as("threads")
                    .isLessThan(median(early, Sample::threads) + POOL_SLACK);
            assertThat(median(late, Sample::connections))
                    .as("connections")
                    .isLessThan(median(early, Sample::connections) + POOL_SLACK);
            assertThat(lines).as("lines of the log").isLessThanOrEqualTo(faults);
        }
    }

    private static long median(List<Sample> samples, ToLongFunction<Sample> of) {
        return samples.stream()
                .mapToLong(of)
                .sorted()
                .skip(samples.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}
