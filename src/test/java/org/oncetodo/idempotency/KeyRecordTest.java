package org.oncetodo.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.oncetodo.callers.Owner;

class KeyRecordTest {

    private static final Instant CREATED = Instant.parse("2026-02-15T10:30:00Z");
    private static final IdempotencyKey KEY = new IdempotencyKey("a");
    private static final Fingerprint FINGERPRINT = Fingerprint.of("o", "a");

    private static KeyRecord record(Duration ttl) {
        return new KeyRecord(Owner.ANYONE, KEY, FINGERPRINT, 42, CREATED, ttl);
    }

    @ParameterizedTest
    @CsvSource({
        "PT1S, 2026-02-15T10:30:01Z",
        "PT24H, 2026-02-16T10:30:00Z",
        "PT1.5S, 2026-02-15T10:30:02Z",
        "PT1.000000001S, 2026-02-15T10:30:02Z",
        "PT1.999999999S, 2026-02-15T10:30:02Z"
    })
    void aKeyExpiresAtAWholeSecondAndNoSooner(Duration ttl, Instant expected) {
        assertThat(record(ttl).expiresAt()).isEqualTo(expected);
    }

    @Test
    void aKeyIsLiveUntilTheSecondItExpires() {
        KeyRecord record = record(Duration.ofMinutes(1));

        assertThat(record.isLiveAt(CREATED)).isTrue();
        assertThat(record.isLiveAt(Instant.parse("2026-02-15T10:30:59.999999999Z")))
                .isTrue();
        assertThat(record.isLiveAt(Instant.parse("2026-02-15T10:31:00Z"))).isFalse();
        assertThat(record.isLiveAt(Instant.parse("2026-02-15T10:31:00.000000001Z")))
                .isFalse();
    }

    @Test
    void aKeyIsForWhatItsFirstRequestAskedFor() {
        KeyRecord record = record(Duration.ofMinutes(1));

        assertThatCode(() -> record.mustBeFor(KEY, Fingerprint.of("o", "a"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> record.mustBeFor(KEY, Fingerprint.of("o", "b")))
                .isInstanceOf(IdempotencyKeyReusedException.class);
    }

    @Test
    void whatWasStoredIsToldAsItWas() {
        KeyRecord record = record(Duration.ofMinutes(1));

        assertThat(record.createdId()).isEqualTo(42);
        assertThat(record.createdAt()).isEqualTo(CREATED);
    }

    @Test
    void anOwnerAndAKeyAreOneId() {
        KeyRecord.Id id = new KeyRecord.Id(Owner.ANYONE, KEY);

        assertThat(id)
                .isEqualTo(new KeyRecord.Id(Owner.ANYONE, KEY))
                .hasSameHashCodeAs(new KeyRecord.Id(Owner.ANYONE, KEY));
        assertThat(id).isNotEqualTo(new KeyRecord.Id(new Owner("a"), KEY));
        assertThat(id).isNotEqualTo(new KeyRecord.Id(Owner.ANYONE, new IdempotencyKey("A")));
        assertThat(id).isNotEqualTo(KEY);
        assertThat(id.hashCode()).isNotEqualTo(new KeyRecord.Id(new Owner("a"), KEY).hashCode());
    }
}
