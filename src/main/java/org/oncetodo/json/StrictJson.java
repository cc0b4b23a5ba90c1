package org.oncetodo.json;

import jakarta.json.JsonException;
import jakarta.json.stream.JsonLocation;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Reads JSON as I-JSON demands it (RFC 7493, section 2): what one parser reads in one way and another in another is
 * refused, so nothing is guessed.
 */
public final class StrictJson {

    /** Objects and arrays in one another: a todo is one; deeper than this nobody means it, and a stack has its limits. */
    static final int DEEPEST = 32;

    private final JsonParser parser;

    private StrictJson(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * The one JSON value that these bytes are.
     *
     * @throws MalformedJsonException if they are bad UTF-8 or no JSON, name a member twice, hold a lone surrogate, are
     *     nested deeper than 32 levels, or go on after the value
     */
    public static Json read(byte[] bytes) {
        try (JsonParser parser = Factories.PARSERS.createParser(new StringReader(decoded(bytes)))) {
            return new StrictJson(parser).text();
        } catch (JsonException e) {
            throw new MalformedJsonException("The body is not valid JSON.");
        }
    }

    private static String decoded(byte[] bytes) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)); // reports, as made
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new MalformedJsonException("The body is not valid UTF-8.");
        }
    }

    private Json text() {
        Json value = value(next(), 0);
        boolean more;
        try {
            more = parser.hasNext();
        } catch (JsonException e) {
            more = true;
        }
        if (more) {
            throw new MalformedJsonException("The body goes on after the end of its JSON value.");
        }
        return value;
    }

    private Json value(Event event, int depth) {
        boolean nests = event == Event.START_OBJECT || event == Event.START_ARRAY;
        if (nests && depth == DEEPEST) {
            throw new MalformedJsonException("The body is nested deeper than " + DEEPEST + " levels.");
        }
        return switch (event) {
            case START_OBJECT -> members(depth);
            case START_ARRAY -> array(depth);
            case VALUE_STRING -> new Json.Text(string());
            case VALUE_NUMBER -> new Json.Number(parser.getString());
            case VALUE_TRUE -> new Json.Bool(true);
            case VALUE_FALSE -> new Json.Bool(false);
            case VALUE_NULL -> new Json.Null();
            case KEY_NAME, END_OBJECT, END_ARRAY -> throw notJson();
        };
    }

    private Json members(int depth) {
        Map<String, Json> members = new LinkedHashMap<>();
        while (next() != Event.END_OBJECT) {
            String name = string();
            if (members.containsKey(name)) {
                throw new MalformedJsonException("The body has the member \"" + name + "\" twice in one object.");
            }
            members.put(name, value(next(), depth + 1));
        }
        return new Json.Members(members);
    }

    private Json array(int depth) {
        for (Event event = next(); event != Event.END_ARRAY; event = next()) {
            value(event, depth + 1);
        }
        return new Json.Array();
    }

    private String string() {
        String string = parser.getString();
        for (int i = 0; i < string.length(); i++) {
            char unit = string.charAt(i);
            if (Character.isHighSurrogate(unit)
                    && i + 1 < string.length()
                    && Character.isLowSurrogate(string.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(unit)) {
                throw new MalformedJsonException(
                        "A string in the body holds a lone surrogate (\\u%04x), which is no character."
                                .formatted((int) unit));
            }
        }
        return string;
    }

    private Event next() {
        try {
            return parser.next();
        } catch (JsonException | NoSuchElementException e) {
            throw notJson();
        }
    }

    private MalformedJsonException notJson() {
        JsonLocation place = parser.getLocation();
        return new MalformedJsonException("The body is not valid JSON, at line %d, column %d."
                .formatted(place.getLineNumber(), place.getColumnNumber()));
    }
}
