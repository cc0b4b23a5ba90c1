package org.oncetodo.todos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractListAssert;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oncetodo.json.Json;
import org.oncetodo.json.StrictJson;
import org.oncetodo.todos.InvalidTodoException.Violation;

/** What a client may write when it creates a todo. */
class TodoDraftTest {

    private static TodoDraft read(String body) {
        return TodoDraft.toCreate(StrictJson.read(body.getBytes(UTF_8)));
    }

    private static AbstractListAssert<?, List<? extends Violation>, Violation, ObjectAssert<Violation>>
            assertViolations(String body) {
        try {
            read(body);
        } catch (InvalidTodoException e) {
            return assertThat(e.violations());
        }
        throw new AssertionError("valid: " + body);
    }

    private static void assertRefused(String body, String... pointers) {
        assertViolations(body).extracting(Violation::pointer).containsExactlyInAnyOrder(pointers);
    }

    @Test
    void whatIsAbsentHasItsDefault() {
        assertThat(read("{\"title\":\"milk\"}")).isEqualTo(new TodoDraft("milk", null, false));
    }

    @Test
    void allThreeMembersAreTaken() {
        assertThat(read("{\"is_completed\":true,\"description\":\"two litres\",\"title\":\"milk\"}"))
                .isEqualTo(new TodoDraft("milk", "two litres", true));
        assertThat(read("{\"is_completed\":false,\"description\":null,\"title\":\"milk\"}"))
                .isEqualTo(new TodoDraft("milk", null, false));
        assertThat(read("{\"title\":\"milk\",\"description\":\"\"}").description())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{\"title\":\"milk\"}]", "\"milk\"", "1", "true", "null"})
    void onlyAnObjectIsATodo(String body) {
        assertViolations(body).containsExactly(new Violation("", "must be a JSON object"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "true", "[]", "{}", "[\"milk\"]"})
    void aTitleIsAString(String value) {
        assertViolations("{\"title\":" + value + "}").containsExactly(new Violation("/title", "must be a string"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "[]", "{}"})
    void aDescriptionIsAStringOrNull(String value) {
        assertViolations("{\"title\":\"milk\",\"description\":" + value + "}")
                .containsExactly(new Violation("/description", "must be a string or null"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "0", "\"true\"", "\"\"", "[]", "{}"})
    void isCompletedIsABoolean(String value) {
        assertViolations("{\"title\":\"milk\",\"is_completed\":" + value + "}")
                .containsExactly(new Violation("/is_completed", "must be true or false"));
    }

    @Test
    void aTitleIsRequired() {
        assertViolations("{}").containsExactly(new Violation("/title", "is required"));
    }

    /** Unicode 15's White_Space, all of it. */
    static Stream<String> whiteSpace() {
        return Stream.of(
                        IntStream.rangeClosed(0x9, 0xD),
                        IntStream.of(0x20, 0x85, 0xA0, 0x1680),
                        IntStream.rangeClosed(0x2000, 0x200A),
                        IntStream.of(0x2028, 0x2029, 0x202F, 0x205F, 0x3000))
                .flatMap(IntStream::boxed)
                .map(Character::toString);
    }

    @ParameterizedTest
    @MethodSource("whiteSpace")
    void whiteSpaceAloneIsBlank(String space) {
        assertViolations(titled(space + " " + space)).containsExactly(new Violation("/title", "must not be blank"));
        assertThat(read(titled(space + "a")).title()).isEqualTo(space + "a");
    }

    /** A todo of this title, every unit of which is escaped. */
    private static String titled(String title) {
        return title.chars().mapToObj("\\u%04x"::formatted).collect(joining("", "{\"title\":\"", "\"}"));
    }

    @Test
    void nothingIsBlank() {
        assertViolations("{\"title\":\"\"}").containsExactly(new Violation("/title", "must not be blank"));
    }

    /** Among them what Java or other definitions take for white space, and what is invisible. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                0x1C, 0x1D, 0x1E, 0x1F, 0x1, 0x7F, 0xAD, 0x180E, 0x200B, 0x200D, 0x2060, 0x2800, 0x3164, 0xFEFF, 0x1F600
            })
    void whatIsNoWhiteSpaceIsNotBlank(int codePoint) {
        String title = Character.toString(codePoint);

        assertThat(read(titled(title)).title()).isEqualTo(title);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ä", "\uFFFF", "\uD83D\uDE00", "\u0301"})
    void lengthIsCountedInCodePoints(String character) {
        String todo = "{\"title\":\"%s\",\"description\":\"%s\"}";

        assertThat(read(todo.formatted(character.repeat(255), character.repeat(4_000))))
                .isNotNull();
        assertViolations(todo.formatted(character.repeat(256), character.repeat(4_001)))
                .containsExactlyInAnyOrder(
                        new Violation("/title", "must have at most 255 characters"),
                        new Violation("/description", "must have at most 4000 characters"));
    }

    @Test
    void noTextHoldsU0000() {
        assertViolations("{\"title\":\"a\\u0000\",\"description\":\"\\u0000\"}")
                .containsExactlyInAnyOrder(
                        new Violation("/title", "must not contain U+0000"),
                        new Violation("/description", "must not contain U+0000"));
        assertRefused("{\"title\":\"\\u0000\"}", "/title");
    }

    @Test
    void theServersOwnMembersCannotBeSent() {
        assertRefused("{\"title\":\"milk\",\"id\":1,\"created_at\":\"2026-02-15T10:30:00Z\"}", "/id", "/created_at");
        assertRefused("{\"title\":\"milk\",\"id\":null,\"created_at\":null}", "/id", "/created_at");
    }

    @ParameterizedTest
    @CsvSource({
        "colour, /colour",
        "Title, /Title",
        "'title ', '/title '",
        "isCompleted, /isCompleted",
        "'', /",
        "a/b, /a~1b",
        "a~b, /a~0b",
        "~1, /~01",
        "/~, /~1~0",
        "ünï, /ünï"
    })
    void whatIsNoMemberOfATodoIsNamed(String name, String pointer) {
        assertViolations("{\"title\":\"milk\",\"" + name + "\":null}")
                .containsExactly(new Violation(pointer, "is not a member of a todo"));
    }

    @Test
    void aQuoteInAMembersNameIsNoTrouble() {
        assertRefused("{\"title\":\"milk\",\"a\\\"b\\u0000\":1}", "/a\"b\0");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        assertRefused(
                "{\"title\":\" \",\"description\":1,\"is_completed\":\"no\",\"id\":1,\"created_at\":1,\"a\":1,\"b\":2}",
                "/title",
                "/description",
                "/is_completed",
                "/id",
                "/created_at",
                "/a",
                "/b");
        assertRefused("{\"description\":\"%s\",\"x\":1}".formatted("a".repeat(4_001)), "/title", "/description", "/x");
    }

    @Test
    void theProblemListsEverythingThatIsWrong() {
        assertThatThrownBy(() -> read("{\"title\":1,\"a/b\":2}"))
                .isInstanceOfSatisfying(InvalidTodoException.class, e -> {
                    byte[] json = Json.write(out -> {
                        out.writeStartObject();
                        e.writeExtensions(out);
                        out.writeEnd();
                    });
                    assertThat(Drafts.text(json))
                            .isEqualTo("{\"errors\":[{\"pointer\":\"/title\",\"detail\":\"must be a string\"},"
                                    + "{\"pointer\":\"/a~1b\",\"detail\":\"is not a member of a todo\"}]}");
                });
    }

    /** Same todo: white space, the order of members, escapes, and an absent member against its default. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"title\":\"Amélie\"}",
                " {\n\t\"title\" : \"Amélie\" } ",
                "{\"title\":\"\\u0041m\\u00e9lie\"}",
                "{\"title\":\"Amélie\",\"description\":null}",
                "{\"is_completed\":false,\"title\":\"Amélie\"}",
                "{\"description\":null,\"is_completed\":false,\"title\":\"\\u0041mélie\"}"
            })
    void theSameTodoHasOneFingerprintHoweverItIsWritten(String body) {
        assertThat(read(body).fingerprint()).isEqualTo(new TodoDraft("Amélie", null, false).fingerprint());
    }

    @Test
    void anotherTodoHasAnotherFingerprint() {
        List<TodoDraft> drafts = List.of(
                new TodoDraft("ab", null, false),
                new TodoDraft("ab", null, true),
                new TodoDraft("ab", "", false),
                new TodoDraft("ab", "null", false),
                new TodoDraft("a", "b", false),
                new TodoDraft("b", "a", false),
                new TodoDraft("ab ", null, false),
                new TodoDraft("\u00e4b", null, false),
                new TodoDraft("a\u0308b", null, false));

        assertThat(drafts).extracting(TodoDraft::fingerprint).doesNotHaveDuplicates();
    }
}
