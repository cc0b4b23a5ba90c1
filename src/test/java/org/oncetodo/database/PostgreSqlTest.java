package org.oncetodo.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.oncetodo.environment.Logged;
import org.oncetodo.environment.MapConfig;
import org.postgresql.core.BaseConnection;

class PostgreSqlTest {

    private final FakePostgreSql server = new FakePostgreSql();

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private PostgreSql database(String parameters) {
        return new PostgreSql(MapConfig.settings(
                "todos.db.url", server.url() + parameters, "todos.db.user", "ann", "todos.db.password", "s3cret"));
    }

    private static List<String> lines(Logged log) {
        return log.records().stream().map(new SimpleFormatter()::formatMessage).toList();
    }

    @Test
    void everySessionIsBoundInItsWaits() throws SQLException {
        database("").connect().close();

        assertThat(server.startup()).containsEntry("user", "ann").containsEntry("database", "todos");
        assertThat(server.startup().get("options"))
                .contains("default_transaction_isolation=read\\ committed")
                .contains("lock_timeout=1s")
                .contains("idle_in_transaction_session_timeout=5s");
    }

    @Test
    void whatTheUrlSaysGoesBefore() throws SQLException {
        database("?options=-c%20lock_timeout=2s&user=bob").connect().close();

        assertThat(server.startup().get("options")).endsWith(" -c lock_timeout=2s"); // of two, the last one counts
    }

    @Test
    void aConnectionIsMadeWhenItIsNeeded() throws IOException {
        server.close();

        assertThat(database("").getXAConnection("bob", "x")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "28P01, The setting todos.db.user or todos.db.password",
        "28000, The setting todos.db.user or todos.db.password",
        "3D000, The setting todos.db.url"
    })
    void aSettingThatCannotBeRightIsNamedInALineOnceAndWithoutThePassword(String state, String setting) {
        PostgreSql database = database("");
        server.refuse(state);
        try (Logged log = new Logged(PostgreSql.class)) {
            assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
            assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);

            assertThat(lines(log))
                    .singleElement()
                    .asString()
                    .startsWith(setting)
                    .doesNotContain("s3cret");
            assertThat(log.records().get(0).getThrown()).isNull();
        }
    }

    @Test
    void aDatabaseThatStartsTogetherWithTheNodeIsWaitedFor() throws Exception {
        PostgreSql database = database("");
        server.refuse("57P03");
        FutureTask<BaseConnection> first = new FutureTask<>(database::connect);
        try (Logged log = new Logged(PostgreSql.class)) {
            new Thread(first).start();
            await().until(() -> !log.records().isEmpty());
            server.refuse(null);

            first.get().close();

            assertThat(lines(log)).singleElement().asString().contains("is waited for");
        }
    }

    @Test
    void aDatabaseThatWasThereIsNoWrongSetting() throws SQLException {
        PostgreSql database = database("");
        try (Logged log = new Logged(PostgreSql.class)) {
            database.connect().close();
            server.refuse("57P03");
            assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);

            assertThat(log.records()).isEmpty();
        }
    }

    @Test
    void theDatabaseIsToldWhoConnects() throws SQLException {
        database("").connect().close();

        assertThat(server.startup()).containsEntry("application_name", "once-todo");
        assertThat(server.statements()).isEmpty();
    }

    @Test
    void oneBreakEndsAGenerationOnce() {
        PostgreSql database = database("");
        int first = database.generation();

        database.endGeneration(first);
        database.endGeneration(first);

        assertThat(database.generation()).isEqualTo(first + 1);
    }

    @Test
    void theContainersLoginTimeoutDoesNotCount() {
        PostgreSql database = database("");

        database.setLoginTimeout(7);

        assertThat(database.getLoginTimeout()).isEqualTo(2);
    }
}
