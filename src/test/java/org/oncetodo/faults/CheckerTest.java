package org.oncetodo.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.oncetodo.faults.History.KeyRow;
import org.oncetodo.faults.History.Row;
import org.oncetodo.faults.Journal.Absence;
import org.oncetodo.faults.Journal.Expiry;

/** Every broken promise is seen, and nothing that was promised is taken for one. */
class CheckerTest {

    private static final Instant BEGUN = Instant.parse("2026-11-25T10:00:00Z");
    private static final String CREATED_AT = "2026-11-25T10:00:01Z";
    private static final String NEXT_DAY = "2026-11-26T10:00:01Z";
    private static final long SECOND = 1_000_000_000L;
    private static final Wish WISH = Wish.withKey("milk");
    private static final Request CREATE = Request.create(WISH.key(), WISH.draft(0));
    private static final String PATH = "/todos/42";

    private final List<Attempt> attempts = new ArrayList<>();
    private final List<Expiry> expiries = new ArrayList<>();
    private final List<Absence> absences = new ArrayList<>();
    private final Map<Long, Row> todos = new TreeMap<>();
    private final Map<String, KeyRow> keys = new HashMap<>();

    @BeforeEach
    void oneTodoWasCreated() {
        asked(CREATE, created(42, CREATED_AT, null));
        stored(42, 0, CREATED_AT);
        keys.put(WISH.key(), new KeyRow(WISH.key(), 42, CREATED_AT, NEXT_DAY));
    }

    @Test
    void nothingIsWrong() {
        asked(CREATE, created(42, CREATED_AT, "true"));
        asked(Request.get(PATH), shown(0));
        asked(Request.status(WISH.key()), answer(200, "{\"todo_id\":42}"));
        asked(Request.create(WISH.key(), WISH.draft(1)), problem(422));

        assertThat(violations()).isEmpty();
    }

    @Test
    void aTodoThatWasAcknowledgedIsLost() {
        todos.clear();

        assertThat(violations()).anyMatch(text -> text.contains("no order explains"));
    }

    @Test
    void aTodoIsThereTwice() {
        stored(43, 0, CREATED_AT);

        assertThat(violations()).anyMatch(text -> text.contains("was created as [42, 43]"));
    }

    @Test
    void aTodoWithoutAKeyThatWasNotAnsweredMayBeThereOnce() {
        Wish once = Wish.withoutKey("bread");
        asked(Request.create(null, once.draft(0)), null);
        todos.put(50L, new Row(50, once.title(0), null, false, CREATED_AT));
        assertThat(violations()).isEmpty();

        todos.put(51L, new Row(51, once.title(0), null, false, CREATED_AT));
        assertThat(violations()).anyMatch(text -> text.contains("was created as [50, 51]"));
    }

    @Test
    void aTodoIsThereThatNobodyWished() {
        todos.put(50L, new Row(50, "ghost draft 0", null, false, CREATED_AT));

        assertThat(violations()).anyMatch(text -> text.contains("nobody wished"));
    }

    @Test
    void aRetryGotAnotherAnswer() {
        asked(CREATE, created(43, CREATED_AT, "true"));
        stored(43, 0, CREATED_AT);

        assertThat(violations()).anyMatch(text -> text.contains("two answers to one key"));
    }

    @Test
    void twoRequestsWereTheFirst() {
        asked(CREATE, created(42, CREATED_AT, null));

        assertThat(violations()).anyMatch(text -> text.contains("two requests say that they were the first"));
    }

    @Test
    void oneIdWasGivenTwice() {
        Wish other = Wish.withKey("bread");
        asked(
                Request.create(other.key(), other.draft(0)),
                reply(201, PATH, null, TodoState.in(other.draft(0)).shown(42, CREATED_AT)));

        assertThat(violations()).anyMatch(text -> text.contains("two todos with one id"));
    }

