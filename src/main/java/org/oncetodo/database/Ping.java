package org.oncetodo.database;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Asks the database whether it is there. */
@Stateless
public class Ping {

    /** In seconds. */
    private static final int LONGEST = 1;

    @Resource(lookup = "java:app/jdbc/todos")
    private DataSource dataSource;

    /**
     * Does nothing, in a transaction as any other.
     *
     * @throws DatabaseFailure if the database does not answer within seconds
     */
    public void ping() {
        try (Connection connection = dataSource.getConnection()) {
            if (!connection.isValid(LONGEST)) {
                throw new SQLException("The database does not answer.", "08006"); // connection failure
            }
        } catch (SQLException e) {
            throw DatabaseFailure.behind(e).orElseThrow();
        }
    }
}
