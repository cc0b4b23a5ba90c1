package org.oncetodo.faults;

/**
 * What a client asks.
 *
 * @param node whom
 * @param key of a POST, or {@code null}
 * @param ifMatch an entity tag, or {@code null}
 * @param body or {@code null}
 */
record Request(int node, String method, String path, String key, String ifMatch, String body) {

    static Request create(String key, String draft) {
        return new Request(0, "POST", "/todos", key, null, draft);
    }

    static Request get(String path) {
        return new Request(0, "GET", path, null, null, null);
    }

    static Request put(String path, String draft) {
        return new Request(0, "PUT", path, null, null, draft);
    }

    static Request patch(String path, String patch) {
        return new Request(0, "PATCH", path, null, null, patch);
    }

    static Request delete(String path) {
        return new Request(0, "DELETE", path, null, null, null);
    }

    static Request status(String key) {
        return get("/idempotency-keys?key=" + key);
    }

    Request ifMatch(String tag) {
        return new Request(node, method, path, key, tag, body);
    }

    Request of(int node) {
        return new Request(node, method, path, key, ifMatch, body);
    }

    boolean isCreate() {
        return method.equals("POST");
    }
}
