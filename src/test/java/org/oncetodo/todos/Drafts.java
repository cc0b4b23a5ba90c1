package org.oncetodo.todos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.oncetodo.json.Json;

/** Random todos, and how a client writes them. */
final class Drafts {

    private Drafts() {}

    /** A merge patch; what is empty is not in it, and a description may be null. */
    record Patch(Optional<String> title, Optional<Optional<String>> description, Optional<Boolean> isCompleted) {

        TodoDraft appliedTo(TodoDraft draft) {
            return new TodoDraft(
                    title.orElse(draft.title()),
                    description.isPresent() ? description.get().orElse(null) : draft.description(),
                    isCompleted.orElse(draft.isCompleted()));
        }

        String json() {
            return text(Json.write(json -> {
                json.writeStartObject();
                title.ifPresent(text -> json.write("title", text));
                description.ifPresent(text -> text.ifPresentOrElse(
                        value -> json.write("description", value), () -> json.writeNull("description")));
                isCompleted.ifPresent(value -> json.write("is_completed", value));
                json.writeEnd();
            }));
        }
    }

    static String text(byte[] json) {
        return new String(json, UTF_8);
    }

    /** What a client sends for this todo. */
    static String json(TodoDraft draft) {
        return new Patch(
                        Optional.of(draft.title()),
                        Optional.of(Optional.ofNullable(draft.description())),
                        Optional.of(draft.isCompleted()))
                .json();
    }

    /** Every text that a todo can hold: all Unicode scalar values but U+0000, often those that are special somewhere. */
    static Arbitrary<String> texts(int longest) {
        Arbitrary<Integer> characters = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.integers().between(0x20, 0x7E)),
                Tuple.of(
                        2,
                        Arbitraries.of(
                                0x1, 0x9, 0xA, 0xD, 0x1F, 0x22, 0x5C, 0x2F, 0x25, 0x5F, 0x27, 0x7F, 0x85, 0xA0, 0x300,
                                0x308, 0x130, 0x131, 0xDF, 0x200B, 0x200D, 0x2028, 0x3000, 0xD7FF, 0xE000, 0xFEFF,
                                0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0x1F600, 0x10FFFF)),
                Tuple.of(2, Arbitraries.integers().between(0x1, 0xD7FF)),
                Tuple.of(1, Arbitraries.integers().between(0xE000, 0xFFFF)),
                Tuple.of(2, Arbitraries.integers().between(0x10000, 0x10FFFF)));
        return characters
                .list()
                .ofMaxSize(longest)
                .map(list -> list.stream()
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
    }

    /** Todos of any text. */
    static Arbitrary<TodoDraft> any() {
        return Combinators.combine(
                        texts(TodoMembers.LONGEST_TITLE).filter(title -> !title.matches("\\p{IsWhite_Space}*")),
                        texts(TodoMembers.LONGEST_DESCRIPTION).injectNull(0.2),
                        Arbitraries.of(true, false))
                .as(TodoDraft::new);
    }

    /** A few todos that are easily taken for each other. */
    static Arbitrary<TodoDraft> few() {
        return Arbitraries.of(
                new TodoDraft("milk", null, false),
                new TodoDraft("milk ", null, false),
                new TodoDraft("milk", "", false),
                new TodoDraft("milk", null, true));
    }

    static Arbitrary<Patch> patches() {
        return Combinators.combine(
                        Arbitraries.of("milk", "milk ").optional(),
                        Arbitraries.just("").optional().optional(),
                        Arbitraries.of(true, false).optional())
                .as(Patch::new);
    }
}
