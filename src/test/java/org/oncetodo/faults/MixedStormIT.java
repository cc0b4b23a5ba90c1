package org.oncetodo.faults;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.oncetodo.contract.Promise;

@Tag("every-server")
@DisabledIfSystemProperty(named = "todos.url", matches = ".+", disabledReason = "needs control of the node")
class MixedStormIT {

    @Test
    @Promise(
            "One idea: what is repeated happens once, when nodes on different servers, their database and the network fail")
    void nothingIsLostAndNothingHappensTwiceOnTwoServersAndPostgres() throws SQLException {
        Storm.rage("storm", List.of(Fault.values()), Cluster::onPostgres);
    }
}
