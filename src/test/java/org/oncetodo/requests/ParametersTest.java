package org.oncetodo.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {

    private static Parameters of(String query) {
        return Parameters.of(Requests.query(query));
    }

    @Test
    void whatIsAbsentHasItsDefault() {
        for (String query : new String[] {"", "?", "?&&", "?other=1"}) {
            assertThat(of(query).text("key")).isEmpty();
            assertThat(of(query).number("limit", 1, 1000, 100)).isEqualTo(100);
            assertThat(of(query).bool("is_completed")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "?key=a, a",
        "?key=, ''",
        "?key, ''",
        "?key=a=b, a=b",
        "?key=a+b, a+b",
        "?key=a%20b, a b",
        "?key=%22a%22, \"a\"",
        "?key=%2B%26%3D, +&=",
        "?key=%C3%A4, ä",
        "?k%65y=a, a",
        "?x=1&key=a&y, a"
    })
    void aTextIsPercentDecoded(String query, String expected) {
        assertThat(of(query).text("key")).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?key=a&key=a", "?key=a&k%65y=b", "?key&key", "?key=a&x=1&key"})
    void aParameterIsGivenOnce(String query) {
        assertThatThrownBy(() -> of(query).text("key"))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("key");
    }

    @ParameterizedTest
    @CsvSource({"?limit=1, 1", "?limit=1000, 1000", "?limit=%31%30, 10"})
    void aNumberWithinItsBoundsIsTaken(String query, long expected) {
        assertThat(of(query).number("limit", 1, 1000, 100)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "1001",
                "-1",
                "+1",
                "01",
                "1.0",
                "1e2",
                "0x1",
                "ten",
                "%201",
                "1%20",
                "9223372036854775808",
                "99999999999999999999999",
                "%D9%A1",
                "1,2"
            })
    void anotherNumberIsRefused(String value) {
        assertThatThrownBy(() -> of("?limit=" + value).number("limit", 1, 1000, 100))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessage("The parameter limit must be a whole number from 1 to 1000.");
    }

    @Test
    void idsHave64Bits() {
        assertThat(of("?after=9223372036854775807").number("after", 0, Long.MAX_VALUE, 0))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(of("?after=0").number("after", 0, Long.MAX_VALUE, 5)).isZero();
        assertThat(Parameters.number("9223372036854775807")).contains(Long.MAX_VALUE);
        assertThat(Parameters.number("9223372036854775808")).isEmpty();
        assertThat(Parameters.number("-1")).isEmpty();
        assertThat(Parameters.number("007")).isEmpty();
        assertThat(Parameters.number("")).isEmpty();
        assertThat(Parameters.number("\u0661")).isEmpty();
    }

    @Test
    void aBooleanIsTrueOrFalse() {
        assertThat(of("?is_completed=true").bool("is_completed")).contains(true);
        assertThat(of("?is_completed=false").bool("is_completed")).contains(false);
        for (String value : new String[] {"", "1", "TRUE", "yes", "true%20"}) {
            assertThatThrownBy(() -> of("?is_completed=" + value).bool("is_completed"))
                    .isInstanceOf(InvalidParameterException.class)
                    .hasMessage("The parameter is_completed must be true or false.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%zz", "a%2", "%-1"})
    void aBrokenPercentEncodingIsRefusedWhereSomebodyAsksForIt(String value) {
        assertThatThrownBy(() -> of("?key=" + value).text("key"))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("percent-encoding");
        assertThat(of("?other=" + value).text("key")).isEmpty();
    }

    @Test
    void theNextPageIsALinkWhateverTheOtherParametersHold() {
        assertThat(of("?x=<a>\"{|}\"&limit=2").with("after", 9)).isEqualTo("x=%3Ca%3E%22%7B%7C%7D%22&limit=2&after=9");
    }

    @Test
    void theNextPageKeepsTheOtherParameters() {
        assertThat(of("?limit=2&after=7&is_completed=true&x=%C3%A4+&y").with("after", 9))
                .isEqualTo("limit=2&is_completed=true&x=%C3%A4+&y&after=9");
        assertThat(of("").with("after", 9)).isEqualTo("after=9");
        assertThat(of("?%61fter=7&limit=2").with("after", 9)).isEqualTo("limit=2&after=9");
    }
}
