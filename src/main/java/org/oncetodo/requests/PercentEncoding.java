package org.oncetodo.requests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Bytes as {@code %} and two digits (RFC 3986, 2.1). */
public final class PercentEncoding {

    private PercentEncoding() {}

    /** Whether every escape is whole, and all that they spell is UTF-8. */
    public static boolean isUtf8(String text) {
        if (text.indexOf('%') < 0) {
            return true;
        }
        try {
            byte[] decoded = URLDecoder.decode(text, ISO_8859_1).getBytes(ISO_8859_1);
            UTF_8.newDecoder().decode(ByteBuffer.wrap(decoded));
            return true;
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return false;
        }
    }
}
