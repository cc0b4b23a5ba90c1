package org.oncetodo.requests;

import org.oncetodo.problems.ProblemException;
import org.oncetodo.problems.ProblemType;

/** The client ended the body before its declared end; answered as 400 {@code malformed-json} (RFC 9112, section 8). */
public class IncompleteBodyException extends ProblemException {
    private static final long serialVersionUID = 1L;

    IncompleteBodyException() {
        super(ProblemType.MALFORMED_JSON, "The body ended before it was complete.");
    }
}
