package org.oncetodo.todos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.oncetodo.json.StrictJson;

/** Whatever a todo says survives, however it is written. */
class TodoDraftPropertiesTest {

    private static Service service;

    @BeforeContainer
    static void start() {
        service = new Service();
    }

    @AfterContainer
    static void stop() {
        service.close();
    }

    @Provide
    static Arbitrary<TodoDraft> any() {
        return Drafts.any();
    }

    @Provide
    static Arbitrary<TodoDraft> few() {
        return Drafts.few();
    }

    private static TodoDraft read(String json) {
        return TodoDraft.toCreate(StrictJson.read(json.getBytes(UTF_8)));
    }

    @Property(tries = 500)
    void everySpellingOfATodoIsThatTodo(@ForAll("any") TodoDraft draft, @ForAll Random random) {
        TodoDraft read = read(spelled(draft, random));

        assertThat(read).isEqualTo(draft);
        assertThat(read.fingerprint()).isEqualTo(draft.fingerprint());
    }

    /** Members in any order, some that are at their default left out, white space and escapes anywhere. */
    private static String spelled(TodoDraft draft, Random random) {
        List<String> members = new ArrayList<>();
        members.add("\"title\"" + space(random) + ":" + spelled(draft.title(), random));
        if (draft.description() != null) {
            members.add("\"description\":" + space(random) + spelled(draft.description(), random));
        } else if (random.nextBoolean()) {
            members.add("\"descripti\\u006fn\":null" + space(random));
        }
        if (draft.isCompleted() || random.nextBoolean()) {
            members.add(space(random) + "\"is_completed\":" + draft.isCompleted());
        }
        Collections.shuffle(members, random);
        return space(random) + "{" + String.join("," + space(random), members) + "}" + space(random);
    }

    private static String spelled(String text, Random random) {
        StringBuilder spelled = new StringBuilder("\"");
        text.chars().forEach(c -> {
            // a surrogate alone cannot be itself in UTF-8, so of a pair either both are escaped or none
            boolean mustBeEscaped = c < 0x20 || c == '"' || c == '\\';
            if (mustBeEscaped || !Character.isSurrogate((char) c) && random.nextInt(4) == 0) {
                spelled.append((random.nextBoolean() ? "\\u%04x" : "\\u%04X").formatted(c));
            } else {
                spelled.append((char) c);
            }
        });
        return spelled.append('"').toString();
    }

    private static String space(Random random) {
        return " \t\r\n".substring(random.nextInt(5)).repeat(random.nextInt(2));
    }

    @Property(tries = 500)
    void theRepresentationOfATodoCanBePutBack(@ForAll("any") TodoDraft draft) {
        Todo todo = new Todo(42, Service.ANN, draft, Instant.parse("2026-02-15T10:30:00Z"));
        String json = Drafts.text(Representation.of(todo).json());

        TodoChange put = new TodoChange(42, StrictJson.read(json.getBytes(UTF_8)), TodoChange.Absent.IS_DEFAULT);
        TodoChange patch = new TodoChange(42, StrictJson.read(json.getBytes(UTF_8)), TodoChange.Absent.IS_UNCHANGED);

        assertThat(put.of(Optional.of(todo))).isEqualTo(draft);
        assertThat(patch.of(Optional.of(todo))).isEqualTo(draft);
    }

    @Property(tries = 500)
    void twoTodosHaveOneFingerprintExactlyWhereTheyAreTheSame(
            @ForAll("few") TodoDraft one, @ForAll("few") TodoDraft other) {
        assertThat(one.fingerprint().equals(other.fingerprint())).isEqualTo(one.equals(other));
    }

    @Property(tries = 200)
    void whatAPostAnswersAGetAnswers(@ForAll("any") TodoDraft draft) {
        Todo posted = service.createOnce(Service.ANN, "a", draft).todo();
        service.clock.advance(Duration.ofDays(1)); // so the key is new at the next try

        byte[] got = Representation.of(service.find(Service.ANN, posted.id()).orElseThrow())
                .json();

        assertThat(Drafts.text(got))
                .isEqualTo(Drafts.text(Representation.of(posted).json()));
    }
}
