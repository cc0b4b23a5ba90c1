package org.oncetodo.faults;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.oncetodo.contract.Promise;
import org.oncetodo.node.NeedsTheNode;
import org.oncetodo.node.Server;

@Tag("long-run")
@NeedsTheNode
class DerbyStormIT {

    @ParameterizedTest
    @EnumSource
    @Promise("One idea: what is repeated happens once, when the single node with its embedded database is killed")
    void nothingIsLostAndNothingHappensTwiceOnDerby(Server server) throws SQLException {
        Storm.rage("storm-derby-" + server, List.of(Fault.NODE_KILLED), journal -> Cluster.onDerby(journal, server));
    }
}
