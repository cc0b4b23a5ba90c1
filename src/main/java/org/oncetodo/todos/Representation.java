package org.oncetodo.todos;

import jakarta.json.stream.JsonGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.oncetodo.json.Json;

/** A todo as clients see it: the same bytes from POST, GET, PUT, PATCH and replay, as long as it is the same todo. */
record Representation(byte[] json) {

    /** Of a SHA-256: 128 bits, by which no two of all states ever shown will be taken for each other. */
    private static final int TAG_BYTES = 16;

    static Representation of(Todo todo) {
        return new Representation(Json.write(json -> write(json, todo)));
    }

    /** A JSON array of todos, each as it is alone. */
    static byte[] of(List<Todo> todos) {
        return Json.write(json -> {
            json.writeStartArray();
            todos.forEach(todo -> write(json, todo));
            json.writeEnd();
        });
    }

    private static void write(JsonGenerator json, Todo todo) {
        TodoDraft draft = todo.draft();
        json.writeStartObject().write("id", todo.id()).write("title", draft.title());
        if (draft.description() == null) {
            json.writeNull("description");
        } else {
            json.write("description", draft.description());
        }
        json.write("is_completed", draft.isCompleted())
                .write("created_at", todo.createdAt().toString())
                .writeEnd();
    }

    /** The strong entity tag, with its quotes: a function of these bytes alone (RFC 9110, 8.8.3). */
    String entityTag() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(json);
            return '"' + HexFormat.of().formatHex(digest, 0, TAG_BYTES) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
