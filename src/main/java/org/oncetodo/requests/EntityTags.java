package org.oncetodo.requests;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code If-Match} and {@code If-None-Match} hold (RFC 9110, 13.1.1 and 13.1.2): {@code *}, or entity tags as of
 * section 8.8.3.
 */
final class EntityTags {

    /** {@code [ "W/" ] DQUOTE *etagc DQUOTE}. */
    private static final Pattern TAG = Pattern.compile("(W/)?(\"[\\x21\\x23-\\x7E\\x80-\\uFFFF]*\")");

    /** Between two tags; empty list elements count for nothing (RFC 9110, 5.6.1.2). */
    private static final Pattern COMMAS = Pattern.compile("[ \\t]*,[ \\t,]*");

    private record Tag(boolean weak, String opaque) {}

    private final boolean any;
    private final List<Tag> tags;

    private EntityTags(boolean any, List<Tag> tags) {
        this.any = any;
        this.tags = tags;
    }

    /**
     * The tags in the lines of one header; empty where there is no such header.
     *
     * @throws InvalidParameterException where they are no list of entity tags
     */
    static Optional<EntityTags> in(String header, List<String> lines) {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        String list = String.join(",", lines).strip();
        if (list.equals("*")) {
            return Optional.of(new EntityTags(true, List.of()));
        }
        List<Tag> tags = new ArrayList<>();
        Matcher tag = TAG.matcher(list);
        Matcher commas = COMMAS.matcher(list);
        int at = commas.lookingAt() ? commas.end() : 0;
        while (at < list.length()) {
            if (!tag.region(at, list.length()).lookingAt()) {
                throw malformed(header);
            }
            tags.add(new Tag(tag.group(1) != null, tag.group(2)));
            at = tag.end();
            if (at < list.length()) {
                if (!commas.region(at, list.length()).lookingAt()) {
                    throw malformed(header);
                }
                at = commas.end();
            }
        }
        if (tags.isEmpty()) {
            throw malformed(header);
        }
        return Optional.of(new EntityTags(false, tags));
    }

    private static InvalidParameterException malformed(String header) {
        return new InvalidParameterException(
                header + " must be * or a list of entity tags, each as an ETag header gave it: \"…\".");
    }

    /** Strong comparison: the same, and neither is weak (RFC 9110, 8.8.3.2). */
    boolean matchStrongly(String current) {
        return any || tags.contains(new Tag(false, current));
    }

    /** Weak comparison: the same, weak or not (RFC 9110, 8.8.3.2). */
    boolean matchWeakly(String current) {
        return any || tags.stream().anyMatch(tag -> tag.opaque().equals(current));
    }
}
