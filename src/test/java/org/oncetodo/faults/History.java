package org.oncetodo.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.oncetodo.faults.Journal.Absence;
import org.oncetodo.faults.Journal.Expiry;
import org.oncetodo.faults.Journal.Line;
import org.oncetodo.faults.Journal.Sent;
import org.oncetodo.faults.Journal.Trouble;

/**
 * A journal, read from its file, and what the database held when nobody changed it any more.
 *
 * @param begun when all times are 0
 * @param todos by id
 * @param keys by key
 */
record History(
        Instant begun,
        List<Attempt> attempts,
        List<Trouble> troubles,
        List<Expiry> expiries,
        List<Absence> absences,
        Map<Long, Row> todos,
        Map<String, KeyRow> keys) {

    /** A todo in the database. */
    record Row(long id, String title, String description, boolean completed, String createdAt) {}

    /** A key in the database. */
    record KeyRow(String key, long todoId, String createdAt, String expiresAt) {}

    static History of(Path journal, Connection database) throws SQLException {
        Map<Long, Row> todos = new TreeMap<>();
        Map<String, KeyRow> keys = new HashMap<>();
        try (Statement statement = database.createStatement()) {
            try (ResultSet rows =
                    statement.executeQuery("SELECT id, title, description, is_completed, created_at FROM todos")) {
                while (rows.next()) {
                    Row row = new Row(
                            rows.getLong(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getBoolean(4),
                            rows.getString(5));
                    todos.put(row.id(), row);
                }
            }
            try (ResultSet rows = statement.executeQuery(
                    "SELECT idempotency_key, todo_id, created_at, expires_at FROM todo_idempotency_keys")) {
                while (rows.next()) {
                    KeyRow row = new KeyRow(
                            rows.getString(1).replace("\"", ""), // stored as a structured-field string
                            rows.getLong(2),
                            rows.getString(3),
                            rows.getString(4));
                    keys.put(row.key(), row);
                }
            }
        }
        return read(journal, todos, keys);
    }

    static History read(Path journal, Map<Long, Row> todos, Map<String, KeyRow> keys) {
        Map<Long, Sent> open = new HashMap<>();
        List<Attempt> attempts = new ArrayList<>();
        History history = null;
        try (BufferedReader lines = Files.newBufferedReader(journal)) {
            for (String json = lines.readLine(); json != null; json = lines.readLine()) {
                Line line = Journal.JSON.readValue(json, Line.class);
                if (line.begun() != null) {
                    history = new History(
                            Instant.parse(line.begun().at()),
                            attempts,
                            new ArrayList<>(),
                            new ArrayList<>(),
                            new ArrayList<>(),
                            todos,
                            keys);
                } else if (line.sent() != null) {
                    open.put(line.sent().attempt(), line.sent());
                } else if (line.ended() != null) {
                    Sent sent = open.remove(line.ended().attempt());
                    attempts.add(new Attempt(
                            sent.attempt(),
                            sent.request(),
                            sent.at(),
                            line.ended().reply(),
                            line.ended().failure(),
                            line.ended().at()));
                } else if (line.trouble() != null) {
                    history.troubles.add(line.trouble());
                } else if (line.expiry() != null) {
                    history.expiries.add(line.expiry());
                } else if (line.absence() != null) {
                    history.absences.add(line.absence());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.values()
                .forEach(sent -> attempts.add(new Attempt(
                        sent.attempt(), sent.request(), sent.at(), null, "the storm was over", Long.MAX_VALUE)));
        attempts.sort(Comparator.comparing(Attempt::sent));
        return history;
    }

    /** Whether the node that was asked may have been starting. */
    boolean isAbsent(Attempt attempt) {
        return absences.stream()
                .anyMatch(absence -> absence.node() == attempt.request().node()
                        && absence.from() < attempt.ended()
                        && attempt.sent() < absence.to());
    }

    /** The time of the wall clock. */
    Instant at(long nanos) {
        return begun.plusNanos(nanos);
    }
}
