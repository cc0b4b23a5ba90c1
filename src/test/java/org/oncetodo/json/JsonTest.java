package org.oncetodo.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @ParameterizedTest
    @ValueSource(strings = {"42", "42.0", "4.2e1", "4.2E+1", "420e-1", "42.000000000000000000000000000000000"})
    void aNumberIsTheSameHoweverItIsWritten(String literal) {
        assertThat(new Json.Number(literal).isEqualTo(42)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "43",
                "-42",
                "42.1",
                "42.000000000000000000000000000000001",
                "4.2e2",
                "4294967338",
                "18446744073709551658",
                "42e99",
                "42e99999999999",
                "42e-99999999999",
                "42e2147483647"
            })
    void anotherNumberIsAnother(String literal) {
        assertThat(new Json.Number(literal).isEqualTo(42)).isFalse();
    }

    @Test
    void theLargestIdIsItself() {
        assertThat(new Json.Number("42." + "0".repeat(100)).isEqualTo(42)).isFalse(); // nobody writes it so
        assertThat(new Json.Number("9223372036854775807").isEqualTo(Long.MAX_VALUE))
                .isTrue();
        assertThat(new Json.Number("9223372036854775807.5").isEqualTo(Long.MAX_VALUE))
                .isFalse();
        assertThat(new Json.Number("9.223372036854775807e18").isEqualTo(Long.MAX_VALUE))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9%s", "42.%s", "0.%s1", "42%se-65000", "1e-%s", "1e%s"})
    void aNumberAsLongAsABodyIsComparedQuickly(String pattern) {
        Json.Number number = new Json.Number(pattern.formatted("0".repeat(65_000)));

        assertTimeoutPreemptively(Duration.ofSeconds(2), () -> number.isEqualTo(42));
    }

    @Test
    void jsonIsWrittenInUtf8WithoutWhiteSpaceInTheOrderOfTheCalls() {
        byte[] json = Json.write(out -> out.writeStartObject()
                .write("b", "ä\uD83D\uDE00/\"\\\n\u0001\u007f\u2028")
                .writeNull("a")
                .write("c", 1)
                .writeEnd());

        assertThat(new String(json, UTF_8))
                .isEqualTo("{\"b\":\"ä\uD83D\uDE00/\\\"\\\\\\n\\u0001\u007f\u2028\",\"a\":null,\"c\":1}");
    }

    @Test
    void aLongTextIsWrittenWhole() {
        for (int before = 0; before < 3; before++) {
            String text = "a".repeat(before) + "\uD83D\uDE00".repeat(16_000) + "\uFFFF\u20AC".repeat(4_000);

            byte[] json = Json.write(out -> out.write(text));

            assertThat(StrictJson.read(json)).isEqualTo(new Json.Text(text));
        }
    }
}
