package org.oncetodo.json;

/** The bytes are no JSON text that can be read in one way only; the message says where and why, for the client. */
public class MalformedJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param detail what is wrong with the body, in a sentence */
    public MalformedJsonException(String detail) {
        super(detail, null, false, false);
    }
}