    @Test
    void aKeyIsLostOrWithoutItsTodo() {
        keys.clear();
        assertThat(violations()).anyMatch(text -> text.contains("has lost its key"));

        keys.put("bread", new KeyRow("bread", 77, CREATED_AT, NEXT_DAY));
        assertThat(violations()).anyMatch(text -> text.contains("a key without its todo"));
    }

    @Test
    void anExpiredKeyCreatesAnotherTodoAndItsOldAnswerIsOver() {
        expired(5);
        attempts.add(attempt(CREATE, 6, created(43, "2026-11-25T10:00:06Z", null)));
        stored(43, 0, "2026-11-25T10:00:06Z");
        keys.put(WISH.key(), new KeyRow(WISH.key(), 43, "2026-11-25T10:00:06Z", "2026-11-26T10:00:06Z"));
        assertThat(violations()).isEmpty();

        attempts.add(attempt(CREATE, 8, created(42, CREATED_AT, "true")));
        assertThat(violations()).anyMatch(text -> text.contains("the key was new again"));
    }

    @Test
    void whatWasWrittenIsNotRead() {
        asked(Request.put(PATH, WISH.draft(1)), shown(1));
        asked(Request.get(PATH), shown(0));
        stored(42, 1, CREATED_AT);

        assertThat(violations()).anyMatch(text -> text.contains("no order explains"));
    }

    @Test
    void aWriteThatWasNotAnsweredMayComeLaterButOnce() {
        asked(Request.put(PATH, WISH.draft(1)), null);
        asked(Request.put(PATH, WISH.draft(2)), shown(2));
        asked(Request.get(PATH), shown(1));
        stored(42, 1, CREATED_AT);
        assertThat(violations()).isEmpty();

        asked(Request.put(PATH, WISH.draft(2)), shown(2));
        asked(Request.get(PATH), shown(1));
        assertThat(violations()).anyMatch(text -> text.contains("no order explains"));
    }

    @Test
    void aDeletedTodoComesBack() {
        asked(Request.delete(PATH), answer(204, ""));
        todos.clear();
        assertThat(violations()).isEmpty();

        asked(Request.get(PATH), shown(0));
        assertThat(violations()).anyMatch(text -> text.contains("no order explains"));
    }

    @Test
    void aRefusalHasNoReason() {
        asked(Request.put(PATH, WISH.draft(1)).ifMatch("\"tag of 0\""), problem(412));
        assertThat(violations()).anyMatch(text -> text.contains("no order explains"));
    }

    @Test
    void nobodyUsesAKeyTwiceOrAtOnceAndYetItIsRefused() {
        asked(CREATE, problem(422));
        assertThat(violations()).anyMatch(text -> text.contains("nobody used this key for another todo"));

        attempts.clear();
        asked(CREATE, problem(409));
        assertThat(violations()).anyMatch(text -> text.contains("no other request with this key"));
    }

    @Test
    void theServiceFails() {
        asked(CREATE, problem(500));

        assertThat(violations()).anyMatch(text -> text.contains("the service failed"));
    }

    @Test
    void aServerAnswersByItselfOnlyWhereItsNodeStarts() {
        asked(CREATE, answer(404, "<html>"));
        assertThat(violations()).anyMatch(text -> text.contains("a server answered by itself"));

        absences.add(new Absence(0, 0, 100 * SECOND));
        assertThat(violations()).isEmpty();
    }

    @Test
    void aKnownKeyIsForgotten() {
        asked(Request.status(WISH.key()), problem(404));

        assertThat(violations()).anyMatch(text -> text.contains("the key was known before"));
    }

    @Test
    void anAnswerIsNoneOfThoseThatAreDue() {
        asked(Request.get(PATH), problem(400));

        assertThat(violations()).anyMatch(text -> text.contains("no such answer was due"));
    }

    @Test
    void aRefusalDoesNotSayWhenToRetry() {
        asked(CREATE, new Reply(503, "application/problem+json", null, null, null, null, "{}"));

        assertThat(violations()).anyMatch(text -> text.contains("no Retry-After"));
    }

