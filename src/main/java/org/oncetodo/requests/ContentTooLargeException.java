package org.oncetodo.requests;

import org.oncetodo.problems.ProblemException;
import org.oncetodo.problems.ProblemType;

/** The body is longer than any todo; answered as 413 {@code content-too-large}. */
public class ContentTooLargeException extends ProblemException {
    private static final long serialVersionUID = 1L;

    ContentTooLargeException() {
        super(ProblemType.CONTENT_TOO_LARGE, "The body is larger than 64 KiB (65536 bytes). Send a smaller one.");
    }
}
