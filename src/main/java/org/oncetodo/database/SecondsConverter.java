package org.oncetodo.database;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Stores a point in time as the text that clients see, its parts of a second cut off: {@code 2026-02-15T10:30:00Z}. A
 * column of a timestamp type would pass through {@code java.sql.Timestamp}, which loses an hour a year in the JVM's time
 * zone; as text every time survives, sorts, and can be read by a person.
 */
@Converter(autoApply = true)
public class SecondsConverter implements AttributeConverter<Instant, String> {

    @Override
    public String convertToDatabaseColumn(Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    @Override
    public Instant convertToEntityAttribute(String text) {
        return text == null ? null : Instant.parse(text);
    }
}
