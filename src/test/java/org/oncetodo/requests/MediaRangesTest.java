package org.oncetodo.requests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaRangesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*",
                "application/json",
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
                "application/json ; charset=utf-8 ; q=1.000",
                "a/b;x=\"1, 2; \\\" 3\";Q=0,\tc/*",
                "a/b;quality=2"
            })
    void whatTheRfcAllowsIsLeftAsItIs(String accept) {
        assertThat(MediaRanges.are(accept)).isTrue();
        assertThat(MediaRanges.in(accept))
                .hasValueSatisfying(same -> assertThat(MediaRanges.are(same)).isTrue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json, , text/html | application/json, text/html",
                ",application/json,            | application/json",
                "json, application/json;q=0.5  | application/json;q=0.5",
                "a/b;q=1.5, c/d;q=0.1234, e/f;q=, g/h;q, i/j;q=-1, k/l | k/l",
                "a/b;x=\"1,2\", c             | a/b;x=\"1,2\"",
                "a/b, c/d;x=\"1, e/f           | a/b",
                "a/b/c, d e/f, g/h             | g/h",
                "json                          |",
                ",                             |"
            })
    void allElseIsLeftOut(String accept, String ranges) {
        assertThat(MediaRanges.are(accept)).isFalse();
        assertThat(MediaRanges.in(accept).orElse(null)).isEqualTo(ranges);
    }

    @Test
    void aLongHeaderTakesNoTime() {
        String accept = "a/b;x=\"1\";q=0.5 , ".repeat(50_000) + "\"\\".repeat(100_000);

        assertThat(MediaRanges.are(accept)).isFalse();
        assertThat(MediaRanges.in(accept)).isPresent();
    }
}
