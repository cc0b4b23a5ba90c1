package org.oncetodo.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.oncetodo.contract.Promise;
import org.oncetodo.faults.Load.Figures;
import org.oncetodo.node.NeedsTheNode;
import org.oncetodo.node.Node;
import org.oncetodo.node.Postgres;
import org.oncetodo.node.Server;

/**
 * More is asked of a node than it can do, and by clients that take their time. It needs 12,000 open files for itself and
 * as many for the node ({@code ulimit -n}); where it may not have them, fewer clients are idle.
 */
@Tag("long-run")
@NeedsTheNode
@ParameterizedClass
@EnumSource
class OverloadIT {

    private static final Duration LOAD = Duration.ofSeconds(Long.getLong("overload.seconds", 120));

    /** Until the JVM has compiled what it is asked for (docs/speed.md). */
    private static final Duration WARM_UP = Duration.ofMinutes(2);

    /** Tens of thousands of creates. */
    private static final Duration MEASURED = Duration.ofSeconds(20);

    /** By how much more is asked of a node, step by step, until that is more than it can do. */
    private static final double STEP = 1.05;

    /** In which the node has to be as before. */
    private static final Duration RECOVERY = Duration.ofSeconds(5);

    private static final int CONNECTIONS = 2_000;

    /** As many as may use the database (README, {@code todos.db.pool}): more at once do not get more done. */
    private static final int BUSY = 20;

    private static final int IDLE = 10_000;
    private static final int SLOW = 500;
    private static final int ENDLESS = 20;

    /** Of the test and the node, beside connections. */
    private static final int OTHER_FILES = 1_000;

    /** The heap of 1 GiB that a node has here, and half as much again for all else. */
    private static final long MOST_MEMORY = 1536;

    /** By which an answer is no time-out: the client of a person that waits. */
    private static final double EARLY_MILLIS = 1_000;

    private static Node node;

    @Parameter
    private Server server;

    @BeforeParameterizedClassInvocation
    static void start(Server server) {
        node = Node.fresh("overload-" + server)
                .on(server)
                .using(Postgres.shared().create())
                .asInItsImage()
                .withJavaOptions(
                        List.of("-Xmx1g", "-XX:+UseParallelGC")) // README's collector; docs/operating.md has the heap
                .start();
        try (Load load = new Load(node.url(), BUSY)) {
            load.asFastAsItGoes(WARM_UP);
        }
    }

    @AfterParameterizedClassInvocation
    static void end() {
        node.close();
    }

    @Test
    @Promise({
        "Overload: at three and ten times what a node can do, 503 with Retry-After early, no time-outs late",
        "Overload: what is accepted stays within twice its p99; memory is bounded; within 5 s all is as before"
    })
    void whatIsTooMuchIsRefusedEarlyAndWhatIsAcceptedIsServedAsEver() {
        System.out.printf("%s, %s on each load%n%s %7s%n", server, LOAD, Figures.header(), "RSS MiB");
        try (Load many = new Load(node.url(), CONNECTIONS)) {
            report("warmed up by", many.asFastAsItGoes(MEASURED));
            double most = whatItCanDo(many);
            assertOverloadIsBorne(many, most);
        }
    }

    /**
     * Its best with few connections, in requests a second; or more, where it does all but a hundredth of that over many,
     * as nobody waits there, and 1x has to be where they begin to.
     */
    private static double whatItCanDo(Load many) {
        double perSecond;
        try (Load few = new Load(node.url(), BUSY)) {
            perSecond = report("at its best with " + BUSY, few.asFastAsItGoes(MEASURED))
                    .perSecond();
        }
        while (isDone(report("can it do this?", many.at(perSecond, MEASURED)))) {
            perSecond *= STEP;
        }
        return perSecond;
    }

    private static boolean isDone(Figures load) {
        return load.refused.getTotalCount() < load.offered / 100;
    }

