package org.oncetodo.faults;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.oncetodo.node.NeedsTheNode;

/** Half an hour of it is meant: -Dfaults.minutes=30. */
@Tag("long-run")
@NeedsTheNode
class SoakIT {

    /** A process that was killed begins anew, so it would say nothing. */
    private static final List<Fault> KINDS = Arrays.stream(Fault.values())
            .filter(fault -> fault != Fault.NODE_KILLED)
            .toList();

    /** Of customers, in milliseconds: about half of what two cores can do. */
    private static final int LEISURE = 200;

    @Test
    void nothingGrowsWhileFaultsComeAndGo() throws SQLException {
        Vitals vitals = new Vitals();

        History history = Storm.rage("soak", KINDS, LEISURE, Cluster::onPostgres, vitals::take);

        vitals.assertFlat(history.troubles().size());
    }
}
