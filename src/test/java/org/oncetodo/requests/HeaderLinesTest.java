package org.oncetodo.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class HeaderLinesTest {

    @Test
    void aHeaderIsFoundInAnyCaseWithAllItsLines() {
        assertThat(Requests.head("if-match", "a", "IF-MATCH", "b", "If-None-Match", "c")
                        .named("If-Match"))
                .containsExactlyInAnyOrder("a", "b");
        assertThat(Requests.head("Accept", "a").named("If-Match")).isEmpty();
    }

    @Test
    void theLanguageOfTheMachineDoesNotMatter() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(Requests.head("idempotency-key", "a").named("Idempotency-Key"))
                    .containsExactly("a");
        } finally {
            Locale.setDefault(before);
        }
    }
}
