package org.oncetodo.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.oncetodo.node.Database;
import org.oncetodo.node.Node;

/** The statements of a keyed create, without a service: the limit of this machine. */
final class PgBench {

    static final String NAME = "pgbench";
    static final String PACKAGES = "postgresql";

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Pattern COUNT = Pattern.compile("transactions actually processed: ([0-9]+)");
    private static final Pattern SPEED = Pattern.compile("tps = ([0-9.]+)");

    /**
     * Ids grow as those of a service do; keys are scattered as those of its clients are.
     */
    private static final String KEYED_CREATE = """
            \\set n :n + 1
            \\set id (:round * 1000 + :client_id) * 10000000 + :n
            \\set a random(0, 999999999999999999)
            \\set b random(0, 999999999999999999)
            BEGIN;
            INSERT INTO todo_idempotency_keys (idempotency_key, owner, fingerprint, todo_id, created_at, expires_at) VALUES (lpad(:a::text, 18, '0') || lpad(:b::text, 18, '0'), 'anyone', '01a9ed55ed65d05f1bcdbbcf4b3fd4d8d60ea7b9a2a5d2f2f2f3b3e5e2c4f5d6a7', :id, '2026-11-25T08:00:00Z', '2026-11-26T08:00:00Z');
            INSERT INTO todos (id, owner, title, description, is_completed, created_at, version) VALUES (:id, 'anyone', 'Buy milk', 'From the store with the blue door', false, '2026-11-25T08:00:00Z', 1);
            COMMIT;
            """;

    private final String binary;
    private final Database database;
    private final Path script;

    private PgBench(String binary, Database database) {
        this.binary = binary;
        this.database = database;
        try (Connection connection = database.connect()) {
            Path tables = Path.of(Node.property("bench.tables"));
            connection.createStatement().execute(Files.readString(tables));
            script = Node.freshHome("bench-pgbench").resolve("keyed-create.sql");
            Files.writeString(script, KEYED_CREATE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Empty where this machine lacks it: the embedded PostgreSQL comes without. */
    static Optional<PgBench> on(Database database) {
        return Stream.concat(Stream.of("pgbench"), debian())
                .filter(binary -> Shell.tryTo(Map.of(), binary, "--version").isPresent())
                .findFirst()
                .map(binary -> new PgBench(binary, database));
    }

    private static Stream<String> debian() {
        if (Files.notExists(DEBIAN)) {
            return Stream.empty();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions
                    .sorted(Comparator.reverseOrder())
                    .map(version -> version.resolve("bin/pgbench").toString())
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it says of itself. */
    record Result(long transactions, double perSecond) {}

    Result keyedCreates(int connections, int seconds, int round) {
        Matcher url = Pattern.compile("//([^:]+):([0-9]+)/(.+)").matcher(database.url());
        if (!url.find()) {
            throw new IllegalStateException(database.url());
        }
        String said = Shell.run(
                Map.of("PGPASSWORD", database.settings().get("todos.db.password")),
                (binary + " -h " + url.group(1) + " -p " + url.group(2) + " -U "
                                + database.settings().get("todos.db.user") + " -n -M prepared -c " + connections
                                + " -j 2 -T " + seconds + " -D n=0 -D round=" + round + " -f " + script + " "
                                + url.group(3))
                        .split(" "));
        return new Result(Long.parseLong(the(COUNT, said)), Double.parseDouble(the(SPEED, said)));
    }

    private static String the(Pattern number, String said) {
        Matcher found = number.matcher(said);
        if (!found.find()) {
            throw new IllegalStateException(said);
        }
        return found.group(1);
    }
}
