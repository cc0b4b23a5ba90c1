package org.oncetodo.todos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.oncetodo.callers.Owner;

class RepresentationTest {

    private static Todo todo(long id, TodoDraft draft) {
        return new Todo(id, Owner.ANYONE, draft, Instant.parse("2026-02-15T10:30:00Z"));
    }

    private static String json(TodoDraft draft) {
        return new String(Representation.of(todo(42, draft)).json(), UTF_8);
    }

    @Test
    void aTodoHasFiveMembersInTheirOrder() {
        assertThat(json(new TodoDraft("Buy milk", "From store", false)))
                .isEqualTo("{\"id\":42,\"title\":\"Buy milk\",\"description\":\"From store\",\"is_completed\":false,"
                        + "\"created_at\":\"2026-02-15T10:30:00Z\"}");
    }

    @Test
    void noDescriptionIsNull() {
        assertThat(json(new TodoDraft("Buy milk", null, true)))
                .isEqualTo("{\"id\":42,\"title\":\"Buy milk\",\"description\":null,\"is_completed\":true,"
                        + "\"created_at\":\"2026-02-15T10:30:00Z\"}");
    }

    @Test
    void aTimeAtMidnightHasItsSeconds() {
        Todo todo = new Todo(1, Owner.ANYONE, new TodoDraft("a", null, false), Instant.parse("2026-01-01T00:00:00Z"));

        assertThat(new String(Representation.of(todo).json(), UTF_8))
                .contains("\"created_at\":\"2026-01-01T00:00:00Z\"");
    }

    @Test
    void textsAreWrittenAsTheyAre() {
        assertThat(json(new TodoDraft("\"ä\uD83D\uDE00\\", "\n</script>", false)))
                .contains("\"title\":\"\\\"ä\uD83D\uDE00\\\\\",\"description\":\"\\n</script>\"");
    }

    @Test
    void aListHoldsEachTodoAsItIsAlone() {
        Todo one = todo(1, new TodoDraft("a", null, false));
        Todo other = todo(2, new TodoDraft("b", "c", true));

        assertThat(new String(Representation.of(List.of(one, other)), UTF_8))
                .isEqualTo("[" + new String(Representation.of(one).json(), UTF_8) + ","
                        + new String(Representation.of(other).json(), UTF_8) + "]");
        assertThat(new String(Representation.of(List.of()), UTF_8)).isEqualTo("[]");
    }

    @Test
    void theEntityTagIsStrongAndAFunctionOfTheBytesAlone() {
        TodoDraft draft = new TodoDraft("a", null, false);
        String tag = Representation.of(todo(1, draft)).entityTag();

        assertThat(tag).matches("\"[0-9a-f]{32}\"");
        assertThat(Representation.of(todo(1, draft)).entityTag()).isEqualTo(tag);
        assertThat(Representation.of(todo(2, draft)).entityTag()).isNotEqualTo(tag);
        assertThat(Representation.of(todo(1, new TodoDraft("a", "", false))).entityTag())
                .isNotEqualTo(tag);
        assertThat(new Representation("{}".getBytes(UTF_8)).entityTag())
                .isEqualTo("\"44136fa355b3678a1146ad16f7e8649e\"");
    }
}
