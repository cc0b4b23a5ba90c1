package org.oncetodo.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnicodeIT {

    private static final String GRIN = "\uD83D\uDE00";

    private final Client todos = Deployment.client();

    static Stream<Named<String>> texts() {
        return Stream.of(
                Named.of("astral code points", "Milk \uD83E\uDD5B and " + GRIN + " \uD835\uDD4F \uDBFF\uDFFD"),
                Named.of("255 code points of four bytes each", GRIN.repeat(255)),
                Named.of("255 code points of one byte each", "x".repeat(255)),
                Named.of("255 mixed code points", ("a\u00E9\u20AC" + GRIN + "z").repeat(51)),
                Named.of("combining marks", "e\u0301 a\u0308\u0323 Z\u0351\u036B\u0343"),
                Named.of("precomposed", "\u00E9 \u00C5 \u1EA1\u0308"),
                Named.of("right to left", "\u05E7\u05E0\u05D4 \u05D7\u05DC\u05D1 \u202E\u0627\u0634\u062A\u0631\u202C"),
                Named.of(
                        "a family of seven code points",
                        "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67\u200D\uD83D\uDC66"),
                Named.of("trailing spaces", "Buy milk   "),
                Named.of("leading spaces", "   Buy milk"),
                Named.of("line ends and tabs", "\tBuy\r\nmilk\n"),
                Named.of("control characters", "\u0001\u0002\u0008\u000B\u000C\u000E\u001B\u001F\u007F\u0080\u009F"),
                Named.of("quotes and backslashes", "\"Buy\" \\milk\\ \\u0041 \\n /"),
                Named.of("markup", "<b onclick='x()'>&amp;</b> ${milk} #{milk} %s %00 '); --"),
                Named.of("noncharacters", "\uFFFE \uFFFF \uFDD0 \uD83F\uDFFE"),
                Named.of("byte order mark", "\uFEFFBuy\uFEFF"),
                Named.of("line and paragraph separators", "a\u2028b\u2029c\u0085d"),
                Named.of("private use", "\uE000 \uF8FF \uDB80\uDC00 \uDBFF\uDFFD"),
                Named.of("Turkish and German", "\u0130\u0131 \u00DF \u1E9E"),
                Named.of(
                        "many scripts",
                        "\u725B\u4E73 \uC6B0\uC720 \u0926\u0942\u0927 \u0645\u06A9\u06BE\u0646 \u10E0\u10EB\u10D4"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    @Promise({
        "Every Unicode text survives the round trip",
        "What a POST answers is, byte for byte, what a GET of the unchanged todo and a replay answer later",
        "The todo: title and description are kept exactly as sent"
    })
    void everyTextComesBackAsItWasSent(String text) {
        String key = Fresh.key();
        String draft = Fresh.draft(text, text, false);

        Answer posted = todos.create(key, draft).expect(201);

        assertThat(posted.todo().getString("title")).isEqualTo(text);
        assertThat(posted.todo().getString("description")).isEqualTo(text);
        assertThat(todos.get(posted.location()).expect(200).bytes()).isEqualTo(posted.bytes());
        assertThat(todos.create(key, draft).expect(201).bytes()).isEqualTo(posted.bytes());
        assertThat(todos.put(posted.location(), posted.text()).expect(200).bytes())
                .isEqualTo(posted.bytes());
    }

    @ParameterizedTest
    @MethodSource("texts")
    @Promise("Every Unicode text survives the round trip")
    void everyTextSurvivesAReplacementAndAPatch(String text) {
        String todo = todos.create(Fresh.draft()).expect(201).location();

        Answer put = todos.put(todo, Fresh.draft(text)).expect(200);
        Answer patched = todos.patch(todo, "{\"description\":" + Fresh.quoted(text) + "}")
                .expect(200);

        assertThat(put.todo().getString("title")).isEqualTo(text);
        JsonObject read = todos.get(todo).expect(200).todo();
        assertThat(read.getString("title")).isEqualTo(text);
        assertThat(read.getString("description")).isEqualTo(text);
        assertThat(todos.get(todo).bytes()).isEqualTo(patched.bytes());
    }

    @Test
    @Promise("The todo: description has at most 4,000 characters (code points)")
    void aDescriptionMayHave4000CharactersOfAnyPlane() {
        for (String character : new String[] {"x", "\u00E9", "\u20AC", GRIN}) {
            String description = character.repeat(4000);
            Answer posted =
                    todos.create(Fresh.draft(Fresh.title(), description, false)).expect(201);

            assertThat(todos.get(posted.location()).todo().getString("description"))
                    .isEqualTo(description);
        }
    }

    @Test
    @Promise("Every Unicode text survives the round trip")
    void charactersWrittenAsEscapesAreTheSameCharacters() {
        String escaped = "{\"title\":\"\\u0042uy \\ud83d\\uDE00 \\/ \\u00e9 \\b\\f\\n\\r\\t \\\" \\\\\"}";

        JsonObject todo = todos.create(escaped).expect(201).todo();

        assertThat(todo.getString("title")).isEqualTo("Buy " + GRIN + " / \u00E9 \b\f\n\r\t \" \\");
    }

    /** Each of them is taken for white space by some library, but has no such property in Unicode. */
    static Stream<Named<String>> visibleByDefinition() {
        return IntStream.of(
                        0x1C, 0x1D, 0x1E, 0x1F, 0x01, 0x08, 0x7F, 0x180E, 0x200B, 0x200C, 0x200D, 0x2060, 0x2800,
                        0x3164, 0xAD, 0xFEFF, 0xE0020)
                .mapToObj(point -> Named.of("U+%04X".formatted(point), Character.toString(point)));
    }

    @ParameterizedTest
    @MethodSource("visibleByDefinition")
    @Promise("The todo: blank means only Unicode White_Space")
    void whatIsNotWhiteSpaceIsATitle(String character) {
        JsonObject todo = todos.create(Fresh.draft(character)).expect(201).todo();

        assertThat(todo.getString("title")).isEqualTo(character);
    }

    static Stream<Named<String>> whiteSpace() {
        return IntStream.of(
                        0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004,
                        0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
                .mapToObj(point -> Named.of("U+%04X".formatted(point), Character.toString(point)));
    }

    @ParameterizedTest
    @MethodSource("whiteSpace")
    @Promise("The todo: blank means only Unicode White_Space")
    void whiteSpaceAloneIsNoTitle(String character) {
        byte[] draft = Fresh.draft(" " + character + character).getBytes(UTF_8);

        Answer answer = todos.flawed("POST", "/todos", draft, "Content-Type", Client.JSON);

        assertThat(Problems.pointers(Problems.assertProblem(answer, "invalid-todo")))
                .containsExactly("/title");
    }
}
