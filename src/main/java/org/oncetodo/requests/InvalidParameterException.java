package org.oncetodo.requests;

import org.oncetodo.problems.ProblemException;
import org.oncetodo.problems.ProblemType;

/** A query parameter or a conditional header cannot be understood; answered as 400 {@code invalid-parameter}. */
public class InvalidParameterException extends ProblemException {
    private static final long serialVersionUID = 1L;

    InvalidParameterException(String detail) {
        super(ProblemType.INVALID_PARAMETER, detail);
    }
}
