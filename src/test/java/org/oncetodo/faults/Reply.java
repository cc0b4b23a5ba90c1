package org.oncetodo.faults;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Optional;

/** What came back; a header that did not is {@code null}. */
record Reply(
        int status, String contentType, String location, String tag, String replayed, String retryAfter, String body) {

    static Reply of(HttpResponse<String> response) {
        HttpHeaders headers = response.headers();
        return new Reply(
                response.statusCode(),
                headers.firstValue("Content-Type").orElse(null),
                headers.firstValue("Location").orElse(null),
                headers.firstValue("ETag").orElse(null),
                headers.firstValue("Idempotent-Replayed").orElse(null),
                headers.firstValue("Retry-After").orElse(null),
                response.body());
    }

    /** Whether it came from a server that has the service not yet, or no more. */
    boolean isBare() {
        return status >= 400 && !Optional.ofNullable(contentType).orElse("").startsWith("application/problem+json");
    }

    /** Whether a client is done, and need not ask again. */
    boolean isFinal() {
        return status < 500 && status != 409 && !isBare();
    }
}
