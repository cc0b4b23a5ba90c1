package org.oncetodo.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.oncetodo.database.DatabaseFailure.Kind;
import org.oncetodo.environment.Beans;
import org.oncetodo.environment.Logged;
import org.oncetodo.environment.MapConfig;
import org.oncetodo.requests.Requests;

class PingTest {

    private static Ping ping(Connection connection) {
        DataSource source = Requests.stub(DataSource.class, (proxy, method, arguments) -> connection);
        return new Beans(source).get(Ping.class);
    }

    @Test
    void aDatabaseThatIsThereIsFound() throws Exception {
        try (FakePostgreSql server = new FakePostgreSql()) {
            Connection connection = new PostgreSql(MapConfig.settings("todos.db.url", server.url()))
                    .getXAConnection()
                    .getConnection();

            assertThatCode(() -> ping(connection).ping()).doesNotThrowAnyException();
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsUnreachable() throws Exception {
        try (FakePostgreSql server = new FakePostgreSql()) {
            server.refuse("3D000");
            Connection connection = new PostgreSql(MapConfig.settings("todos.db.url", server.url()))
                    .getXAConnection()
                    .getConnection();

            try (Logged told = new Logged(PostgreSql.class)) {
                assertThatThrownBy(() -> ping(connection).ping())
                        .isInstanceOfSatisfying(
                                DatabaseFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
                assertThat(told.records()).hasSize(1);
            }
        }
    }

    @Test
    void aPoolWithoutAConnectionIsUnreachable() {
        DataSource empty = Requests.stub(DataSource.class, (proxy, method, arguments) -> {
            throw new SQLException("no connection within 30 s");
        });

        assertThatThrownBy(() -> new Beans(empty).get(Ping.class).ping())
                .isInstanceOfSatisfying(
                        DatabaseFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
    }
}
