package org.oncetodo.todos;

import java.util.Optional;
import org.oncetodo.json.Json;

/**
 * What a PUT or PATCH asks for. Only beside the todo that it changes can it be told whether it is valid.
 *
 * @param id of the todo, as the path names it
 * @param absent what a member that is absent from the body means
 */
record TodoChange(long id, Json body, Absent absent) {

    enum Absent {
        /** PUT: its default; and the title must be there. */
        IS_DEFAULT,
        /** PATCH with a JSON Merge Patch (RFC 7396): what it was. */
        IS_UNCHANGED
    }

    /**
     * The todo that is to stand afterwards.
     *
     * @param stored what stands; empty where there is no such todo, so that the body is checked before the 404
     * @throws InvalidTodoException with all that is wrong
     */
    TodoDraft of(Optional<Todo> stored) {
        TodoMembers members = new TodoMembers(body);
        TodoDraft wanted = absent == Absent.IS_DEFAULT
                ? members.draft()
                : members.draft(stored.map(Todo::draft).orElse(TodoDraft.NOTHING));
        members.id(id);
        members.createdAt(stored.map(todo -> todo.createdAt().toString()));
        members.check();
        return wanted;
    }
}
