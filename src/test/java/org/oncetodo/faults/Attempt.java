package org.oncetodo.faults;

/**
 * A request and what became of it.
 *
 * @param reply {@code null} where there was none
 * @param ended when the reply came, or the client gave it up
 */
record Attempt(long number, Request request, long sent, Reply reply, String failure, long ended) {

    /** 0 where there was no answer. */
    int status() {
        return reply == null ? 0 : reply.status();
    }

    boolean isFinal() {
        return reply != null && reply.isFinal();
    }

    /** It may have been done at any time since it was sent, or never, or be done later. */
    boolean isOpen() {
        return !isFinal() && status() != 409;
    }

    @Override
    public String toString() {
        return "#%d %s %s%s to node %d at %.3f s: %s"
                .formatted(
                        number,
                        request.method(),
                        request.path(),
                        request.key() == null ? "" : " with key " + request.key(),
                        request.node(),
                        sent / 1e9,
                        reply == null
                                ? failure
                                : "%d at %.3f s %s".formatted(reply.status(), ended / 1e9, reply.body()));
    }
}
