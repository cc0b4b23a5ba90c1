package org.oncetodo.node;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

/** Where todos are kept: its URL, and what the settings have to say about it. */
public record Database(String url, Map<String, String> settings) {

    /** Embedded, in the home of each node, as it is where the settings say nothing. */
    public static final Database IN_THE_NODE = new Database("jdbc:derby:data/todos", Map.of());

    /** A database without a past, for a node, of the kind that this run is about. */
    static Database ofANode() {
        return isPostgres() ? Postgres.shared().create() : IN_THE_NODE;
    }

    /** A database without a past, of the kind that this run is about, for one of the deployments of one server. */
    public static Database ofADeployment() {
        if (isPostgres()) {
            return Postgres.shared().create();
        }
        String url = "jdbc:derby:memory:" + UUID.randomUUID();
        return new Database(url, Map.of("todos.db.url", url));
    }

    /** The same, where it is PostgreSQL, through another port of this machine. */
    public Database at(int port) {
        return Postgres.database(url.replaceFirst("^jdbc:postgresql://localhost:\\d+", "//localhost:" + port));
    }

    /** The same, or what takes its place on that port: whichever can be written to. */
    Database orAt(int port) {
        return Postgres.database(url.replaceFirst(
                "^jdbc:postgresql:(//localhost:\\d+)(.*)", "$1,localhost:" + port + "$2?targetServerType=primary"));
    }

    /** As the nodes connect to it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, settings.get("todos.db.user"), settings.get("todos.db.password"));
    }

    /** The one number that this query finds. */
    public long number(String query) {
        try (Connection connection = connect();
                ResultSet found = connection.createStatement().executeQuery(query)) {
            found.next();
            return found.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    private static boolean isPostgres() {
        return switch (Node.property("node.database")) {
            case "derby" -> false;
            case "postgresql" -> true;
            default -> throw new IllegalStateException("node.database is derby or postgresql");
        };
    }
}