    private void assertOverloadIsBorne(Load many, double most) {
        Figures once = report("1x", many.at(most, LOAD));
        Figures thrice = report("3x", many.at(3 * most, LOAD));
        Figures tenfold = report("10x", many.at(10 * most, LOAD));
        report("0.5x, in the first 5 s", many.at(most / 2, RECOVERY));
        Figures after = report("0.5x, then", many.at(most / 2, RECOVERY));

        double usual = p99(once);
        for (Figures load : List.of(once, thrice, tenfold, after)) {
            assertThat(load.others).as(load.other).isZero();
            assertThat(load.unanswered).as("unanswered").isZero();
            assertThat(load.withoutRetryAfter).as("without Retry-After").isZero();
            assertThat(load.sentAgain).as("met the end of an idle connection").isLessThan(load.offered / 100);
        }
        assertThat(Stream.of(thrice, tenfold).map(load -> load.millis(load.refused, 99)))
                .as("p99 of refusals")
                .allMatch(millis -> millis < EARLY_MILLIS);
        assertThat(after.refused.getTotalCount()).as("refused afterwards").isZero();
        assertThat(p99(after)).as("p99 afterwards").isLessThan(2 * usual);
        assertMemoryIsBounded();
        assertThat(Stream.of(thrice, tenfold).map(OverloadIT::p99))
                .as("p99 of what is accepted")
                .allMatch(millis -> millis < EARLY_MILLIS);
        assertThat(p99(thrice)).as("p99 of what is accepted at 3x").isLessThan(2 * usual);
        assertThat(p99(tenfold)).as("p99 of what is accepted at 10x").isLessThan(2 * usual);
    }

    private static double p99(Figures load) {
        return load.millis(load.accepted, 99);
    }

    @Test
    @Promise(
            "Overload: slow heads and bodies, idle connections and bodies without an end are bounded, others are served")
    void whoTakesHisTimeTakesNobodyElses() {
        Map<Crowd.Kind, Integer> kinds = Map.of(
                Crowd.Kind.IDLE, idle(),
                Crowd.Kind.SLOW_HEAD, SLOW,
                Crowd.Kind.SLOW_BODY, SLOW,
                Crowd.Kind.ENDLESS_BODY, ENDLESS);
        System.out.printf(
                "%s, %s with %s%n%s %7s%n",
                server,
                LOAD,
                kinds.entrySet().stream().map(Object::toString).sorted().collect(Collectors.joining(", ")),
                Figures.header(),
                "RSS MiB");
        try (Load load = new Load(node.url(), BUSY);
                Crowd crowd = new Crowd(node.url())) {
            double some =
                    report("what it can do", load.asFastAsItGoes(MEASURED)).perSecond() / 10;
            report("0.1x alone", load.at(some, RECOVERY));
            kinds.forEach((kind, number) -> crowd.with(number, kind));
            crowd.start();
            Figures among = report("0.1x among them", load.at(some, LOAD));
            System.out.printf("%d of them connected, %d times turned away%n", crowd.present(), crowd.turnedAway());

            assertThat(among.others).as(among.other).isZero();
            assertThat(among.unanswered).as("unanswered").isZero();
            assertThat(among.refused.getTotalCount()).as("refused").isZero();
            assertThat(p99(among)).as("p99").isLessThan(EARLY_MILLIS);
            assertMemoryIsBounded();
        }
    }

    private static int idle() {
        long files = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
        return (int) Math.min(IDLE, files - 2 * SLOW - ENDLESS - OTHER_FILES);
    }

    private static Figures report(String name, Figures figures) {
        System.out.println(figures.row(name) + " %7d".formatted(memory()));
        return figures;
    }

    private static void assertMemoryIsBounded() {
        assertThat(memory()).as("MiB of memory").isLessThan(MOST_MEMORY);
        assertThat(node.log()).doesNotContain("OutOfMemoryError");
    }

    /** In MiB; 0 where the system does not tell. */
    private static long memory() {
        Path status = Path.of("/proc/" + node.pid() + "/status");
        if (Files.notExists(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElse(0)
                    / 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
