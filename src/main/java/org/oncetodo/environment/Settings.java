package org.oncetodo.environment;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.postgresql.Driver;

/**
 * What whoever deploys the service decides, by MicroProfile Config: a system property, or an environment variable
 * ({@code TODOS_DB_URL}).
 *
 * @param url {@code todos.db.url}: a JDBC URL of Derby or PostgreSQL
 * @param user {@code todos.db.user}
 * @param password {@code todos.db.password}
 * @param pool {@code todos.db.pool}: how many requests use the database at once, 1 to 1000
 * @param ttl {@code todos.idempotency.ttl}: how long a key is remembered
 * @param purgeEvery {@code todos.idempotency.purge-every}: the time between two purges of expired keys
 * @param longestWait {@code todos.idempotency.wait}: how long a retry waits for the first request
 * @param keyRequired {@code todos.idempotency.required}: whether a POST without a key is refused
 */
public record Settings(
        String url,
        Optional<String> user,
        Optional<String> password,
        int pool,
        Duration ttl,
        Duration purgeEvery,
        Duration longestWait,
        boolean keyRequired) {

    /** Ten times PostgreSQL's own max_connections; beyond some hundreds it needs a pooler (docs/scale.md). */
    public static final int LARGEST_POOL = 1000;

    /** A hundred years: past it a date is a slip, and the year 10000 would no longer sort as text. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /**
     * The settings of this deployment.
     *
     * @throws InvalidSettingException for a value that makes no sense
     */
    public static Settings read() {
        return of(ConfigProvider.getConfig());
    }

    static Settings of(Config config) {
        oneOf(config, "todos.auth", "none", "none");
        return new Settings(
                url(config),
                config.getOptionalValue("todos.db.user", String.class),
                config.getOptionalValue("todos.db.password", String.class),
                pool(config),
                duration(config, "todos.idempotency.ttl", "PT24H", Duration.ofSeconds(1)),
                duration(config, "todos.idempotency.purge-every", "PT1M", Duration.ofSeconds(1)),
                duration(config, "todos.idempotency.wait", "PT10S", Duration.ZERO),
                oneOf(config, "todos.idempotency.required", "false", "true", "false")
                        .equals("true"));
    }

    /** What the database is, in the words of its URL: {@code derby} or {@code postgresql}. */
    public String database() {
        return url.split(":", 3)[1];
    }

    /** Whether it is Derby, and not PostgreSQL. */
    public boolean isDerby() {
        return database().equals("derby");
    }

    private static String url(Config config) {
        String url = value(config, "todos.db.url", "jdbc:derby:data/todos");
        boolean derby = url.matches("jdbc:derby:[^;/][^;]*(;.*)?|jdbc:derby:/[^;/].*"); // a name or path, but no server
        // a user and password before the host would be taken for the host, and told to the log
        boolean postgresql = url.matches("jdbc:postgresql:[^@?]*([?].*)?") && Driver.parseURL(url, null) != null;
        if (!derby && !postgresql) {
            throw new InvalidSettingException(
                    "todos.db.url", "a JDBC URL like jdbc:derby:data/todos or jdbc:postgresql://localhost/todos");
        }
        return url;
    }

    private static int pool(Config config) {
        String value = value(config, "todos.db.pool", "20");
        int pool = value.matches("[0-9]{1,4}") ? Integer.parseInt(value) : 0;
        if (pool < 1 || pool > LARGEST_POOL) {
            throw new InvalidSettingException(
                    "todos.db.pool", value, "a whole number of connections, 1 to " + LARGEST_POOL);
        }
        return pool;
    }

    private static Duration duration(Config config, String name, String otherwise, Duration least) {
        String value = value(config, name, otherwise);
        try {
            Duration duration = Duration.parse(value);
            if (duration.compareTo(least) >= 0 && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // said below, in the same words
        }
        throw new InvalidSettingException(
                name, value, "an ISO-8601 duration like %s, from %s to %s".formatted(otherwise, least, LONGEST));
    }

    private static String oneOf(Config config, String name, String otherwise, String... choices) {
        String value = value(config, name, otherwise);
        for (String choice : choices) {
            if (choice.equals(value)) {
                return choice;
            }
        }
        throw new InvalidSettingException(name, value, String.join(" or ", choices));
    }

    /** One that was set to nothing makes no sense either, but is absent to MicroProfile Config (3.0, empty values). */
    private static String value(Config config, String name, String otherwise) {
        boolean empty = StreamSupport.stream(config.getConfigSources().spliterator(), false)
                .map(source -> source.getValue(name))
                .filter(Objects::nonNull)
                .findFirst() // the one that counts
                .filter(String::isEmpty)
                .isPresent();
        return empty ? "" : config.getOptionalValue(name, String.class).orElse(otherwise);
    }

    /** Without what may hold a password. */
    @Override
    public String toString() {
        return "Settings[pool=%d, ttl=%s, purgeEvery=%s, longestWait=%s, keyRequired=%s]"
                .formatted(pool, ttl, purgeEvery, longestWait, keyRequired);
    }
}
