package org.oncetodo.todos;

import org.oncetodo.idempotency.Fingerprint;
import org.oncetodo.json.Json;

/**
 * What a client decides about a todo; id and time of creation are the server's.
 *
 * @param title not blank, 1 to 255 code points, as sent; null only until {@link TodoMembers#check} has refused that
 * @param description at most 4,000 code points, as sent; null where there is none
 */
public record TodoDraft(String title, String description, boolean isCompleted) {

    /** No title yet, and every other member at its default. */
    static final TodoDraft NOTHING = new TodoDraft(null, null, false);

    /**
     * The todo that a POST asks for.
     *
     * @throws InvalidTodoException with all that is wrong, where it is none
     */
    static TodoDraft toCreate(Json body) {
        TodoMembers members = new TodoMembers(body);
        TodoDraft draft = members.draft();
        members.check();
        return draft;
    }

    /** Two requests to create a todo ask for the same todo exactly where this is equal. */
    Fingerprint fingerprint() {
        return Fingerprint.of("POST /todos", title, description, String.valueOf(isCompleted));
    }
}
