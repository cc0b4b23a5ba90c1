package org.oncetodo.node;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A PostgreSQL server on a free port, which ends with the tests. */
public final class Postgres {

    private static final String OWNER = "todos";
    private static final String PASSWORD = "secret";

    private final EmbeddedPostgres server;
    private final AtomicInteger databases = new AtomicInteger();

    private Postgres(String name) {
        try {
            Path home = Node.freshHome(name);
            Redirect log = Redirect.appendTo(home.resolve("postgresql.log").toFile());
            server = EmbeddedPostgres.builder()
                    .setDataDirectory(home.resolve("data"))
                    .setLocaleConfig("locale", "C")
                    // an answer is a promise, here too
                    .setServerConfig("synchronous_commit", "on")
                    .setOutputRedirector(log)
                    .setErrorRedirector(log)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        execute("CREATE ROLE " + OWNER + " LOGIN PASSWORD '" + PASSWORD + "'");
    }

    /** The one of this JVM, which starts when it is asked for first. */
    static Postgres shared() {
        return Shared.POSTGRES;
    }

    /** An empty database, whose owner may do nothing beyond it. */
    Database create() {
        String name = "todos_" + databases.incrementAndGet();
        execute("CREATE DATABASE " + name + " OWNER " + OWNER);
        String url = "jdbc:postgresql://localhost:" + server.getPort() + "/" + name;
        return new Database(url, Map.of("todos.db.url", url, "todos.db.user", OWNER, "todos.db.password", PASSWORD));
    }

    private void execute(String sql) {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static final class Shared {
        static final Postgres POSTGRES = new Postgres("postgresql");
    }
}
