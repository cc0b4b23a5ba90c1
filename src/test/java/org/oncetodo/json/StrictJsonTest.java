package org.oncetodo.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    private static Json read(String text) {
        return StrictJson.read(text.getBytes(UTF_8));
    }

    private static void assertMalformed(String text, String detail) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining(detail);
    }

    @Test
    void everyKindOfValueIsReadAsWhatItIs() {
        assertThat(read("{\"a\":\"x\",\"b\":1.50,\"c\":true,\"d\":false,\"e\":null,\"f\":[1,[2]],\"g\":{\"h\":\"\"}}"))
                .isEqualTo(new Json.Members(Map.of(
                        "a", new Json.Text("x"),
                        "b", new Json.Number("1.50"),
                        "c", new Json.Bool(true),
                        "d", new Json.Bool(false),
                        "e", new Json.Null(),
                        "f", new Json.Array(),
                        "g", new Json.Members(Map.of("h", new Json.Text(""))))));
    }

    @Test
    void membersStayInTheirOrder() {
        assertThat(((Json.Members) read("{\"z\":1,\"a\":2,\"m\":3}")).members().keySet())
                .containsExactly("z", "a", "m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"", "1", "-0.5e-3", "true", "false", "null", "[]", "{}", " \t\r\n{ \"a\" :\n1 } "})
    void anyValueIsAText(String text) {
        assertThat(read(text)).isNotNull();
    }

    @Test
    void escapesMeanTheirCharacters() {
        assertThat(read("\"\\u0041\\u00e9\\ud83d\\uDE00\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\""))
                .isEqualTo(new Json.Text("A\u00e9\uD83D\uDE00\"\\/\b\f\n\r\t\0"));
        assertThat(read("{\"\\u0061\":1}")).isEqualTo(read("{\"a\":1}"));
    }

    @Test
    void everyCharacterMayStandForItself() {
        String text = " /\u007f\u0080\u2028\ufeff\uffff\uD83D\uDE00\uDBFF\uDFFF";

        assertThat(read("\"" + text + "\"")).isEqualTo(new Json.Text(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "]",
                "{]",
                "[}",
                "\"",
                "\"a",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1",
                "{\"a\":1,}",
                "{,}",
                "{\"a\" 1}",
                "{\"a\":1 \"b\":2}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "{null:1}",
                "{\"a\":1,,\"b\":2}",
                "{\"a\"::1}",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[1:2]",
                "nul",
                "tru",
                "True",
                "NaN",
                "Infinity",
                "-Infinity",
                "undefined",
                "01",
                "-01",
                "+1",
                ".5",
                "1.",
                "1.e5",
                "1e",
                "1e+",
                "-",
                "--1",
                "0x10",
                "1_000",
                "'a'",
                "\"\\x41\"",
                "\"\\u12\"",
                "\"\\u12G4\"",
                "\"\\'\"",
                "\"\\",
                "\"a\nb\"",
                "\"a\tb\"",
                "\"\u0001\"",
                "// a\n{}",
                "/* a */{}",
                "{\"a\":/**/1}",
                "# a\n{}",
                "\ufeff{}",
                "\u00a0{}",
                "\f{}",
                "\u2028{}",
                "\0",
                "[\"a\", \"b\"",
                "{\"a\":[1}",
                "[{]}"
            })
    void whatBreaksTheGrammarIsMalformed(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void aMistakeIsToldWithItsPlace() {
        assertMalformed("{\n  \"a\": tru }", "at line 2, column ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}{}",
                "{} {}",
                "{}x",
                "{}]",
                "{}}",
                "1 2",
                "\"a\"\"b\"",
                "null null",
                "[][]",
                "{},",
                "{}\0",
                "{}//",
                "{} \u00a0"
            })
    void textAfterTheValueIsMalformed(String text) {
        assertMalformed(text, "after the end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"b\":{\"a\":1,\"a\":2}}",
                "[{\"a\":1,\"b\":2,\"a\":3}]"
            })
    void aMemberThatIsNamedTwiceIsMalformed(String text) {
        assertMalformed(text, "the member \"a\" twice");
    }

    @Test
    void oneNameMayStandInTwoObjects() {
        assertThat(read("{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":1}]}")).isInstanceOf(Json.Members.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud83d\"", "\"\\ude00\"", "\"\\ude00\\ud83d\"", "\"\\ud83d\\ud83d\\ude00\"", "\"\\ud83dx\"",
                "\"x\\uDFFF\"", "\"\\ud800\\ue000\"", "\"\\ud83d\\ude00\\ude00\"", "{\"\\ud800\":1}", "[\"\\ud800\"]",
                "{\"a\":{\"b\":\"\\udc00\"}}"
            })
    void aLoneSurrogateIsMalformed(String text) {
        assertMalformed(text, "lone surrogate");
    }

    @Test
    void theLoneSurrogateIsNamed() {
        assertMalformed("\"\\uD83D\"", "(\\ud83d)");
    }

    static Stream<byte[]> badUtf8() {
        return Stream.of(
                        "22ff22", // no byte of UTF-8
                        "22c322", // unfinished
                        "228022", // a continuation of nothing
                        "22c08022", // U+0000, overlong
                        "22e0808022", // the same in three bytes
                        "22eda08022", // a surrogate
                        "22eda0bdedb88022", // CESU-8
                        "22f490808022", // beyond U+10FFFF
                        "22f888808080220a", // five bytes
                        "2261e2") // ends within a character
                .map(HexFormat.of()::parseHex);
    }

    @ParameterizedTest
    @MethodSource("badUtf8")
    void badUtf8IsMalformed(byte[] bytes) {
        assertThatThrownBy(() -> StrictJson.read(bytes))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("The body is not valid UTF-8.");
    }

    @Test
    void otherEncodingsAreMalformed() {
        assertThatThrownBy(() -> StrictJson.read("\"ä\"".getBytes(ISO_8859_1)))
                .isInstanceOf(MalformedJsonException.class);
        assertThatThrownBy(() -> StrictJson.read("{}".getBytes(UTF_16))).isInstanceOf(MalformedJsonException.class);
    }

    private static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }

    @Test
    void nestingWithinReasonIsRead() {
        assertThat(read(nested(32))).isInstanceOf(Json.Array.class);
        assertThat(read("{\"a\":".repeat(32) + "1" + "}".repeat(32))).isInstanceOf(Json.Members.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {33, 1_000, 1_001, 32_000})
    void nestingBeyondReasonIsMalformed(int levels) {
        assertMalformed(nested(levels), "nested deeper than 32");
        assertMalformed("{\"a\":".repeat(levels) + "1" + "}".repeat(levels), "nested deeper than 32");
        assertMalformed("[".repeat(levels), "nested deeper than 32");
    }

    @Test
    void aTextOfMuchIsRead() {
        String longest = "\uD83D\uDE00".repeat(16_000);

        assertThat(read("\"" + longest + "\"")).isEqualTo(new Json.Text(longest));
        assertThat(read("[" + "1,".repeat(30_000) + "1]")).isInstanceOf(Json.Array.class);
        assertThat(read("9".repeat(65_000))).isEqualTo(new Json.Number("9".repeat(65_000)));
    }
}
