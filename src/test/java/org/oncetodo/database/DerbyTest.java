package org.oncetodo.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.ejb.TimerService;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.oncetodo.environment.MapConfig;
import org.oncetodo.idempotency.ExpiredKeyPurge;
import org.oncetodo.requests.Requests;

class DerbyTest {

    /** Of them 2^15, which fill some hundred pages of the index. */
    private static final String KEY =
            "INSERT INTO todo_idempotency_keys VALUES ('k', 'anyone', 'f', 1, '2026-02-15T10:30:00Z', '2026-02-16T10:30:00Z')";

    private static final String PAGES =
            "SELECT %s FROM TABLE (SYSCS_DIAG.SPACE_TABLE('TODO_IDEMPOTENCY_KEYS')) AS pages"
                    + " WHERE CONGLOMERATENAME = 'TODO_IDEMPOTENCY_KEYS_BY_EXPIRY'";

    private static final TimerService NO_TIMER = Requests.stub(TimerService.class, (proxy, method, arguments) -> null);

    private final TestContainer container = new TestContainer(MapConfig.settings(), Clock.systemUTC());

    @AfterEach
    void stop() {
        container.close();
    }

    private int pages(String which) {
        return Integer.parseInt(container.query(PAGES.formatted(which)).get(0));
    }

    private void rebuild() throws SQLException {
        try (Connection connection = container.connect()) {
            Derby.rebuildEmptiedIndex(connection);
        }
    }

    @Test
    void whatThePurgeHasEmptiedWhileOthersWroteIsGivenBack() throws SQLException {
        container.execute(KEY);
        container.doubleKeys(15);
        rebuild();
        int full = pages("NUMALLOCATEDPAGES");
        try (Connection other = container.connect();
                Statement write = other.createStatement()) {
            other.setAutoCommit(false);
            write.execute(KEY.replace("'k'", "'other'").replace("2026-02-16", "2126-02-16"));
            container.make(ExpiredKeyPurge.class, NO_TIMER).purge();
            await().until(() -> pages("NUMUNFILLEDPAGES") > full / 2);
            other.rollback();
        }

        rebuild();

        assertThat(pages("NUMALLOCATEDPAGES")).isLessThan(full / 10);
        assertThat(container.rows("todo_idempotency_keys")).isZero();
    }
}
