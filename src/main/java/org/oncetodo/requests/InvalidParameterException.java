package org.oncetodo.requests;

import org.oncetodo.problems.ProblemException;
import org.oncetodo.problems.ProblemType;

/** A query parameter, a header or the path cannot be understood, or followed; answered as 400 {@code invalid-parameter}. */
public class InvalidParameterException extends ProblemException {
    private static final long serialVersionUID = 1L;

    /** @param detail which, and what to do */
    public InvalidParameterException(String detail) {
        super(ProblemType.INVALID_PARAMETER, detail);
    }
}
