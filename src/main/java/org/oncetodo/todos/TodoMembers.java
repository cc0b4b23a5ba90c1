package org.oncetodo.todos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.oncetodo.json.Json;
import org.oncetodo.todos.InvalidTodoException.Violation;

/**
 * The members of a todo as a client wrote them. Each is taken once, by its name; the first thing that is wrong with each is
 * collected, so that the client hears of all of them at once.
 */
final class TodoMembers {

    /** In code points, as for {@link #LONGEST_DESCRIPTION} (openapi.yaml, Title and Description). */
    static final int LONGEST_TITLE = 255;

    static final int LONGEST_DESCRIPTION = 4_000;

    /** Unicode's White_Space, which is not quite Java's. */
    private static final Pattern BLANK = Pattern.compile("\\p{IsWhite_Space}*");

    private final Map<String, Json> members;
    private final List<Violation> violations = new ArrayList<>();

    /** @throws InvalidTodoException where the body is no object */
    TodoMembers(Json body) {
        if (!(body instanceof Json.Members object)) {
            throw new InvalidTodoException(List.of(new Violation("", "must be a JSON object")));
        }
        members = new LinkedHashMap<>(object.members());
    }

    /** All three writable members, the title among them; what else is absent has its default. */
    TodoDraft draft() {
        if (!members.containsKey("title")) {
            refuse("title", "is required");
        }
        return draft(TodoDraft.NOTHING);
    }

    /** The three writable members; what is absent is as in {@code otherwise}. */
    TodoDraft draft(TodoDraft otherwise) {
        return new TodoDraft(
                title(otherwise.title()), description(otherwise.description()), isCompleted(otherwise.isCompleted()));
    }

    private String title(String otherwise) {
        Json value = members.remove("title");
        if (value == null) {
            return otherwise;
        }
        if (!(value instanceof Json.Text text)) {
            return refuse("title", "must be a string");
        }
        if (BLANK.matcher(text.value()).matches()) {
            return refuse("title", "must not be blank");
        }
        return text("title", text.value(), LONGEST_TITLE);
    }

    private String description(String otherwise) {
        Json value = members.remove("description");
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Json.Null) {
            return null;
        }
        if (!(value instanceof Json.Text text)) {
            return refuse("description", "must be a string or null");
        }
        return text("description", text.value(), LONGEST_DESCRIPTION);
    }

    private boolean isCompleted(boolean otherwise) {
        Json value = members.remove("is_completed");
        if (value == null) {
            return otherwise;
        }
        if (!(value instanceof Json.Bool bool)) {
            refuse("is_completed", "must be true or false");
            return otherwise;
        }
        return bool.value();
    }

    /** Takes an id where it is this one, so that what a GET returned can be sent back. */
    void id(long expected) {
        Json value = members.remove("id");
        if (value != null && !(value instanceof Json.Number number && number.isEqualTo(expected))) {
            refuse("id", "must be the id of this todo, or absent: the server alone assigns it");
        }
    }

    /** Takes a time of creation where it is this one, likewise; any text where nothing is stored to compare it with. */
    void createdAt(Optional<String> stored) {
        Json value = members.remove("created_at");
        if (value != null
                && !(value instanceof Json.Text text
                        && stored.map(text.value()::equals).orElse(true))) {
            refuse("created_at", "must be the created_at of this todo, or absent: the server alone assigns it");
        }
    }

    /** @throws InvalidTodoException if anything was refused, or any member was not taken by now */
    void check() {
        for (String name : members.keySet()) {
            boolean serversOwn = name.equals("id") || name.equals("created_at");
            refuse(name, serversOwn ? "is assigned by the server and cannot be sent" : "is not a member of a todo");
        }
        if (!violations.isEmpty()) {
            throw new InvalidTodoException(violations);
        }
    }

    private String text(String name, String value, int longest) {
        if (value.indexOf('\0') >= 0) {
            return refuse(name, "must not contain U+0000");
        }
        if (value.codePointCount(0, value.length()) > longest) {
            return refuse(name, "must have at most " + longest + " characters");
        }
        return value;
    }

    private String refuse(String name, String detail) {
        violations.add(new Violation("/" + name.replace("~", "~0").replace("/", "~1"), detail)); // RFC 6901, 3
        return null;
    }
}
