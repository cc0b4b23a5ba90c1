package org.oncetodo.contract;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Client.JSON;
import static org.oncetodo.contract.Problems.assertProblem;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReplayingIT {

    private final Client todos = Deployment.client();

    @Test
    @Promise({
        "Idempotency-Key: a new key is answered 201, as without a key",
        "Idempotency-Key: known key, same todo: 201, the first answer again, plus Idempotent-Replayed: true"
    })
    void aRetryGetsTheFirstAnswer() {
        String key = Fresh.key();
        String title = Fresh.title();
        String draft = Fresh.draft(title, "From store", true);

        Answer first = todos.create(key, draft).expect(201);

        assertThat(first.replayed()).isFalse();
        assertThat(first.location()).isEqualTo(todos.at("/todos/" + first.id()));
        for (int i = 0; i < 3; i++) {
            todos.create(key, draft).assertRepeats(first);
        }
        assertThat(titlesSince(first)).doesNotContain(title);
    }

    @Test
    @Promise("Idempotency-Key: after the todo was changed, still the first answer")
    void aRetryAfterAChangeGetsTheFirstAnswer() {
        String key = Fresh.key();
        String draft = Fresh.draft();
        Answer first = todos.create(key, draft).expect(201);

        Answer changed =
                todos.put(first.location(), Fresh.draft("Changed", "x", true)).expect(200);

        todos.create(key, draft).assertRepeats(first);
        assertThat(todos.get(first.location()).expect(200).bytes()).isEqualTo(changed.bytes());
    }

    @Test
    @Promise("Idempotency-Key: after the todo was deleted, still the first answer; never created again")
    void aRetryAfterDeleteGetsTheFirstAnswer() {
        String key = Fresh.key();
        String draft = Fresh.draft();
        Answer first = todos.create(key, draft).expect(201);

        todos.delete(first.location()).expect(204);

        todos.create(key, draft).assertRepeats(first);
        assertProblem(todos.get(first.location()), "not-found");
    }

    @Test
    @Promise("Idempotency-Key: known key, other todo: 422; nothing is created")
    void aKeyIsNotReusedForAnotherTodo() {
        String key = Fresh.key();
        String draft = Fresh.draft();
        String other = Fresh.title();
        Answer first = todos.create(key, draft).expect(201);

        Answer refused = todos.create(key, Fresh.draft(other));

        assertProblem(refused, "idempotency-key-reused", key);
        assertThat(refused.replayed()).isFalse();
        assertThat(titlesSince(first)).doesNotContain(other);
        todos.create(key, draft).assertRepeats(first);
    }

    @Test
    @Promise("Idempotency-Key: known key, other todo: 422; nothing is created")
    void aKeyIsNotReusedAfterItsTodoIsGone() {
        String key = Fresh.key();
        Answer first = todos.create(key, Fresh.draft()).expect(201);
        todos.delete(first.location()).expect(204);

        assertProblem(todos.create(key, Fresh.draft()), "idempotency-key-reused", key);
    }

    @Test
    @Promise("Idempotency-Key: another key creates another todo")
    void theSameTodoUnderAnotherKeyIsAnotherTodo() {
        String draft = Fresh.draft();

        Answer first = todos.create(Fresh.key(), draft).expect(201);
        Answer second = todos.create(Fresh.key(), draft).expect(201);

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.replayed()).isFalse();
    }

    @Test
    @Promise("Idempotency-Key-Expires: on 201 and 422 to a keyed POST, the stored key's")
    void theClientIsToldHowLongItsKeyIsRemembered() {
        String key = Fresh.key();
        String draft = Fresh.draft();

        Answer first = todos.create(key, draft).expect(201);

        String expires = first.the("Idempotency-Key-Expires");
        assertThat(expires).matches("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
        Instant moment = ZonedDateTime.parse(expires, RFC_1123_DATE_TIME).toInstant();
        assertThat(moment).isAfter(Instant.parse(first.todo().getString("created_at")));
        assertThat(todos.create(key, draft).expect(201).the("Idempotency-Key-Expires"))
                .isEqualTo(expires);
        assertThat(todos.create(key, Fresh.draft()).expect(422).the("Idempotency-Key-Expires"))
                .isEqualTo(expires);
    }

    static Stream<Named<String>> spelledOtherwise() {
        return Stream.of(
                Named.of("white space", " \r\n\t{ \"title\" :\t\"Buy A/é 😀\" ,\n\"description\" : null } \n"),
                Named.of(
                        "the order of members",
                        "{\"is_completed\":false,\"description\":null,\"title\":\"Buy A/é 😀\"}"),
                Named.of(
                        "defaults written out",
                        "{\"title\":\"Buy A/é 😀\",\"description\":null,\"is_completed\":false}"),
                Named.of("one default written out", "{\"title\":\"Buy A/é 😀\",\"is_completed\":false}"),
                Named.of("an escaped letter", "{\"title\":\"Buy \\u0041/é 😀\"}"),
                Named.of("an escaped slash", "{\"title\":\"Buy A\\/é 😀\"}"),
                Named.of("escapes beyond ASCII", "{\"title\":\"Buy A/\\u00e9 \\uD83D\\ude00\"}"),
                Named.of("escapes in names", "{\"t\\u0069tle\":\"Buy A/é 😀\"}"));
    }

    @ParameterizedTest
    @MethodSource("spelledOtherwise")
    @Promise("Same todo: white space, member order, escapes, absent against default make no difference")
    void theSameTodoSpelledOtherwiseIsTheSameTodo(String spelled) {
        String key = Fresh.key();
        Answer first = todos.create(key, "{\"title\":\"Buy A/é 😀\"}").expect(201);

        todos.create(key, spelled).assertRepeats(first);
    }

    static Stream<Arguments> nearlyTheSame() {
        return Stream.of(
                Arguments.of("{\"title\":\"milk\"}", "{\"title\":\"milk \"}"),
                Arguments.of("{\"title\":\"milk\"}", "{\"title\":\" milk\"}"),
                Arguments.of("{\"title\":\"milk\"}", "{\"title\":\"Milk\"}"),
                Arguments.of("{\"title\":\"milk\"}", "{\"title\":\"mil\"}"),
                Arguments.of("{\"title\":\"milk\"}", "{\"title\":\"milk\\u200b\"}"),
                Arguments.of("{\"title\":\"milk\"}", "{\"title\":\"m\\u0131lk\"}"),
                Arguments.of("{\"title\":\"\\u00e9\"}", "{\"title\":\"e\\u0301\"}"),
                Arguments.of("{\"title\":\"\\u212b\"}", "{\"title\":\"\\u00c5\"}"),
                Arguments.of("{\"title\":\"\\ud83d\\ude00\"}", "{\"title\":\"\\ud83d\\ude01\"}"),
                Arguments.of("{\"title\":\"\\ufb01\"}", "{\"title\":\"fi\"}"),
                Arguments.of("{\"title\":\"stra\\u00dfe\"}", "{\"title\":\"strasse\"}"),
                Arguments.of("{\"title\":\"a b\"}", "{\"title\":\"a\\u00a0b\"}"),
                Arguments.of("{\"title\":\"a\",\"description\":\"\"}", "{\"title\":\"a\"}"),
                Arguments.of("{\"title\":\"a\",\"description\":\"null\"}", "{\"title\":\"a\",\"description\":null}"),
                Arguments.of("{\"title\":\"a\",\"description\":\"b\"}", "{\"title\":\"a\",\"description\":\"b \"}"),
                Arguments.of("{\"title\":\"a\",\"description\":\"b\"}", "{\"title\":\"ab\"}"),
                Arguments.of("{\"title\":\"ab\",\"description\":\"c\"}", "{\"title\":\"a\",\"description\":\"bc\"}"),
                Arguments.of("{\"title\":\"a\",\"description\":\"b\"}", "{\"title\":\"b\",\"description\":\"a\"}"),
                Arguments.of("{\"title\":\"a\"}", "{\"title\":\"a\",\"is_completed\":true}"),
                Arguments.of(
                        "{\"title\":\"a\",\"description\":\"false\"}", "{\"title\":\"a\",\"is_completed\":false}"));
    }

    @ParameterizedTest
    @MethodSource("nearlyTheSame")
    @Promise("Same todo: one code point, the normalisation form or a trailing space make it another")
    void nearlyTheSameTodoIsAnother(String one, String other) {
        String key = Fresh.key();
        Answer first = todos.create(key, one).expect(201);

        assertProblem(todos.create(key, other), "idempotency-key-reused", key);
        todos.create(key, one).assertRepeats(first);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(Named.of("malformed JSON", "{\"title\":"), JSON, "malformed-json"),
                Arguments.of(Named.of("an invalid todo", "{\"title\":\" \"}"), JSON, "invalid-todo"),
                Arguments.of(Named.of("an unknown member", "{\"title\":\"a\",\"x\":1}"), JSON, "invalid-todo"),
                Arguments.of(
                        Named.of("another media type", "{\"title\":\"a\"}"), "text/plain", "unsupported-media-type"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    @Promise("Idempotency-Key: the first request failed: the key is free again")
    void aKeyWhoseFirstRequestFailedIsFree(String body, String type, String problem) {
        String key = Fresh.key();
        assertProblem(
                todos.flawed(
                        "POST",
                        "/todos",
                        body.getBytes(StandardCharsets.UTF_8),
                        "Content-Type",
                        type,
                        "Idempotency-Key",
                        key),
                problem);

        Answer first = todos.create(key, Fresh.draft()).expect(201);

        assertThat(first.replayed()).isFalse();
    }

    @Test
    @Promise("Idempotency-Key: ignored on GET, PUT, PATCH and DELETE, malformed or not")
    void otherMethodsIgnoreTheKey() {
        Answer first = todos.create(Fresh.draft()).expect(201);
        String todo = first.location();
        for (String key : List.of(Fresh.key(), "\"unfinished", "a,b", "")) {
            assertThat(todos.flawed("GET", todo, "Idempotency-Key", key)
                            .expect(200)
                            .bytes())
                    .isEqualTo(first.bytes());
            byte[] changed = Fresh.draft().getBytes(StandardCharsets.UTF_8);
            byte[] patch = "{\"is_completed\":true}".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 2; i++) {
                Answer put = todos.flawed("PUT", todo, changed, "Content-Type", JSON, "Idempotency-Key", key)
                        .expect(200);
                assertThat(put.replayed()).isFalse();
                assertThat(put.header("Idempotency-Key-Expires")).isEmpty();
                todos.flawed("PATCH", todo, patch, "Content-Type", Client.MERGE_PATCH, "Idempotency-Key", key)
                        .expect(200);
            }
            todos.flawed("DELETE", "/todos/9223372036854775807", "Idempotency-Key", key)
                    .expect(204);
            todos.put(todo, first.text()).expect(200);
        }
    }

    @Test
    @Promise("Idempotency-Key: ignored on GET, PUT, PATCH and DELETE, malformed or not")
    void aKeySentWithAPutIsNotRemembered() {
        String key = Fresh.key();
        Answer first = todos.create(Fresh.draft()).expect(201);
        todos.put(first.location(), Fresh.draft(), "Idempotency-Key", key).expect(200);

        assertThat(todos.create(key, Fresh.draft()).expect(201).replayed()).isFalse();
    }

    private List<String> titlesSince(Answer first) {
        return todos.get("/todos?limit=1000&after=" + first.id()).expect(200).list().stream()
                .map(todo -> todo.asJsonObject().getString("title"))
                .toList();
    }
}
