package org.oncetodo.contract;

import jakarta.json.Json;
import java.util.UUID;

/** Keys and todos that no run has used before. */
public final class Fresh {

    private Fresh() {}

    public static String key() {
        return UUID.randomUUID().toString();
    }

    public static String title() {
        return "Contract suite " + UUID.randomUUID();
    }

    public static String draft() {
        return draft(title());
    }

    public static String draft(String title) {
        return "{\"title\":" + quoted(title) + "}";
    }

    public static String draft(String title, String description, boolean completed) {
        return "{\"title\":%s,\"description\":%s,\"is_completed\":%s}"
                .formatted(quoted(title), description == null ? "null" : quoted(description), completed);
    }

    public static String quoted(String text) {
        return Json.createValue(text).toString();
    }
}
