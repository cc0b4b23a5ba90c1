package org.oncetodo.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.oncetodo.node.Postgres;

/** What PostgreSQL was told by others, by pg_stat_statements. */
final class Statements implements AutoCloseable {

    /** The module, which PostgreSQL has to load at its start. */
    static final String MODULE = "pg_stat_statements";

    private static final String BY_OTHERS =
            " FROM pg_stat_statements WHERE dbid <> (SELECT oid FROM pg_database WHERE datname = current_database())";

    private final Connection connection;

    Statements(Postgres postgres) throws SQLException {
        connection = postgres.connect();
        connection.createStatement().execute("CREATE EXTENSION " + MODULE);
    }

    void forget() throws SQLException {
        connection.createStatement().execute("SELECT pg_stat_statements_reset()");
    }

    /** Since they were forgotten. */
    long count() throws SQLException {
        try (ResultSet sum = connection.createStatement().executeQuery("SELECT coalesce(sum(calls), 0)" + BY_OTHERS)) {
            sum.next();
            return sum.getLong(1);
        }
    }

    /** Each, and how often a request had it done; without those that come every hundredth request or less. */
    List<String> each(long requests) throws SQLException {
        List<String> each = new ArrayList<>();
        try (ResultSet found = connection
                .createStatement()
                .executeQuery("SELECT calls, query" + BY_OTHERS + " ORDER BY calls DESC, query")) {
            while (found.next()) {
                double calls = found.getLong(1) / (double) requests;
                if (calls > 0.01) {
                    each.add(String.format(
                            Locale.ROOT, "%.2f  %s", calls, found.getString(2).replaceAll("\\s+", " ")));
                }
            }
        }
        return each;
    }

    /** What SHOW says. */
    String setting(String name) throws SQLException {
        try (ResultSet shown = connection.createStatement().executeQuery("SHOW " + name)) {
            shown.next();
            return shown.getString(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
