package org.oncetodo.node;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A PostgreSQL server on a free port, which ends with the tests. */
public final class Postgres implements AutoCloseable {

    private static final String OWNER = "todos";
    private static final String PASSWORD = "secret";

    private final Path home;
    private final Map<String, String> settings;
    private final AtomicInteger databases = new AtomicInteger();
    private EmbeddedPostgres server;
    private int port; // 0: any that is free
    private String waitsFor = "''"; // nobody

    private Postgres(Path home, Map<String, String> settings) {
        this.home = home;
        this.settings = settings;
    }

    /** A server without a past. */
    public static Postgres fresh(String name) {
        return fresh(name, Map.of());
    }

    /** The same, with these settings of its own. */
    public static Postgres fresh(String name, Map<String, String> settings) {
        Postgres fresh = new Postgres(Node.freshHome(name), settings).start();
        fresh.execute("CREATE ROLE " + OWNER + " LOGIN PASSWORD '" + PASSWORD + "'");
        return fresh;
    }

    /** The one of this JVM, which starts when it is asked for first. */
    public static Postgres shared() {
        return Shared.POSTGRES;
    }

    /** An empty database, whose owner may do nothing beyond it. */
    public synchronized Database create() { // PostgreSQL makes one copy of its template at a time
        String name = "todos_" + databases.incrementAndGet();
        execute("CREATE DATABASE " + name + " OWNER " + OWNER);
        return database("//localhost:" + port + "/" + name);
    }

    /** The same with all its tables in this folder, which may be on another disk than what makes a COMMIT last. */
    public Database createIn(Path folder) {
        execute("CREATE TABLESPACE small LOCATION '" + folder + "'");
        Database created = create();
        execute("ALTER DATABASE " + created.url().replaceFirst(".*/", "") + " SET TABLESPACE small");
        return created;
    }

    /** One that has such a URL, after the name of the driver. */
    static Database database(String location) {
        String url = "jdbc:postgresql:" + location;
        return new Database(url, Map.of("todos.db.url", url, "todos.db.user", OWNER, "todos.db.password", PASSWORD));
    }

    /** Starts a server that will have all that this one acknowledges from now on, for when this one dies. */
    Postgres standby(String name) {
        close();
        Postgres standby = new Postgres(Node.freshHome(name), settings);
        try {
            copy(data(), standby.data());
            Files.createFile(standby.data().resolve("standby.signal"));
            Files.writeString(
                    standby.data().resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=localhost port=" + port + " user=postgres'",
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        waitsFor = "'*'";
        start();
        return standby.start();
    }

    /** Makes this standby the server that is written to. */
    void promote() {
        execute("SELECT pg_promote()");
    }

    /** On the port that it had, where it had one. */
    public Postgres start() {
        Redirect log = Redirect.appendTo(home.resolve("postgresql.log").toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        settings.forEach(builder::setServerConfig);
        try {
            server = builder.setDataDirectory(data())
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setPGStartupWait(Duration.ofSeconds(60)) // also after a crash, on a machine that does much else
                    .setLocaleConfig("locale", "C")
                    // an answer is a promise, here too
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("synchronous_standby_names", waitsFor)
                    .setOutputRedirector(log)
                    .setErrorRedirector(log)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = server.getPort();
        return this;
    }

    /** All its processes at once, as a power cut would: nobody is told. */
    public void kill() {
        ProcessHandle postmaster = ProcessHandle.of(pid()).orElseThrow();
        List<ProcessHandle> all =
                Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
        close();
    }

    /** Of the process that all others of it come from. */
    public long pid() {
        try {
            return Long.parseLong(
                    Files.readAllLines(data().resolve("postmaster.pid")).get(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    private Path data() {
        return home.resolve("data");
    }

    /** As its superuser. */
    public Connection connect() throws SQLException {
        return server.getPostgresDatabase().getConnection();
    }

    private void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static final class Shared {
        static final Postgres POSTGRES = fresh("postgresql");
    }
}
