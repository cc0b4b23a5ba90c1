package org.oncetodo.database;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Finds out whether the database is there. */
@Stateless
public class Ping {

    /** At once, beside the requests; others wait for their turn. Load balancers ask one at a time each. */
    public static final int AT_ONCE = 10;

    @Resource(lookup = "java:app/jdbc/todos")
    private DataSource dataSource;

    /** @throws DatabaseFailure if the database does not answer within seconds */
    public void ping() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("VALUES (1)");
        } catch (SQLException e) {
            throw DatabaseFailure.behind(e).orElseThrow();
        }
    }
}
