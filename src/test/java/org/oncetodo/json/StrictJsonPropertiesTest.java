package org.oncetodo.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Every sequence of bytes is either one value or malformed, and nothing worse. */
class StrictJsonPropertiesTest {

    private static final byte[] TEXT =
            "{\"a\":[1.5e3,true,null,{\"b\":\"ä\\ud83d\\ude00\\n\uD83D\uDE00\"}],\"c\":false,\"d\":-0}".getBytes(UTF_8);

    @Provide
    static Arbitrary<String> almostJson() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        ":",
                        "\"",
                        "\"a\"",
                        "\"b\"",
                        "1",
                        "-",
                        "0",
                        ".",
                        "e",
                        "true",
                        "null",
                        " ",
                        "\\u",
                        "d83d",
                        "\uD83D\uDE00")
                .list()
                .ofMaxSize(12)
                .map(tokens -> String.join("", tokens));
    }

    private static Json readOrNull(byte[] bytes) {
        try {
            return StrictJson.read(bytes);
        } catch (MalformedJsonException e) {
            assertThat(e).hasMessageContaining("body").hasMessageNotContaining("Exception");
            return null;
        }
    }

    @Property(tries = 1_000)
    void anyBytesAreAValueOrMalformed(@ForAll byte[] bytes) {
        readOrNull(bytes);
    }

    @Property(tries = 2_000)
    void anyTokensAreAValueOrMalformed(@ForAll("almostJson") String tokens) {
        readOrNull(tokens.getBytes(UTF_8));
    }

    @Property(tries = 1_000)
    void aTextWithAFaultIsAnotherValueOrMalformed(@ForAll Random random) {
        byte[] faulty = TEXT.clone();
        faulty[random.nextInt(faulty.length)] = (byte) random.nextInt(256);

        readOrNull(faulty);
        readOrNull(Arrays.copyOf(faulty, random.nextInt(faulty.length)));
    }

    @Property(tries = 500)
    void aTruncatedTextIsMalformed(@ForAll Random random) {
        assertThat(readOrNull(Arrays.copyOf(TEXT, random.nextInt(TEXT.length)))).isNull();
    }
}
