package org.oncetodo.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SecondsConverterTest {

    private final SecondsConverter converter = new SecondsConverter();

    @Test
    void aTimeIsStoredAsClientsSeeIt() {
        Instant time = Instant.parse("2026-02-15T10:30:00Z");

        assertThat(converter.convertToDatabaseColumn(time)).isEqualTo("2026-02-15T10:30:00Z");
        assertThat(converter.convertToEntityAttribute("2026-02-15T10:30:00Z")).isEqualTo(time);
    }

    @Test
    void noTimeIsNone() {
        assertThat(converter.convertToDatabaseColumn(null)).isNull();
        assertThat(converter.convertToEntityAttribute(null)).isNull();
    }

    @Test
    void aLaterSecondSortsAfterAnEarlierOne() {
        String expiry = converter.convertToDatabaseColumn(Instant.parse("2026-02-15T10:30:09Z"));

        assertThat(converter.convertToDatabaseColumn(Instant.parse("2026-02-15T10:30:09.999Z")))
                .isEqualTo(expiry);
        assertThat(converter.convertToDatabaseColumn(Instant.parse("2026-02-15T10:30:10Z")))
                .isGreaterThan(expiry);
    }
}
