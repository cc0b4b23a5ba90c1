package org.oncetodo.problems;

import jakarta.ejb.ApplicationException;
import jakarta.json.stream.JsonGenerator;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;

/**
 * A request that ends in a problem. Each kind has its own exception, which knows what it is about; thrown out of an
 * EJB it takes the transaction back. It carries no stack trace: it tells the client something, not us.
 */
@ApplicationException(rollback = true, inherited = true)
public abstract class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemType type;

    /** @param detail what was wrong with this request and what to do, for the client */
    protected ProblemException(ProblemType type, String detail) {
        this(type, detail, null);
    }

    /** @param cause what failed here, for the log; null where nothing did */
    protected ProblemException(ProblemType type, String detail, Throwable cause) {
        super(detail, cause, false, false);
        this.type = type;
    }

    /** Which of the known problems it is. */
    public final ProblemType type() {
        return type;
    }

    /** Whether the very same request may succeed later. */
    public boolean retryable() {
        return type.retryable();
    }

    /** Headers that the answer carries beside the problem. */
    public Map<String, String> headers() {
        return Map.of();
    }

    /** Answers with it before JAX-RS is asked, as a filter does. */
    public final void answer(HttpServletResponse response) {
        headers().forEach(response::setHeader);
        problem().write(response);
    }

    /** Each time another occurrence. */
    final Problem problem() {
        return Problem.of(type, getMessage(), retryable(), this::writeExtensions);
    }

    /** Writes the problem's own members after the common ones (RFC 9457, section 3.2). */
    public void writeExtensions(JsonGenerator json) {}
}
