package org.oncetodo.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.oncetodo.environment.MapConfig;
import org.oncetodo.idempotency.IdempotencyKeys;
import org.oncetodo.idempotency.IdempotencyKeys.Batch;

class DerbyTest {

    /** Of them 2^15, which fill some hundred pages of the index. */
    private static final String KEY =
            "INSERT INTO todo_idempotency_keys VALUES ('k', 'anyone', 'f', 1, '2026-02-15T10:30:00Z', '2026-02-16T10:30:00Z')";

    private static final String TWICE_AS_MANY =
            "INSERT INTO todo_idempotency_keys SELECT idempotency_key || '%c', owner, fingerprint, todo_id, created_at,"
                    + " expires_at FROM todo_idempotency_keys";

    private static final String PAGES =
            "SELECT %s FROM TABLE (SYSCS_DIAG.SPACE_TABLE('TODO_IDEMPOTENCY_KEYS')) AS pages"
                    + " WHERE CONGLOMERATENAME = 'TODO_IDEMPOTENCY_KEYS_BY_EXPIRY'";

    private final TestContainer container = new TestContainer(MapConfig.settings(), Clock.systemUTC());

    private int pages(String which) {
        return Integer.parseInt(container.query(PAGES.formatted(which)).get(0));
    }

    private void rebuild() throws SQLException {
        try (Connection connection = container.connect()) {
            Derby.rebuildEmptiedIndex(connection);
        }
    }

    private void purge() {
        IdempotencyKeys keys = container.get(IdempotencyKeys.class);
        Instant from = Instant.EPOCH;
        for (int deleted = 1; deleted > 0; ) {
            Instant begin = from;
            Batch batch = container.transaction(() -> keys.purgeBatch(begin));
            deleted = batch.deleted();
            from = batch.end();
        }
    }

    @Test
    void whatThePurgeHasEmptiedWhileOthersWroteIsGivenBack() throws SQLException {
        container.execute(KEY);
        for (int doubled = 0; doubled < 15; doubled++) {
            container.execute(TWICE_AS_MANY.formatted('a' + doubled));
        }
        rebuild();
        int full = pages("NUMALLOCATEDPAGES");
        try (Connection other = container.connect();
                Statement write = other.createStatement()) {
            other.setAutoCommit(false);
            write.execute(KEY.replace("'k'", "'other'").replace("2026-02-16", "2126-02-16"));
            purge();
            await().until(() -> pages("NUMUNFILLEDPAGES") > full / 2);
            other.rollback();
        }

        rebuild();

        assertThat(pages("NUMALLOCATEDPAGES")).isLessThan(full / 10);
        assertThat(container.rows("todo_idempotency_keys")).isZero();
    }
}
