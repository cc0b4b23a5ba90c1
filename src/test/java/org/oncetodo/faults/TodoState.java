package org.oncetodo.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import org.oncetodo.contract.Fresh;

/** What a client decides about a todo. */
record TodoState(String title, String description, boolean completed) {

    /** There is no such todo any more. */
    static final TodoState GONE = new TodoState(null, null, false);

    /** Of a draft or a todo. */
    static TodoState in(String json) {
        return GONE.with(json);
    }

    /** Changed by what this JSON names. */
    TodoState with(String json) {
        JsonNode members = read(json);
        return new TodoState(
                members.has("title") ? members.get("title").textValue() : title,
                members.has("description") ? members.get("description").textValue() : description,
                members.has("is_completed") ? members.get("is_completed").booleanValue() : completed);
    }

    static JsonNode read(String json) {
        try {
            return Journal.JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the service has to show it, byte for byte. */
    String shown(long id, String createdAt) {
        String draft = Fresh.draft(title, description, completed);
        return "{\"id\":%d,%s,\"created_at\":\"%s\"}".formatted(id, draft.substring(1, draft.length() - 1), createdAt);
    }
}
