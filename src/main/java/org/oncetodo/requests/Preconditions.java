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
    public static Preconditions in(HeaderLines head) {
        return new Preconditions(in(head, HttpHeaders.IF_MATCH), in(head, HttpHeaders.IF_NONE_MATCH));
    }

    private static Optional<EntityTags> in(HeaderLines head, String name) {
        return EntityTags.in(name, head.named(name));
    }

    /**
     * Lets a request go on only where it is meant for this state.
     *
     * @param current the strong entity tag of what stands, with its quotes
     * @throws PreconditionFailedException if {@code If-Match} does not match it
     */
    public void checkIfMatch(String current) {
        if (ifMatch.isPresent() && !ifMatch.get().matchStrongly(current)) {
            throw new PreconditionFailedException();
        }
    }

    /**
     * Lets a change go on only where this state is none of those that it is not meant for.
     *
     * @throws PreconditionFailedException if {@code If-None-Match} matches it (RFC 9110, 13.1.2)
     */
    public void checkIfNoneMatch(String current) {
        if (isKnown(current)) {
            throw new PreconditionFailedException();
        }
    }

    /** Whether the client that reads has this state already (304). */
    public boolean isKnown(String current) {
        return ifNoneMatch.isPresent() && ifNoneMatch.get().matchWeakly(current);
    }
}
