package org.oncetodo.json;

import jakarta.json.stream.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/** A JSON value as a client wrote it (RFC 8259, section 3). An array stands for itself: nothing here looks into one. */
public sealed interface Json {

    /** @param members in the order in which they were written, no name twice */
    record Members(Map<String, Json> members) implements Json {}

    /** @param value well-formed Unicode: no lone surrogate */
    record Text(String value) implements Json {}

    /** @param literal as written, of any length and magnitude */
    record Number(String literal) implements Json {

        /** A 64-bit number has at most 20 characters; to read a much longer literal costs more than the answer is worth. */
        private static final int LONGEST = 100;

        /** Whether both are the same number, however it was written: {@code 42.0} and {@code 4.2e1} are 42. */
        public boolean isEqualTo(long other) {
            if (literal.length() > LONGEST) {
                return false;
            }
            try {
                return new BigDecimal(literal).compareTo(BigDecimal.valueOf(other)) == 0;
            } catch (NumberFormatException exponentBeyondAllIntegers) {
                return false;
            }
        }
    }

    /** @param value {@code true} or {@code false} */
    record Bool(boolean value) implements Json {}

    /** {@code null}. */
    record Null() implements Json {}

    /** An array of anything. */
    record Array() implements Json {}

    /** Writes one JSON text: UTF-8, without white space, members in the order in which {@code content} writes them. */
    static byte[] write(Consumer<JsonGenerator> content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256); // a usual todo fits without growing
        try (JsonGenerator json = Factories.GENERATORS.createGenerator(bytes, StandardCharsets.UTF_8)) {
            content.accept(json);
        }
        return bytes.toByteArray();
    }
}
