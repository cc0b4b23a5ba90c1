package org.oncetodo.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Client.JSON;
import static org.oncetodo.contract.Problems.assertProblem;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeySpellingIT {

    private static final String PRINTABLE = "!#$%&'()*+-./:<=>?@[]^_`{|}~";

    private static Answer marker;

    private final Client todos = Deployment.client();

    @BeforeAll
    static void mark() {
        marker = Deployment.client().create(Fresh.draft()).expect(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"<key>\"",
                "\"<key>\";a",
                "\"<key>\";a=1",
                "\"<key>\";a=-1.5;b=?0",
                "\"<key>\"; a=\"x, y; \\\"z\\\" \\\\\"",
                "\"<key>\";   a=token/x:y*;*b=:YWJj:;c_-.*9",
                "\"<key>\";a=::",
                "\"<key>\";a=1;a=2",
                "\"<key>\";a=999999999999999;b=-999999999999.999",
                "\"<key>\";a=@1659578233",
                "\"<key>\";a=%\"f%c3%bc\"",
                "   <key>   ",
                "  \"<key>\"  "
            })
    @Promise("Idempotency-Key: quoted and bare spelling are the same key, parameters are ignored")
    void aKeyMayBeSpelledInManyWays(String spelling) {
        String key = Fresh.key();
        String draft = Fresh.draft();
        Answer first = todos.create(key, draft).expect(201);

        Answer again = keyed(spelling.replace("<key>", key), draft).expect(201);

        assertThat(again.replayed()).isTrue();
        assertThat(again.bytes()).isEqualTo(first.bytes());
    }

    @Test
    @Promise("Idempotency-Key: every visible ASCII character but comma, semicolon and quote may stand in a bare key")
    void aBareKeyMayHoldWhateverIsVisible() {
        String key = PRINTABLE + "\\" + Fresh.key();
        String draft = Fresh.draft();

        keyed(key, draft).expect(201);

        assertThat(keyed('"' + key.replace("\\", "\\\\") + '"', draft)
                        .expect(201)
                        .replayed())
                .isTrue();
    }

    @Test
    @Promise("Idempotency-Key: inside quotes a space, a comma, a semicolon and an escaped quote are fine")
    void aQuotedKeyMayHoldWhatABareOneMayNot() {
        String key = "\" a, b; \\\"c\\\" \\\\ " + Fresh.key() + " \"";
        String draft = Fresh.draft();

        assertThat(keyed(key, draft).expect(201).replayed()).isFalse();
        assertThat(keyed(key, draft).expect(201).replayed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"42-", "-1.5-", "?1-", ":YWJj:-", "@1659578233-", "(a)-", "%-", "*", "null-", "'"})
    @Promise("Idempotency-Key: quoted and bare spelling are the same key, parameters are ignored")
    void aBareKeyIsTextWhateverItLooksLike(String start) {
        String key = start + Fresh.key();
        String draft = Fresh.draft();

        assertThat(keyed(key, draft).expect(201).replayed()).isFalse();
        assertThat(keyed('"' + key + '"', draft).expect(201).replayed()).isTrue();
    }

    @Test
    @Promise("Idempotency-Key: case, spaces and every character count; no two keys are merged")
    void keysThatLookAlikeAreNotTheSame() {
        String key = Fresh.key() + "-a";
        List<Long> ids = new ArrayList<>();
        for (String other : List.of(
                key,
                key.substring(0, key.length() - 1) + "A",
                '"' + key + " \"",
                "\" " + key + '"',
                key + "-",
                key + "%20",
                key + "\\",
                "'" + key + "'",
                key.substring(1))) {
            Answer answer = keyed(other, Fresh.draft()).expect(201);
            assertThat(answer.replayed()).as(other).isFalse();
            ids.add(answer.id());
        }

        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    @Promise("Idempotency-Key: several spaces in a row are one, as a listener may have made one of them")
    void severalSpacesAreOne() {
        String key = Fresh.key();
        String draft = Fresh.draft();

        assertThat(keyed('"' + key + " a\"", draft).expect(201).replayed()).isFalse();
        assertThat(keyed('"' + key + "   a\"", draft).expect(201).replayed()).isTrue();
    }

    static Stream<String> keysWithTab() {
        return BadKeys.withTab();
    }

    @ParameterizedTest
    @MethodSource("keysWithTab")
    @Promise(
            "Idempotency-Key: a tab is refused, unless a listener has made a space of it: then it is the key with a space")
    void aTabIsNeverPartOfAKey(String key) {
        String unique = Fresh.key();
        String draft = Fresh.draft();
        String withTab = key.replace("b\"", unique + '"');

        Answer answer = keyed(withTab, draft);

        if (answer.status() == 201) {
            assertThat(keyed(withTab.replace('\t', ' '), draft).expect(201).replayed())
                    .isTrue();
        } else {
            assertProblem(answer, "idempotency-key-invalid");
        }
    }

    @Test
    @Promise("Idempotency-Key: up to 255 characters, counted after unescaping")
    void aKeyMayHave255Characters() {
        String unique = Fresh.key();
        String rest = "x".repeat(255 - unique.length());
        String escaped = "\\\"".repeat(255 - unique.length());

        String draft = Fresh.draft();
        keyed(unique + rest, draft).expect(201);
        assertThat(keyed('"' + unique + rest + '"', draft).expect(201).replayed())
                .isTrue();
        keyed('"' + unique + escaped + '"', Fresh.draft()).expect(201);
        assertProblem(keyed('"' + unique + escaped + "x\"", Fresh.draft()), "idempotency-key-invalid");
    }

    static Stream<String> badKeys() {
        return BadKeys.inAscii();
    }

    @ParameterizedTest
    @MethodSource("badKeys")
    @Promise("Idempotency-Key: a malformed one is 400 idempotency-key-invalid; nothing is stored")
    void whatIsNoKeyIsRefused(String key) {
        String title = Fresh.title();

        Answer answer = keyed(key, Fresh.draft(title));

        assertProblem(answer, "idempotency-key-invalid", key.strip());
        assertNothingStored(title);
    }

    static Stream<String> strangeKeys() {
        return BadKeys.beyondVisibleAscii();
    }

    @ParameterizedTest
    @MethodSource("strangeKeys")
    @Promise("Idempotency-Key: beyond visible ASCII it is refused, by the service or before")
    void whatIsNotVisibleIsNoKey(String key) {
        String title = Fresh.title();

        Answer answer = keyed(key, Fresh.draft(title)).expect(400);

        if (answer.bytes().length > 0) {
            assertProblem(answer, "idempotency-key-invalid");
        }
        assertNothingStored(title);
    }

    @Test
    @Promise("Idempotency-Key: more than one header line is 400 idempotency-key-invalid")
    void twoKeysAreNoKey() {
        String key = Fresh.key();
        for (List<String> lines : List.of(
                List.of("Idempotency-Key: " + key, "Idempotency-Key: " + key),
                List.of("Idempotency-Key: " + key, "Idempotency-Key: " + Fresh.key()),
                List.of("Idempotency-Key: \"" + key + "\"", "idempotency-key: \"" + key + "\""),
                List.of("Idempotency-Key: " + key, "Idempotency-Key:"),
                List.of("Idempotency-Key: \"" + key, "Idempotency-Key: " + key + "\""))) {
            assertProblem(post(lines, Fresh.draft()), "idempotency-key-invalid");
        }
        assertThat(todos.create(key, Fresh.draft()).expect(201).replayed()).isFalse();
    }

    @Test
    @Promise("Idempotency-Key: a malformed one is 400 idempotency-key-invalid; nothing is stored")
    void aMalformedKeyIsRefusedByEveryClientAlike() {
        for (String key : List.of("\"unfinished", "a b", "a,b", "x".repeat(256))) {
            assertProblem(
                    todos.flawed(
                            "POST",
                            "/todos",
                            Fresh.draft().getBytes(UTF_8),
                            "Content-Type",
                            JSON,
                            "Idempotency-Key",
                            key),
                    "idempotency-key-invalid");
        }
    }

    private void assertNothingStored(String title) {
        assertThat(todos.quick("GET", "/todos?limit=1000&after=" + marker.id(), null)
                        .expect(200)
                        .text())
                .doesNotContain(title);
    }

    private Answer keyed(String key, String draft) {
        return post(List.of("Idempotency-Key: " + key), draft);
    }

    private Answer post(List<String> keys, String draft) {
        byte[] body = draft.getBytes(UTF_8);
        List<String> headers = new ArrayList<>(keys);
        headers.addAll(List.of("Content-Type: application/json", "Content-Length: " + body.length));
        return todos.raw("POST", "/todos", headers, body);
    }
}
