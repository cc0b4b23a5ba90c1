package org.oncetodo.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.oncetodo.environment.Elsewhere;

class HttpDateTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1994-11-06T08:49:37Z|Sun, 06 Nov 1994 08:49:37 GMT",
                "2024-02-29T23:59:59Z|Thu, 29 Feb 2024 23:59:59 GMT",
                "2026-01-01T00:00:00Z|Thu, 01 Jan 2026 00:00:00 GMT",
                "2027-12-31T12:00:00.999Z|Fri, 31 Dec 2027 12:00:00 GMT"
            })
    void aTimeIsSpelledAsHttpSpellsIt(Instant time, String expected) {
        assertThat(HttpDate.of(time)).isEqualTo(expected);
    }

    @Test
    void whereTheServerStandsDoesNotMatter() {
        Runnable test = () -> assertThat(HttpDate.of(Instant.parse("1994-11-06T08:49:37Z")))
                .isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");

        Elsewhere.inTurkish(test);
        Elsewhere.inNewYork(test);
    }
}
