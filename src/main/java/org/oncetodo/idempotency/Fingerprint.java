package org.oncetodo.idempotency;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a request asked for, in short: two requests ask for the same exactly where their fingerprints are equal.
 *
 * @param text two hexadecimal digits for the version of the encoding, then the 64 of a SHA-256
 */
public record Fingerprint(String text) {

    /** A later release that encodes otherwise counts on, and knows the older fingerprints by it. */
    private static final String VERSION = "01";

    /**
     * @param operation what was to be done, as {@code POST /todos}
     * @param parts the values that were asked for, always in the same order; null differs from every text
     */
    public static Fingerprint of(String operation, String... parts) {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(encoded)) {
            write(out, operation);
            for (String part : parts) {
                write(out, part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Fingerprint(VERSION + HexFormat.of().formatHex(sha256(encoded.toByteArray())));
    }

    /** Each part behind its length, -1 for null: so no two lists of parts are encoded alike. */
    private static void write(DataOutputStream out, String part) throws IOException {
        byte[] bytes = part == null ? new byte[0] : part.getBytes(StandardCharsets.UTF_8);
        out.writeInt(part == null ? -1 : bytes.length);
        out.write(bytes);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
