package org.oncetodo.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.oncetodo.environment.MapConfig;

class TodosDataSourceTest {

    private static final String LOG = "derby.stream.error.file";

    @BeforeAll
    static void begin() {
        TestContainer.logBelowTarget();
    }

    @AfterEach
    void logAsBefore() {
        TestContainer.logBelowTarget();
    }

    private final String url = "jdbc:derby:memory:" + UUID.randomUUID();

    private static Connection connect(String... settings) throws SQLException {
        return new TodosDataSource(MapConfig.settings(settings))
                .getXAConnection()
                .getConnection();
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void theDatabaseIsCreatedWhereThereIsNone() throws SQLException {
        try (Connection connection = connect("todos.db.url", url)) {
            assertThat(connection.getMetaData().getURL()).isEqualTo(url);
        }
    }

    @Test
    void theUrlsAttributesCount() throws SQLException {
        try (Connection connection = connect("todos.db.url", url + ";territory=de_DE;collation=TERRITORY_BASED");
                Statement statement = connection.createStatement();
                ResultSet collation = statement.executeQuery(
                        "VALUES SYSCS_UTIL.SYSCS_GET_DATABASE_PROPERTY('derby.database.collation')")) {
            assertThat(collation.next()).isTrue();
            assertThat(collation.getString(1)).isEqualTo("TERRITORY_BASED");
        }
    }

    @Test
    void theUserIsWhoTheSettingsName() throws SQLException {
        execute(
                connect("todos.db.url", url, "todos.db.user", "ann"),
                "CALL SYSCS_UTIL.SYSCS_SET_DATABASE_PROPERTY('derby.user.ann', 'secret')",
                "CALL SYSCS_UTIL.SYSCS_SET_DATABASE_PROPERTY('derby.connection.requireAuthentication', 'true')");
        assertThatThrownBy(() -> DriverManager.getConnection(url + ";shutdown=true"))
                .isInstanceOf(SQLException.class); // as Derby says that it has done so

        assertThatThrownBy(() -> connect("todos.db.url", url, "todos.db.user", "ann"))
                .hasMessageContaining("uthentication");
        try (Connection connection =
                connect("todos.db.url", url, "todos.db.user", "ann", "todos.db.password", "secret")) {
            assertThat(connection.getMetaData().getUserName()).isEqualTo("ann");
        }
    }

    @Test
    void whoTheContainerNamesDoesNotMatter() throws SQLException {
        TodosDataSource source = new TodosDataSource(MapConfig.settings("todos.db.url", url, "todos.db.user", "ann"));

        try (Connection connection = source.getXAConnection("bob", "x").getConnection()) {
            assertThat(connection.getMetaData().getUserName()).isEqualTo("ann");
        }
    }

    @Test
    void derbysLogStandsBesideTheDatabase(@TempDir Path folder) {
        System.clearProperty(LOG);

        new TodosDataSource(MapConfig.settings("todos.db.url", "jdbc:derby:" + folder.resolve("data/todos")));

        assertThat(System.getProperty(LOG))
                .isEqualTo(folder.resolve("data/derby.log").toString());
        assertThat(Files.isDirectory(folder.resolve("data"))).isTrue();
    }

    @Test
    void derbysLogStaysWhereSomebodyWantsIt(@TempDir Path folder) {
        System.setProperty(LOG, "elsewhere.log");

        new TodosDataSource(MapConfig.settings("todos.db.url", "jdbc:derby:" + folder.resolve("data/todos")));

        assertThat(System.getProperty(LOG)).isEqualTo("elsewhere.log");
        assertThat(Files.exists(folder.resolve("data"))).isFalse();
    }

    @Test
    void aDatabaseInMemoryHasNoFolder() {
        System.clearProperty(LOG);

        new TodosDataSource(MapConfig.settings("todos.db.url", "jdbc:derby:memory:nowhere"));

        assertThat(System.getProperty(LOG)).isNull();
    }

    @Test
    void whatAContainerSetsIsHeld() throws SQLException {
        TodosDataSource source = new TodosDataSource(MapConfig.settings("todos.db.url", "jdbc:derby:memory:set"));
        PrintWriter log = new PrintWriter(new StringWriter());

        source.setLogWriter(log);
        source.setLoginTimeout(7);

        assertThat(source.getLogWriter()).isSameAs(log);
        assertThat(source.getLoginTimeout()).isEqualTo(7);
        assertThat(source.getParentLogger().getName()).isEqualTo("org.oncetodo.database");
    }

    @Test
    void postgreSqlIsAskedWhereTheUrlNamesIt() throws SQLException, IOException {
        try (FakePostgreSql server = new FakePostgreSql()) {
            execute(connect("todos.db.url", server.url()), "INSERT a");

            assertThat(server.statements()).containsExactly("1: INSERT a");
        }
    }
}
