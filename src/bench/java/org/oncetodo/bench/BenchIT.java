package org.oncetodo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.oncetodo.node.Node;

/** mvn -Pbench verify: its length is set by -Dbench.rounds and -Dbench.seconds, what it does by -Dbench.parts. */
@Tag("long-run")
class BenchIT {

    @Test
    void everyContestantDoesTheSame() throws Exception {
        int rounds = Integer.parseInt(Node.property("bench.rounds"));
        int seconds = Integer.parseInt(Node.property("bench.seconds"));
        Set<Bench.Part> parts = Arrays.stream(
                        Node.property("bench.parts").toUpperCase(Locale.ROOT).split(","))
                .map(Bench.Part::valueOf)
                .collect(Collectors.toSet());
        try (Bench bench = new Bench(rounds, seconds)) {
            Report report = bench.run(parts);
            report.write(Path.of(Node.property("bench.dir")));
            System.out.println(report.markdown());

            assertThat(report.errors()).as("errors").isZero();
        }
    }
}
