package org.oncetodo.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Client.JSON;
import static org.oncetodo.contract.Client.MERGE_PATCH;
import static org.oncetodo.contract.Problems.assertProblem;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionalIT {

    private final Client todos = Deployment.client();
    private Answer created;
    private String todo;

    /** What the tag of the created todo stands for in the lists of tags below. */
    private static final String TAG = "<tag>";

    @BeforeEach
    void create() {
        created = todos.create(Fresh.draft()).expect(201);
        todo = created.location();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<tag>",
                "W/<tag>",
                "*",
                "\"other\", <tag>",
                "<tag>, \"other\"",
                "\"other\",W/<tag>",
                "W/\"x\"  ,\t<tag>",
                ", <tag>,",
                "\"a,b\", <tag>",
                "\"\", <tag>"
            })
    @Promise({"GET /todos/{id}: 304 for a matching If-None-Match", "204 and 304 have neither Content-Type nor body"})
    void anUnchangedTodoIsNotSentAgain(String tags) {
        Answer answer = todos.rest("GET", todo, List.of("If-None-Match: " + spelled(tags)));

        answer.expect(304);
        assertThat(answer.tag()).isEqualTo(created.tag());
        assertThat(answer.bytes()).isEmpty();
        assertThat(answer.header("Content-Type")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"other\"", "W/\"other\"", "\"other\", \"another\"", "\"\"", "\"*\"", "\"\\\""})
    @Promise("GET /todos/{id}: 304 for a matching If-None-Match")
    void aTodoUnderAnotherTagIsSent(String tags) {
        assertThat(todos.get(todo, "If-None-Match", tags).expect(200).bytes()).isEqualTo(created.bytes());
    }

    @Test
    @Promise("GET /todos/{id}: 304 for a matching If-None-Match")
    void tagsMayBeSpreadOverSeveralLines() {
        List<String> lines = List.of("If-None-Match: \"other\"", "If-None-Match: " + created.tag());

        todos.rest("GET", todo, lines).expect(304);
    }

    @Test
    @Promise("GET /todos/{id}: 304 for a matching If-None-Match")
    void aChangedTodoIsSent() {
        Answer changed = todos.put(todo, Fresh.draft()).expect(200);

        assertThat(todos.get(todo, "If-None-Match", created.tag()).expect(200).bytes())
                .isEqualTo(changed.bytes());
    }

    @Test
    @Promise("GET /todos/{id}: 404 where there is none")
    void aTodoThatIsGoneIsNotUnchanged() {
        todos.delete(todo).expect(204);

        assertProblem(todos.get(todo, "If-None-Match", created.tag()), "not-found");
        assertProblem(todos.get(todo, "If-None-Match", "*"), "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<tag>", "*", "\"other\", <tag>", "W/<tag>, <tag>", "\"a,b\" ,<tag>"})
    @Promise("If-Match: PUT, PATCH and DELETE go through where it matches")
    void aChangeGoesThroughWhereTheTagMatches(String tags) {
        Answer put = todos.put(todo, Fresh.draft(), "If-Match", spelled(tags)).expect(200);
        String now = tags.replace(TAG, put.tag());
        Answer patched =
                todos.patch(todo, "{\"is_completed\":true}", "If-Match", now).expect(200);
        todos.delete(todo, "If-Match", tags.replace(TAG, patched.tag())).expect(204);

        assertProblem(todos.get(todo), "not-found");
    }

    @Test
    @Promise("If-Match: PUT, PATCH and DELETE go through where it matches")
    void matchingTagsMayBeSpreadOverSeveralLinesWithGaps() {
        byte[] draft = Fresh.draft().getBytes(UTF_8);

        todos.raw(
                        "PUT",
                        todo,
                        List.of(
                                "If-Match: , \"other\",",
                                "If-Match: ,," + created.tag(),
                                "Content-Type: application/json",
                                "Content-Length: " + draft.length),
                        draft)
                .expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"other\"", "\"other\", \"another\"", "W/<tag>", "W/<tag>, \"other\"", "\"\"", "\"*\""})
    @Promise("If-Match: 412 where it does not match; weak tags never match")
    void aChangeIsRefusedWhereTheTagDoesNotMatch(String tags) {
        String given = spelled(tags);

        assertProblem(todos.put(todo, Fresh.draft(), "If-Match", given), "precondition-failed");
        assertProblem(todos.patch(todo, "{\"is_completed\":true}", "If-Match", given), "precondition-failed");
        assertProblem(todos.delete(todo, "If-Match", given), "precondition-failed");
        assertThat(todos.get(todo).expect(200).bytes()).isEqualTo(created.bytes());
    }

    @Test
    @Promise("If-Match: 412 where it does not match; weak tags never match")
    void theTagOfAnEarlierStateDoesNotMatch() {
        Answer changed = todos.put(todo, Fresh.draft()).expect(200);

        assertProblem(todos.put(todo, Fresh.draft(), "If-Match", created.tag()), "precondition-failed");
        assertProblem(todos.delete(todo, "If-Match", created.tag()), "precondition-failed");
        assertThat(todos.get(todo).bytes()).isEqualTo(changed.bytes());
    }

    @Test
    @Promise("If-Match: a PUT or PATCH whose wanted state already stands answers 200, whatever it says")
    void theRetryOfAChangeThatWentThroughIsNoFailure() {
        String draft = Fresh.draft();

        Answer first = todos.put(todo, draft, "If-Match", created.tag()).expect(200);
        Answer retry = todos.put(todo, draft, "If-Match", created.tag()).expect(200);
        assertThat(retry.bytes()).isEqualTo(first.bytes());
        assertThat(retry.tag()).isEqualTo(first.tag());

        Answer patched = todos.patch(todo, "{\"is_completed\":true}", "If-Match", first.tag())
                .expect(200);
        Answer patchedAgain = todos.patch(todo, "{\"is_completed\":true}", "If-Match", first.tag())
                .expect(200);
        assertThat(patchedAgain.bytes()).isEqualTo(patched.bytes());
        todos.patch(todo, "{}", "If-Match", "\"other\"").expect(200);
        todos.put(todo, patched.text(), "If-Match", "W/" + patched.tag()).expect(200);
    }

    @Test
    @Promise("If-Match holds for GET, If-None-Match for PUT, PATCH and DELETE as RFC 9110 says: 412")
    void everyMethodKeepsToBothKindsOfPrecondition() {
        assertThat(todos.get(todo, "If-Match", created.tag()).expect(200).bytes())
                .isEqualTo(created.bytes());
        assertProblem(todos.get(todo, "If-Match", "\"other\""), "precondition-failed");
        for (String tags : List.of(created.tag(), "*", "W/" + created.tag())) {
            assertProblem(todos.put(todo, Fresh.draft(), "If-None-Match", tags), "precondition-failed");
            assertProblem(todos.patch(todo, "{\"is_completed\":true}", "If-None-Match", tags), "precondition-failed");
            assertProblem(todos.delete(todo, "If-None-Match", tags), "precondition-failed");
        }
        assertThat(todos.get(todo).expect(200).bytes()).isEqualTo(created.bytes());
        todos.put(todo, Fresh.draft(), "If-None-Match", "\"other\"").expect(200);
    }

    @Test
    @Promise("If-None-Match holds also for a PUT or PATCH that would change nothing (RFC 9110, 13.1.2): 412")
    void whatStandsAlreadyIsNoExcuseForWhatMustNotBeThere() {
        for (String tags : List.of(created.tag(), "*")) {
            assertProblem(todos.put(todo, created.text(), "If-None-Match", tags), "precondition-failed");
            assertProblem(todos.patch(todo, "{}", "If-None-Match", tags), "precondition-failed");
        }
        todos.put(todo, created.text(), "If-None-Match", "\"other\"").expect(200);
    }

    @Test
    @Promise("If-Match: a DELETE of what is gone answers 204, whatever it says")
    void theRetryOfADeleteIsNoFailure() {
        todos.delete(todo, "If-Match", created.tag()).expect(204);

        todos.delete(todo, "If-Match", created.tag()).expect(204);
        todos.delete(todo, "If-Match", "\"other\"").expect(204);
        todos.delete(todo, "If-Match", "*").expect(204);
        todos.delete("/todos/9223372036854775807", "If-Match", "\"other\"").expect(204);
    }

    @Test
    @Promise("If-Match: PUT and PATCH of what is gone are 404")
    void whatIsGoneCannotBeChangedWhateverItsTagWas() {
        todos.delete(todo).expect(204);

        for (String tags : List.of(created.tag(), "\"other\"", "*")) {
            assertProblem(todos.put(todo, Fresh.draft(), "If-Match", tags), "not-found");
            assertProblem(todos.patch(todo, "{\"is_completed\":true}", "If-Match", tags), "not-found");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "other",
                "\"other",
                "other\"",
                "\"",
                "w/\"other\"",
                "W/",
                "W/other",
                "W \"other\"",
                "W/ \"other\"",
                "\"a\" \"b\"",
                "\"a\"\"b\"",
                "\"a\"b",
                "\"a\";q=1",
                "\"a\"; \"b\"",
                "\"a b\"",
                "\"a\tb\"",
                "\"a\\\"b\"",
                "*, \"a\"",
                "\"a\", *",
                "**",
                "* *",
                "'a'",
                "0",
                "\"a\", b",
                "\"a\", \"b",
                "<tag>x",
                "<tag> <tag>"
            })
    @Promise("A malformed entity-tag list is 400 invalid-parameter")
    void aMalformedListOfTagsIsRefused(String tags) {
        String given = spelled(tags);
        byte[] draft = Fresh.draft().getBytes(UTF_8);

        assertProblem(todos.flawed("GET", todo, "If-None-Match", given), "invalid-parameter");
        assertProblem(todos.flawed("PUT", todo, draft, "Content-Type", JSON, "If-Match", given), "invalid-parameter");
        assertProblem(
                todos.flawed("PATCH", todo, draft, "Content-Type", MERGE_PATCH, "If-Match", given),
                "invalid-parameter");
        assertProblem(todos.flawed("DELETE", todo, "If-Match", given), "invalid-parameter");
        assertThat(todos.get(todo).expect(200).bytes()).isEqualTo(created.bytes());
    }

    private String spelled(String tags) {
        return tags.replace(TAG, created.tag());
    }
}
