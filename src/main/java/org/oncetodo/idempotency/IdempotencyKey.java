package org.oncetodo.idempotency;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.oncetodo.requests.HeaderLines;
import org.oncetodo.requests.PercentEncoding;

/**
 * The key by which a client names one request and all its retries (draft-ietf-httpapi-idempotency-key-header-07,
 * section 2). It is sent as a structured-field string, or bare, as most clients do:
 *
 * <pre>
 * header     = sf-string parameters / bare
 * sf-string  = DQUOTE *( %x20-21 / %x23-5B / %x5D-7E / "\" DQUOTE / "\\" ) DQUOTE     (RFC 9651, 3.3.3)
 * parameters = *( ";" *SP param-key [ "=" bare-item ] )                              (RFC 9651, 3.1.2)
 * bare       = 1*( VCHAR without DQUOTE, "," and ";" )
 * </pre>
 *
 * <p>Several spaces in a row count as one: WildFly's listener makes one of them before anybody is asked, and a retry has
 * to find its key on every node. It makes one of a tab, too, which is malformed wherever it is seen.
 *
 * @param value 1 to 255 characters of visible ASCII and space, unescaped; case matters
 */
public record IdempotencyKey(String value) {

    /** Draft, section 2. */
    private static final String HEADER = "Idempotency-Key";

    /** With the value {@code true}: the answer is the first one again. */
    public static final String REPLAYED_HEADER = "Idempotent-Replayed";

    /** Until when the answer can be repeated, as an HTTP-date. */
    public static final String EXPIRES_HEADER = "Idempotency-Key-Expires";

    /** In characters, after unescaping. */
    private static final int LONGEST = 255;

    private static final Pattern BARE = Pattern.compile("[\\x21-\\x7E&&[^\",;]]+");
    private static final Pattern STRING =
            Pattern.compile("\"((?:[\\x20-\\x7E&&[^\"\\\\]]|\\\\[\"\\\\])*+)\"", Pattern.DOTALL);
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");
    private static final Pattern QUOTE_OR_BACKSLASH = Pattern.compile("[\"\\\\]");
    private static final Pattern SPACES = Pattern.compile(" {2,}");

    /** A header's value, and the white space around it, which is not part of it (RFC 9110, 5.5). */
    private static final Pattern FIELD = Pattern.compile("[ \\t]*+(.*[^ \\t]|)[ \\t]*+", Pattern.DOTALL);

    /** RFC 9651, 3.1.2 and 3.3: a parameter with a value of any kind of bare item, each kind a line. */
    private static final Pattern PARAMETER = Pattern.compile("""
            (?x) ; \\x20* [a-z*] [a-z0-9_\\-.*]*+ (?: =
            (?: -? [0-9]{1,12} \\. [0-9]{1,3}
              | -? [0-9]{1,15}
              | " (?: [\\x20-\\x7E&&[^"\\\\]] | \\\\["\\\\] )*+ "
              | [A-Za-z*] [!\\#$%&'*+\\-.^_`|~0-9A-Za-z:/]*+
              | : (?: [A-Za-z0-9+/]{4} )*+ (?: [A-Za-z0-9+/]{2} (?: == )? | [A-Za-z0-9+/]{3} =? )? :
              | \\? [01]
              | @ -? [0-9]{1,15}
              | %" (?<display> (?: [\\x20-\\x7E&&[^%"]] | % [0-9a-f]{2} )*+ ) "
            ) )?""");

    /**
     * The key of a request, empty where there is no such header.
     *
     * @throws IdempotencyKeyInvalidException if it is malformed, or there is more than one
     */
    public static Optional<IdempotencyKey> in(HeaderLines head) {
        List<String> lines = head.named(HEADER);
        if (lines.size() > 1) {
            throw new IdempotencyKeyInvalidException(
                    Optional.of(String.join(", ", lines)), "The request has more than one idempotency key.");
        }
        return lines.stream().findAny().map(IdempotencyKey::parse);
    }

    /**
     * The key that this header, or this query parameter, spells.
     *
     * @throws IdempotencyKeyInvalidException if it is malformed
     */
    public static IdempotencyKey parse(String header) {
        String text = FIELD.matcher(header).replaceFirst("$1");
        String value = text.startsWith("\"") ? unquoted(text) : bare(text);
        if (value.isEmpty()) {
            throw new IdempotencyKeyInvalidException(Optional.of(header), "The idempotency key is empty.");
        }
        if (value.length() > LONGEST) {
            throw new IdempotencyKeyInvalidException(
                    Optional.of(header), "The idempotency key has more than " + LONGEST + " characters.");
        }
        return new IdempotencyKey(value);
    }

    private static String unquoted(String text) {
        Matcher string = STRING.matcher(text);
        if (!string.lookingAt()) {
            throw new IdempotencyKeyInvalidException(
                    Optional.of(text), "The quoted idempotency key is unfinished, or holds a bad character or escape.");
        }
        if (!areParameters(text, string.end())) {
            throw new IdempotencyKeyInvalidException(
                    Optional.of(text), "What follows the quoted idempotency key is no structured-field parameter.");
        }
        String unescaped = ESCAPE.matcher(string.group(1)).replaceAll("$1");
        return SPACES.matcher(unescaped).replaceAll(" ");
    }

    private static boolean areParameters(String text, int from) {
        Matcher parameter = PARAMETER.matcher(text).region(from, text.length());
        int at = from;
        while (at < text.length()) {
            if (!parameter.lookingAt() || !isUtf8(parameter.group("display"))) {
                return false;
            }
            at = parameter.end();
            parameter.region(at, text.length());
        }
        return true;
    }

    /** What a display string's escapes spell has to be UTF-8 (RFC 9651, 4.2.10). */
    private static boolean isUtf8(String display) {
        return display == null || PercentEncoding.isUtf8(display);
    }

    private static String bare(String text) {
        if (!text.isEmpty() && !BARE.matcher(text).matches()) {
            throw new IdempotencyKeyInvalidException(
                    Optional.of(text),
                    "The idempotency key holds a character that is not visible ASCII, or a comma, semicolon or quote.");
        }
        return text;
    }

    /**
     * The key's one spelling, a structured-field string. As its last character is a quote, a database that pads with
     * spaces before it compares cannot take one key for another.
     */
    String canonical() {
        return '"' + QUOTE_OR_BACKSLASH.matcher(value).replaceAll("\\\\$0") + '"';
    }
}
