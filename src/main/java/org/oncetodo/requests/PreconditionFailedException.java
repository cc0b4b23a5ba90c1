package org.oncetodo.requests;

import org.oncetodo.problems.ProblemException;
import org.oncetodo.problems.ProblemType;

/** What the client decided upon is no longer so; answered as 412 {@code precondition-failed}. */
public class PreconditionFailedException extends ProblemException {
    private static final long serialVersionUID = 1L;

    PreconditionFailedException() {
        super(
                ProblemType.PRECONDITION_FAILED,
                "The todo is not in the state that If-Match or If-None-Match asks for. GET it, decide again, and send the"
                        + " change with its ETag.");
    }
}
