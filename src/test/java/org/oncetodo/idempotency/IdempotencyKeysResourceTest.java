package org.oncetodo.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oncetodo.callers.Owner;
import org.oncetodo.database.DatabaseFailure;
import org.oncetodo.database.TestContainer;
import org.oncetodo.environment.MapConfig;
import org.oncetodo.environment.MovableClock;
import org.oncetodo.requests.InvalidParameterException;
import org.oncetodo.requests.Requests;

/** What became of a key. */
class IdempotencyKeysResourceTest {

    private static final String START = "2026-02-15T10:30:00Z";

    private static final MovableClock CLOCK = new MovableClock(START);
    private static TestContainer container;

    @BeforeAll
    static void start() {
        container = new TestContainer(MapConfig.settings(), CLOCK);
        remember(Owner.ANYONE, "a \\b", 42);
        remember(new Owner("bob"), "bobs", 43);
    }

    private static KeyRecord record(Owner owner, String key, long id) {
        return new KeyRecord(
                owner, new IdempotencyKey(key), Fingerprint.of("o"), id, CLOCK.instant(), Duration.ofHours(1));
    }

    private static void remember(Owner owner, String key, long id) {
        container.transaction(() -> container.get(KeyStore.class).remember(record(owner, key, id), Optional.empty()));
    }

    @AfterAll
    static void stop() {
        container.close();
    }

    @BeforeEach
    void beginAnew() {
        CLOCK.set(START);
    }

    private static Response status(String query) {
        return container.get(IdempotencyKeysResource.class).status(Requests.query(query));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?key=%22a%20%5C%5Cb%22", "?key=%22a%20%5C%5Cb%22%3Bp%3D1", "?x=1&key=%22a%20%5C%5Cb%22"})
    void aKeyTellsItsTodoAndItsTimes(String query) {
        Response status = status(query);

        assertThat(status.getStatus()).isEqualTo(200);
        assertThat(new String((byte[]) status.getEntity(), UTF_8))
                .isEqualTo("{\"idempotency_key\":\"a \\\\b\",\"todo_id\":42,\"created_at\":\"2026-02-15T10:30:00Z\","
                        + "\"expires_at\":\"2026-02-15T11:30:00Z\"}");
        assertThat(status.getHeaderString("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void anUnknownKeyIsNotFound() {
        assertThatThrownBy(() -> status("?key=b"))
                .isInstanceOfSatisfying(
                        IdempotencyKeyNotFoundException.class,
                        problem -> assertThat(problem.retryable()).isTrue()); // its first request may still run
    }

    @Test
    void anotherCallersKeyIsNotFound() {
        assertThatThrownBy(() -> status("?key=bobs")).isInstanceOf(IdempotencyKeyNotFoundException.class);
    }

    @Test
    void anExpiredKeyIsNotFound() {
        CLOCK.set("2026-02-15T11:29:59.999Z");
        assertThat(status("?key=%22a%20%5C%5Cb%22").getStatus()).isEqualTo(200);

        CLOCK.set("2026-02-15T11:30:00Z");
        assertThatThrownBy(() -> status("?key=%22a%20%5C%5Cb%22")).isInstanceOf(IdempotencyKeyNotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?other=a", "?key", "?key=", "?key=%22", "?key=a%20b", "?key=%FF", "?key=%C3%A4"})
    void aKeyThatIsMalformedOrAbsentIsInvalid(String query) {
        assertThatThrownBy(() -> status(query)).isInstanceOf(IdempotencyKeyInvalidException.class);
    }

    @Test
    void aKeyWhoseFirstRequestRunsIsNotFound() {
        container.transaction(() -> {
            container.get(KeyStore.class).remember(record(Owner.ANYONE, "running", 44), Optional.empty());

            CompletionException seen = catchThrowableOfType(
                    CompletionException.class,
                    () -> CompletableFuture.supplyAsync(() -> status("?key=running"))
                            .join());
            assertThat(seen).hasCauseInstanceOf(IdempotencyKeyNotFoundException.class);
        });
        assertThat(status("?key=running").getStatus()).isEqualTo(200);
    }

    @Test
    void aDatabaseThatFailsIsNoAnswer() {
        IdempotencyKeys failing = new IdempotencyKeys() {
            @Override
            public Optional<KeyRecord> find(Owner owner, IdempotencyKey key) {
                throw new IllegalStateException(new SQLException("x", "42X05"));
            }
        };
        IdempotencyKeysResource resource = container.make(IdempotencyKeysResource.class, failing);

        assertThatThrownBy(() -> resource.status(Requests.query("?key=a"))).isInstanceOf(DatabaseFailure.class);
    }

    @Test
    void aKeyIsAskedForOnce() {
        assertThatThrownBy(() -> status("?key=a&key=a")).isInstanceOf(InvalidParameterException.class);
    }

    @Test
    void optionsSaysWhatCanBeDone() {
        Response options = container.get(IdempotencyKeysResource.class).options();

        assertThat(options.getStatus()).isEqualTo(204);
        assertThat(options.getAllowedMethods()).containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS");
    }
}
