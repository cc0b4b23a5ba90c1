package org.oncetodo.todos;

import jakarta.json.stream.JsonGenerator;
import java.util.List;
import org.oncetodo.problems.ProblemException;
import org.oncetodo.problems.ProblemType;

/** JSON that is no todo; answered as 400 {@code invalid-todo} with everything that is wrong with it. */
public class InvalidTodoException extends ProblemException {
    private static final long serialVersionUID = 1L;

    /**
     * One thing that is wrong.
     *
     * @param pointer where (RFC 6901): {@code /title}, or the empty string for the whole body
     * @param detail what, and what would be right
     */
    record Violation(String pointer, String detail) {}

    private final transient List<Violation> violations;

    InvalidTodoException(List<Violation> violations) {
        super(ProblemType.INVALID_TODO, "The body is not a valid todo. Correct what “errors” lists.");
        this.violations = List.copyOf(violations);
    }

    List<Violation> violations() {
        return violations;
    }

    @Override
    public void writeExtensions(JsonGenerator json) {
        json.writeStartArray("errors");
        violations.forEach(violation -> json.writeStartObject()
                .write("pointer", violation.pointer())
                .write("detail", violation.detail())
                .writeEnd());
        json.writeEnd();
    }
}
