package org.oncetodo.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static void assertRefused(String name, String value) {
        assertThatThrownBy(() -> MapConfig.settings(name, value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(name);
    }

    @Test
    void whatIsNotSetHasItsDefault() {
        Settings settings = MapConfig.settings();

        assertThat(settings.url()).isEqualTo("jdbc:derby:data/todos");
        assertThat(settings.user()).isEmpty();
        assertThat(settings.password()).isEmpty();
        assertThat(settings.pool()).isEqualTo(20);
        assertThat(settings.ttl()).isEqualTo(Duration.ofHours(24));
        assertThat(settings.purgeEvery()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.longestWait()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.keyRequired()).isFalse();
    }

    @Test
    void whatIsSetCounts() {
        Settings settings = MapConfig.settings(
                "todos.db.url", "jdbc:derby:/srv/todos;create=false",
                "todos.db.user", "todo",
                "todos.db.password", "secret",
                "todos.db.pool", "7",
                "todos.idempotency.ttl", "P7D",
                "todos.idempotency.purge-every", "PT1H",
                "todos.idempotency.wait", "PT3S",
                "todos.idempotency.required", "true",
                "todos.auth", "none");

        assertThat(settings.url()).isEqualTo("jdbc:derby:/srv/todos;create=false");
        assertThat(settings.user()).contains("todo");
        assertThat(settings.password()).contains("secret");
        assertThat(settings.pool()).isEqualTo(7);
        assertThat(settings.ttl()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.purgeEvery()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.longestWait()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.keyRequired()).isTrue();
    }

    @Test
    void aKeyCanBeLeftToTheClient() {
        assertThat(MapConfig.settings("todos.idempotency.required", "false").keyRequired())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1000, 1000", "0020, 20"})
    void aPoolHas1To1000Connections(String value, int expected) {
        assertThat(MapConfig.settings("todos.db.pool", value).pool()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1001", "99999", "2147483648", "1.5", "1e2", "ten", "", " 20", "0x10", "٢٠"})
    void aPoolOfAnotherSizeIsRefused(String value) {
        assertRefused("todos.db.pool", value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tomorrow",
                "",
                "24",
                "24h",
                "PT",
                "PT0S",
                "PT-1H",
                "-PT1H",
                "PT0.999S",
                "P36500DT0.000000001S",
                "P1Y",
                "P999999999999D",
                "PT24H "
            })
    void aSenselessLifetimeOrIntervalIsRefused(String value) {
        assertRefused("todos.idempotency.ttl", value);
        assertRefused("todos.idempotency.purge-every", value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "", "10", "PT-1S", "-PT0.000000001S", "P36501D"})
    void aSenselessWaitIsRefused(String value) {
        assertRefused("todos.idempotency.wait", value);
    }

    @Test
    void theShortestAndLongestDurationsAreTaken() {
        assertThat(MapConfig.settings("todos.idempotency.wait", "PT0S").longestWait())
                .isZero();
        assertThat(MapConfig.settings("todos.idempotency.ttl", "PT1S").ttl()).isEqualTo(Duration.ofSeconds(1));
        assertThat(MapConfig.settings("todos.idempotency.ttl", "P36500D").ttl()).isEqualTo(Duration.ofDays(36_500));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "TRUE", "1", "true "})
    void requiredIsTrueOrFalse(String value) {
        assertRefused("todos.idempotency.required", value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jwt", "NONE", "", "basic"})
    void nobodyIsAskedWhoTheyAreYet(String value) {
        assertRefused("todos.auth", value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:derby:todos",
                "jdbc:derby:/srv/todos",
                "jdbc:derby:memory:todos",
                "jdbc:derby:directory:todos",
                "jdbc:derby:data/todos;create=false;territory=de_DE"
            })
    void aUrlNamesADatabaseOfDerby(String url) {
        assertThat(MapConfig.settings("todos.db.url", url).url()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "data/todos",
                "jdbc:",
                "jdbc:h2:mem:todos",
                "JDBC:DERBY:data/todos",
                "jdbc:derby",
                "jdbc:derby:",
                "jdbc:derby:;create=true",
                "jdbc:derby://host:1527/todos",
                "jdbc:derby:/"
            })
    void aUrlOfNoDatabaseIsRefused(String value) {
        assertRefused("todos.db.url", value);
    }

    @Test
    void aMessageSaysWhatWouldBeRight() {
        assertThatThrownBy(() -> MapConfig.settings("todos.idempotency.ttl", "tomorrow"))
                .hasMessage(
                        "The setting todos.idempotency.ttl must be an ISO-8601 duration like PT24H, from PT1S to PT876000H, but is \"tomorrow\".");
        assertThatThrownBy(() -> MapConfig.settings("todos.idempotency.required", "yes"))
                .hasMessage("The setting todos.idempotency.required must be true or false, but is \"yes\".");
        assertThatThrownBy(() -> MapConfig.settings("todos.db.pool", "0"))
                .hasMessage(
                        "The setting todos.db.pool must be a whole number of connections, 1 to 1000, but is \"0\".");
    }

    @Test
    void aMessageShowsNoPassword() {
        assertThatThrownBy(
                        () -> MapConfig.settings("todos.db.url", "jdbc:mysql://ann:secret@host/todos;password=secret"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://localhost/todos",
                "jdbc:postgresql://one:5433,two/todos?targetServerType=primary",
                "jdbc:postgresql:todos",
                "jdbc:postgresql://localhost/todos?user=a@b&password=x"
            })
    void aDatabaseCanBeAPostgreSql(String url) {
        assertThat(MapConfig.settings("todos.db.url", url).database()).isEqualTo("postgresql");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://todos:secret@localhost/todos", "jdbc:postgresql://localhost:x/todos"})
    void aUrlThatIsNoneOfPostgreSqlIsRefusedWithoutBeingTold(String url) {
        assertThatThrownBy(() -> MapConfig.settings("todos.db.url", url))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("todos.db.url")
                .hasMessageNotContaining("secret");
    }
}
