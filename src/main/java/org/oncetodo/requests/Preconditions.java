package org.oncetodo.requests;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;

/** The conditional headers of a request (RFC 9110, section 13). */
public final class Preconditions {

    private final Optional<EntityTags> ifMatch;
    private final Optional<EntityTags> ifNoneMatch;

    private Preconditions(Optional<EntityTags> ifMatch, Optional<EntityTags> ifNoneMatch) {
        this.ifMatch = ifMatch;
        this.ifNoneMatch = ifNoneMatch;
    }

    /** @throws InvalidParameterException where one of them is no list of entity tags */
    public static Preconditions in(HttpHeaders headers) {
        return new Preconditions(in(headers, HttpHeaders.IF_MATCH), in(headers, HttpHeaders.IF_NONE_MATCH));
    }

    private static Optional<EntityTags> in(HttpHeaders headers, String name) {
        return EntityTags.in(name, HeaderLines.named(name, headers));
    }

    /**
     * Lets a change go on only where it is meant for this state.
     *
     * @param current the strong entity tag of what stands, with its quotes
     * @throws PreconditionFailedException if {@code If-Match} does not match it, or {@code If-None-Match} does
     */
    public void checkChange(String current) {
        if (isKnown(current)) {
            throw new PreconditionFailedException();
        }
    }

    /**
     * Whether the client that reads has this state already (304).
     *
     * @throws PreconditionFailedException if {@code If-Match} does not match it
     */
    public boolean isKnown(String current) {
        if (ifMatch.isPresent() && !ifMatch.get().matchStrongly(current)) {
            throw new PreconditionFailedException();
        }
        return ifNoneMatch.isPresent() && ifNoneMatch.get().matchWeakly(current);
    }
}
