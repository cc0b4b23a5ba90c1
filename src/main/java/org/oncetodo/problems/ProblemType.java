package org.oncetodo.problems;

import java.util.Locale;

/**
 * The problems that this service knows (RFC 9457, section 3.1.1): each has a status, says whether the very same request
 * may succeed later, and has a page under {@code /problems/} for a person to read.
 */
public enum ProblemType {
    MALFORMED_JSON(
            400,
            "Malformed JSON",
            false,
            "The body cannot be read as one JSON value: it is not UTF-8, breaks JSON's grammar, names a member twice,"
                    + " holds a lone surrogate, is nested too deep, or goes on after the value.",
            "Correct the body. The same Idempotency-Key can be used again: nothing was stored under it."),
    INVALID_TODO(
            400,
            "Invalid todo",
            false,
            "The body is JSON, but not a todo. The member “errors” lists everything that is wrong with it, each with a"
                    + " JSON Pointer to the place.",
            "Correct what “errors” names. The same Idempotency-Key can be used again: nothing was stored under it."),
    INVALID_PARAMETER(
            400,
            "Invalid parameter",
            false,
            "A query parameter is malformed, out of its range or given twice, a conditional header is no list of entity"
                    + " tags, another header cannot be followed, or the path is not what a URI may have.",
            "Correct what “detail” names."),
    IDEMPOTENCY_KEY_INVALID(
            400,
            "Invalid idempotency key",
            false,
            "The idempotency key is neither a structured-field string (\"abc-123\") nor bare visible ASCII (abc-123) of"
                    + " 1 to 255 characters, or it was sent in more than one header line.",
            "Send one Idempotency-Key with, for example, a UUID."),
    IDEMPOTENCY_KEY_MISSING(
            400,
            "Idempotency key missing",
            false,
            "This deployment creates a todo only for a request that can be repeated safely.",
            "Send an Idempotency-Key header with a value that you use for this todo and its retries alone."),
    UNAUTHORIZED(401, "Unauthorized", false, "The caller is not known.", "Send valid credentials."),
    NOT_FOUND(
            404,
            "Not found",
            false,
            "There is nothing at this address, or nothing that you may see.",
            "Check the address. A todo that was deleted does not come back. Of an idempotency key nothing is known before its"
                    + " request has finished: send the POST again."),
    METHOD_NOT_ALLOWED(
            405,
            "Method not allowed",
            false,
            "The address is right, but it does not know this method.",
            "Use one of the methods that the Allow header lists."),
    NOT_ACCEPTABLE(
            406,
            "Not acceptable",
            false,
            "The Accept header leaves no media type that this address can answer with.",
            "Accept application/json, or text/html for a page like this one."),
    REQUEST_TIMEOUT(
            408,
            "Request timeout",
            true,
            "The body did not come within 10 seconds. Nothing was done for this request, and the connection is closed.",
            "Send the request again, on a new connection, with a POST's same Idempotency-Key."),
    IDEMPOTENCY_KEY_IN_FLIGHT(
            409,
            "Idempotency key in flight",
            true,
            "The first request with this idempotency key has not finished yet.",
            "Send the same request with the same key again after the seconds that Retry-After names."),
    PRECONDITION_FAILED(
            412,
            "Precondition failed",
            false,
            "The todo is not in the state that the conditional header asks for: somebody has changed it, or it still is what"
                    + " If-None-Match excludes.",
            "GET the todo, decide again, and send the change with its ETag."),
    CONTENT_TOO_LARGE(
            413, "Content too large", false, "The body is larger than 64 KiB.", "Send a smaller body: a todo fits."),
    UNSUPPORTED_MEDIA_TYPE(
            415,
            "Unsupported media type",
            false,
            "The body has no Content-Type, another one than this method takes, a charset other than UTF-8, or a content"
                    + " coding.",
            "Send the body as UTF-8, uncompressed, with the Content-Type that “detail” names."),
    IDEMPOTENCY_KEY_REUSED(
            422,
            "Idempotency key reused",
            false,
            "This idempotency key has created another todo than the one in this request.",
            "Use a new key for a new todo. To repeat a request, send exactly the todo of the first one."),
    INTERNAL_ERROR(
            500,
            "Internal error",
            true,
            "The service failed. What was asked for has been done as a whole, or not at all.",
            "Repeat the request, a POST only with the same Idempotency-Key. If it keeps failing, report “instance”, which is"
                    + " in the log, too."),
    UNAVAILABLE(
            503,
            "Unavailable",
            true,
            "The service is overloaded or cannot reach its database. What was asked for has been done as a whole, or not at"
                    + " all.",
            "Repeat the request after the seconds that Retry-After names, a POST only with the same Idempotency-Key.");

    private final int status;
    private final String title;
    private final boolean retryable;
    private final String meaning;
    private final String remedy;

    ProblemType(int status, String title, boolean retryable, String meaning, String remedy) {
        this.status = status;
        this.title = title;
        this.retryable = retryable;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /** The HTTP status, which is the same wherever this problem is told. */
    public int status() {
        return status;
    }

    /** What it is called, the same wherever it is told. */
    public String title() {
        return title;
    }

    /** Whether the very same request may succeed later. */
    public boolean retryable() {
        return retryable;
    }

    /** The problem that a server's bare status tells of, the nearest of its class where it is none of ours. */
    static ProblemType ofStatus(int status) {
        return switch (status) {
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 413 -> CONTENT_TOO_LARGE;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 503 -> UNAVAILABLE;
            default -> status < 500 ? INVALID_PARAMETER : INTERNAL_ERROR;
        };
    }

    /** What it means, in a sentence or two for a person. */
    String meaning() {
        return meaning;
    }

    /** What the client can do about it. */
    String remedy() {
        return remedy;
    }

    /** The last segment of {@code /problems/NAME}: {@code not-found}. */
    String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