    @Test
    void anAnswerShowsAnotherTodo() {
        asked(CREATE, reply(201, PATH, "true", TodoState.in(WISH.draft(1)).shown(42, CREATED_AT)));

        assertThat(violations()).anyMatch(text -> text.contains("this is not the todo that was asked for"));
    }

    @Test
    void anAnswerPointsElsewhere() {
        asked(CREATE, reply(201, "/todos/7", "true", TodoState.in(WISH.draft(0)).shown(42, CREATED_AT)));

        assertThat(violations()).anyMatch(text -> text.contains("its Location is /todos/7"));
    }

    @Test
    void aTodoWithoutAKeyIsThereUnderAnIdThatWasNotAnswered() {
        Wish once = Wish.withoutKey("bread");
        asked(
                Request.create(null, once.draft(0)),
                reply(201, "/todos/50", null, TodoState.in(once.draft(0)).shown(50, CREATED_AT)));
        todos.put(51L, new Row(51, once.title(0), null, false, CREATED_AT));

        assertThat(violations()).anyMatch(text -> text.contains("is not what was answered to"));
    }

    @Test
    void aKeyIsAnotherTodosOrExpiresAtAnotherTime() {
        keys.put(WISH.key(), new KeyRow(WISH.key(), 42, "2026-11-25T10:00:02Z", NEXT_DAY));
        assertThat(violations()).anyMatch(text -> text.contains("a key of another todo"));

        keys.put(WISH.key(), new KeyRow(WISH.key(), 42, CREATED_AT, "2026-11-26T10:00:02Z"));
        assertThat(violations()).anyMatch(text -> text.contains("a key that should expire at " + NEXT_DAY));

        asked(Request.status(WISH.key()), answerInJson("{\"todo_id\":43}"));
        assertThat(violations()).anyMatch(text -> text.contains("the key is another todo's"));
    }

    @Test
    void aTodoIsShownInOtherBytes() {
        asked(Request.get(PATH), answerInJson(TodoState.in(WISH.draft(0)).shown(42, CREATED_AT) + " "));

        assertThat(violations()).anyMatch(text -> text.contains("these are not the bytes of this todo"));
    }

    private void asked(Request request, Reply reply) {
        attempts.add(attempt(request, attempts.size() + 1, reply));
    }

    private Attempt attempt(Request request, int second, Reply reply) {
        long sent = second * SECOND;
        return new Attempt(attempts.size() + 1, request, sent, reply, "lost", sent + SECOND / 2);
    }

    private void expired(int second) {
        expiries.add(new Expiry(List.of(WISH.key()), BEGUN.plusSeconds(second).getEpochSecond(), second * SECOND));
    }

    private void stored(long id, int state, String createdAt) {
        TodoState todo = TodoState.in(WISH.draft(state));
        todos.put(id, new Row(id, todo.title(), todo.description(), todo.completed(), createdAt));
    }

    private static Reply created(long id, String createdAt, String replayed) {
        return reply(201, "/todos/" + id, replayed, TodoState.in(WISH.draft(0)).shown(id, createdAt));
    }

    private static Reply shown(int state) {
        String body = TodoState.in(WISH.draft(state)).shown(42, CREATED_AT);
        return new Reply(200, "application/json", null, "\"tag of " + state + "\"", null, null, body);
    }

    private static Reply reply(int status, String location, String replayed, String body) {
        return new Reply(status, "application/json", location, "\"tag of 0\"", replayed, null, body);
    }

    private static Reply answerInJson(String body) {
        return new Reply(200, "application/json", null, null, null, null, body);
    }

    private static Reply answer(int status, String body) {
        return new Reply(status, "text/html", null, null, null, null, body);
    }

    private static Reply problem(int status) {
        return new Reply(status, "application/problem+json", null, null, null, "1", "{}");
    }

    private List<String> violations() {
        return Checker.violations(new History(BEGUN, attempts, List.of(), expiries, absences, todos, keys));
    }
}
