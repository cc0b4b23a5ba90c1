package org.oncetodo.faults;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.oncetodo.contract.Promise;
import org.oncetodo.node.EveryServer;

@EveryServer
class MixedStormIT {

    @Test
    @Promise(
            "One idea: what is repeated happens once, when nodes on different servers, their database and the network fail")
    void nothingIsLostAndNothingHappensTwiceOnTwoServersAndPostgres() throws SQLException {
        Storm.rage("storm", List.of(Fault.values()), Cluster::onPostgres);
    }
}
