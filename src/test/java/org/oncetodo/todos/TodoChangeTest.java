package org.oncetodo.todos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oncetodo.callers.Owner;
import org.oncetodo.json.StrictJson;
import org.oncetodo.todos.InvalidTodoException.Violation;
import org.oncetodo.todos.TodoChange.Absent;

/** What a client may write when it changes a todo. */
class TodoChangeTest {

    private static final TodoDraft BEFORE = new TodoDraft("milk", "two litres", true);
    private static final Optional<Todo> STORED =
            Optional.of(new Todo(42, Owner.ANYONE, BEFORE, Instant.parse("2026-02-15T10:30:00Z")));

    private static TodoDraft change(Absent absent, String body, Optional<Todo> stored) {
        return new TodoChange(42, StrictJson.read(body.getBytes(UTF_8)), absent).of(stored);
    }

    private static TodoDraft put(String body) {
        return change(Absent.IS_DEFAULT, body, STORED);
    }

    private static TodoDraft patch(String body) {
        return change(Absent.IS_UNCHANGED, body, STORED);
    }

    private static void assertRefused(Absent absent, String body, Optional<Todo> stored, String... pointers) {
        assertThatThrownBy(() -> change(absent, body, stored))
                .isInstanceOfSatisfying(
                        InvalidTodoException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::pointer)
                                .containsExactlyInAnyOrder(pointers));
    }

    @Test
    void aPutReplacesAllThreeMembers() {
        assertThat(put("{\"title\":\"beer\"}")).isEqualTo(new TodoDraft("beer", null, false));
        assertThat(put("{\"title\":\"beer\",\"description\":\"\",\"is_completed\":true}"))
                .isEqualTo(new TodoDraft("beer", "", true));
        assertRefused(Absent.IS_DEFAULT, "{\"description\":\"two litres\"}", STORED, "/title");
    }

    @Test
    void aPatchLeavesWhatItDoesNotName() {
        assertThat(patch("{}")).isEqualTo(BEFORE);
        assertThat(patch("{\"title\":\"beer\"}")).isEqualTo(new TodoDraft("beer", "two litres", true));
        assertThat(patch("{\"description\":\"a crate\"}")).isEqualTo(new TodoDraft("milk", "a crate", true));
        assertThat(patch("{\"description\":null}")).isEqualTo(new TodoDraft("milk", null, true));
        assertThat(patch("{\"is_completed\":false}")).isEqualTo(new TodoDraft("milk", "two litres", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"title", "is_completed"})
    void aPatchCannotRemoveWhatATodoMustHave(String member) {
        assertRefused(Absent.IS_UNCHANGED, "{\"" + member + "\":null}", STORED, "/" + member);
    }

    @ParameterizedTest
    @EnumSource(Absent.class)
    void onlyAnObjectChangesATodo(Absent absent) {
        assertRefused(absent, "[]", STORED, "");
        assertRefused(absent, "\"beer\"", STORED, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"42", "42.0", "4.2e1"})
    void theServersOwnMembersMayBeSentBack(String id) {
        String body = "{\"id\":" + id + ",\"title\":\"beer\",\"created_at\":\"2026-02-15T10:30:00Z\"}";

        assertThat(put(body)).isEqualTo(new TodoDraft("beer", null, false));
        assertThat(patch(body)).isEqualTo(new TodoDraft("beer", "two litres", true));
    }

    @ParameterizedTest
    @EnumSource(Absent.class)
    void theServersOwnMembersCannotBeChanged(Absent absent) {
        for (String id : new String[] {"43", "\"42\"", "null", "42.5", "true", "-42"}) {
            assertRefused(absent, "{\"title\":\"beer\",\"id\":" + id + "}", STORED, "/id");
        }
        for (String time : new String[] {"\"2026-02-15T10:30:01Z\"", "\"\"", "null", "1771151400"}) {
            assertRefused(absent, "{\"title\":\"beer\",\"created_at\":" + time + "}", STORED, "/created_at");
        }
    }

    @ParameterizedTest
    @EnumSource(Absent.class)
    void everythingThatIsWrongIsToldAtOnce(Absent absent) {
        assertRefused(
                absent,
                "{\"title\":\"\",\"description\":1,\"is_completed\":null,\"id\":1,\"created_at\":1,\"x\":null}",
                STORED,
                "/title",
                "/description",
                "/is_completed",
                "/id",
                "/created_at",
                "/x");
    }

    @ParameterizedTest
    @EnumSource(Absent.class)
    void theBodyIsCheckedAlsoWhereThereIsNoTodo(Absent absent) {
        Optional<Todo> none = Optional.empty();

        assertRefused(absent, "{\"title\":\"\",\"id\":43,\"created_at\":1}", none, "/title", "/id", "/created_at");
        assertThat(change(absent, "{\"title\":\"beer\",\"id\":42,\"created_at\":\"2026-02-15T10:30:01Z\"}", none)
                        .title())
                .isEqualTo("beer");
    }
}
