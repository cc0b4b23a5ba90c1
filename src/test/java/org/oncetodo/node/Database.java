package org.oncetodo.node;

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

    private static boolean isPostgres() {
        return switch (Node.property("node.database")) {
            case "derby" -> false;
            case "postgresql" -> true;
            default -> throw new IllegalStateException("node.database is derby or postgresql");
        };
    }
}
