package org.oncetodo.requests;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.oncetodo.json.Json;
import org.oncetodo.json.MalformedJsonException;
import org.oncetodo.json.StrictJson;

/** A request's body, whose kind and size are known to be right. */
public final class RequestBody {

    /** In bytes. A todo of the longest title and description, every character escaped, is 51,300. */
    static final int LARGEST = 64 * 1024;

    private final byte[] bytes;

    private RequestBody(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads at most 64 KiB, however long the body is.
     *
     * @param mediaType the only one taken, {@code application/json} for example
     * @throws UnsupportedMediaTypeException for another or no {@code Content-Type}, a charset other than UTF-8 (RFC
     *     8259, 8.1), or a content coding
     * @throws ContentTooLargeException if it is larger, declared or found out
     */
    public static RequestBody of(String mediaType, HeaderLines head, InputStream stream) {
        if (!isOf(mediaType, head.named(HttpHeaders.CONTENT_TYPE))) {
            throw UnsupportedMediaTypeException.instead(
                    mediaType, mediaType.equals(MediaType.APPLICATION_JSON) ? HttpHeaders.ACCEPT : "Accept-Patch");
        }
        if (!head.named(HttpHeaders.CONTENT_ENCODING).stream().allMatch("identity"::equalsIgnoreCase)) {
            throw UnsupportedMediaTypeException.compressed();
        }
        if (declaredLength(head) > LARGEST) {
            throw new ContentTooLargeException();
        }
        byte[] bytes;
        try {
            bytes = stream.readNBytes(LARGEST + 1);
        } catch (IOException e) {
            throw new IncompleteBodyException();
        }
        if (bytes.length > LARGEST) {
            throw new ContentTooLargeException();
        }
        return new RequestBody(bytes);
    }

    private static boolean isOf(String mediaType, List<String> lines) {
        if (lines.size() != 1) {
            return false;
        }
        try {
            MediaType sent = MediaType.valueOf(lines.get(0));
            String subtype = sent.getSubtype().strip(); // one of the parsers keeps the space before a semicolon
            return mediaType.equalsIgnoreCase(sent.getType() + "/" + subtype)
                    && sent.getParameters().entrySet().stream()
                            .filter(parameter -> MediaType.CHARSET_PARAMETER.equalsIgnoreCase(parameter.getKey()))
                            .allMatch(charset -> "utf-8".equalsIgnoreCase(charset.getValue()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Beyond {@code int} is beyond every limit; no or a senseless length is found out by reading. */
    private static long declaredLength(HeaderLines head) {
        try {
            return head.named(HttpHeaders.CONTENT_LENGTH).stream()
                    .findFirst()
                    .map(Long::valueOf)
                    .orElse(-1L);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** @throws MalformedJsonException where it is not one JSON value, strictly */
    public Json json() {
        return StrictJson.read(bytes);
    }
}
