package org.oncetodo.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.oncetodo.environment.Elsewhere;

class FingerprintTest {

    @Test
    void theSamePartsHaveTheSameFingerprint() {
        assertThat(Fingerprint.of("POST /todos", "a", null, "b"))
                .isEqualTo(Fingerprint.of("POST /todos", "a", null, "b"));
    }

    /** Stored keys outlive a deployment, so this may only change together with the version. */
    @Test
    void theEncodingOfVersion1NeverChanges() {
        assertThat(Fingerprint.of("POST /todos", "Buy milk", null, "false").text())
                .isEqualTo("01c236c931aa25a8ba23cca1cc5906d9c7d975a811a668197bb1965e4464f1391f");
    }

    @Test
    void noTwoListsOfPartsAreAlike() {
        List<Fingerprint> fingerprints = List.of(
                Fingerprint.of("o"),
                Fingerprint.of("o", ""),
                Fingerprint.of("o", (String) null),
                Fingerprint.of("o", "null"),
                Fingerprint.of("o", "", ""),
                Fingerprint.of("o", null, ""),
                Fingerprint.of("o", "", null),
                Fingerprint.of("o", "a", "b"),
                Fingerprint.of("o", "b", "a"),
                Fingerprint.of("o", "ab", ""),
                Fingerprint.of("o", "", "ab"),
                Fingerprint.of("o", "ab"),
                Fingerprint.of("oa", "b"),
                Fingerprint.of("o", "a\0b"),
                Fingerprint.of("o", "a\0\0\0\1b"),
                Fingerprint.of("p", "a", "b"));

        assertThat(fingerprints).doesNotHaveDuplicates();
    }

    @Test
    void textsThatOnlyLookAlikeDiffer() {
        List<Fingerprint> fingerprints =
                List.of("\u00e4", "a\u0308", "\u00e4 ", "A\u0308", "\u2126", "\u03a9", "?").stream()
                        .map(text -> Fingerprint.of("o", text))
                        .toList();

        assertThat(fingerprints).doesNotHaveDuplicates();
    }

    @Test
    void aFingerprintIsItsVersionAndASha256() {
        Elsewhere.inTurkish(() -> assertThat(Fingerprint.of("o", "a").text()).matches("01[0-9a-f]{64}"));
    }
}
