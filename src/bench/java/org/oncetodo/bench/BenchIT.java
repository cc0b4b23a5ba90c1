package org.oncetodo.bench;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.oncetodo.node.Node;

/** mvn -Pbench verify: its length is set by -Dbench.rounds and -Dbench.seconds. */
@Tag("long-run")
class BenchIT {

    @Test
    void everyContestantDoesTheSame() throws Exception {
        int rounds = Integer.parseInt(Node.property("bench.rounds"));
        int seconds = Integer.parseInt(Node.property("bench.seconds"));
        try (Bench bench = new Bench(rounds, seconds)) {
            Report report = bench.run();
            report.write(Path.of(Node.property("bench.dir")));
            System.out.println(report.markdown());
        }
    }
}
