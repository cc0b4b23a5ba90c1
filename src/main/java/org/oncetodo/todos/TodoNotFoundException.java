package org.oncetodo.todos;

import org.oncetodo.problems.ProblemException;
import org.oncetodo.problems.ProblemType;

/** The caller has no todo with this id; answered as 404 {@code not-found}. */
public class TodoNotFoundException extends ProblemException {
    private static final long serialVersionUID = 1L;

    TodoNotFoundException() {
        super(ProblemType.NOT_FOUND, "There is no todo with this id. It was deleted, or never existed.");
    }
}
