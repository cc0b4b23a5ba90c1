package org.oncetodo.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class HeaderLinesTest {

    @Test
    void aHeaderIsFoundInAnyCaseWithAllItsLines() {
        assertThat(HeaderLines.named(
                        "If-Match", Requests.headers("if-match", "a", "IF-MATCH", "b", "If-None-Match", "c")))
                .containsExactlyInAnyOrder("a", "b");
        assertThat(HeaderLines.named("If-Match", Requests.headers("Accept", "a")))
                .isEmpty();
    }

    @Test
    void theLanguageOfTheMachineDoesNotMatter() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(HeaderLines.named("Idempotency-Key", Requests.headers("idempotency-key", "a")))
                    .containsExactly("a");
        } finally {
            Locale.setDefault(before);
        }
    }
}
