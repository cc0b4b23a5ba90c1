package org.oncetodo.requests;

import static java.util.stream.Collectors.joining;

import java.util.Optional;
import java.util.regex.Pattern;

/** What {@code Accept} holds (RFC 9110, 12.5.1). */
final class MediaRanges {

    /** RFC 9110, 5.6.2 and 5.6.3. */
    private static final String TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]++";

    private static final String SPACE = "[ \\t]*+";

    /** RFC 9110, 5.6.4. */
    private static final String QUOTED = "\"(?:[^\"\\\\]++|\\\\.)*+\"";

    /** RFC 9110, 12.4.2. */
    private static final String WEIGHT = "[qQ]=(?:0(?:\\.[0-9]{0,3}+)?|1(?:\\.0{0,3}+)?)(?=[ \\t;,]|$)";

    private static final String PARAMETER = "(?![qQ]=)" + TOKEN + "=(?:" + TOKEN + "|" + QUOTED + ")";

    private static final String RANGE =
            TOKEN + "/" + TOKEN + "(?:" + SPACE + ";" + SPACE + "(?:" + WEIGHT + "|" + PARAMETER + "))*+";

    private static final Pattern ONE = Pattern.compile(RANGE);
    private static final Pattern LIST = Pattern.compile(RANGE + "(?:" + SPACE + "," + SPACE + RANGE + ")*+");

    /** Between commas that are not quoted; a quote without an end goes on for ever. */
    private static final Pattern ELEMENT = Pattern.compile("(?:[^,\"]++|" + QUOTED + "|\".*+)++");

    private MediaRanges() {}

    /** Whether all of it is media ranges, each of them with a weight that makes sense, or with none. */
    static boolean are(String accept) {
        return LIST.matcher(accept).matches();
    }

    /** Those that it holds, without all else. */
    static Optional<String> in(String accept) {
        String ranges = ELEMENT.matcher(accept)
                .results()
                .map(element -> element.group().strip())
                .filter(element -> ONE.matcher(element).matches())
                .collect(joining(", "));
        return Optional.of(ranges).filter(some -> !some.isEmpty());
    }
}
