package org.oncetodo.problems;

import jakarta.json.stream.JsonGenerator;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.oncetodo.json.Json;

/**
 * One occurrence of a problem (RFC 9457, section 3).
 *
 * @param instance {@code urn:uuid:…}, by which it is found in the log where there is something to find
 * @param detail what was wrong with this request and what to do, for the client
 * @param retryable whether the very same request may succeed later
 * @param extensions writes members of the type's own after the common ones (section 3.2)
 */
record Problem(
        ProblemType type, String instance, String detail, boolean retryable, Consumer<JsonGenerator> extensions) {

    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(ProblemType type, String detail) {
        return of(type, detail, type.retryable(), json -> {});
    }

    static Problem of(ProblemType type, String detail, boolean retryable, Consumer<JsonGenerator> extensions) {
        return new Problem(type, "urn:uuid:" + uuid(), detail, retryable, extensions);
    }

    /** Version 4 (RFC 9562, 5.4), from a fast generator, as it need not be hard to guess. */
    private static UUID uuid() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long version = random.nextLong() & ~0xF000L | 0x4000L;
        long variant = random.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
        return new UUID(version, variant);
    }

    /** Answers with it where JAX-RS does not. Where the client has hung up, nobody is told, and nothing is wrong. */
    void write(HttpServletResponse response) {
        byte[] json = json();
        response.setStatus(type.status());
        response.setContentType(MEDIA_TYPE);
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(json.length);
        try {
            response.getOutputStream().write(json);
        } catch (IOException hungUp) {
            // a server would take it for a fault of ours, and ask for the page of that, which cannot be sent either
        }
    }

    byte[] json() {
        return Json.write(json -> {
            json.writeStartObject()
                    .write("type", "/problems/" + type.slug())
                    .write("title", type.title())
                    .write("status", type.status())
                    .write("detail", detail)
                    .write("instance", instance)
                    .write("retryable", retryable);
            extensions.accept(json);
            json.writeEnd();
        });
    }
}
