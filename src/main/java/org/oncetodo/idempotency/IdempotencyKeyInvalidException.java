package org.oncetodo.idempotency;

import jakarta.json.stream.JsonGenerator;
import java.util.Optional;
import org.oncetodo.problems.ProblemException;
import org.oncetodo.problems.ProblemType;

/** A key that is none; answered as 400 {@code idempotency-key-invalid}. */
public class IdempotencyKeyInvalidException extends ProblemException {
    private static final long serialVersionUID = 1L;

    /** As sent; null where nothing was. */
    private final String sent;

    IdempotencyKeyInvalidException(Optional<String> sent, String detail) {
        super(
                ProblemType.IDEMPOTENCY_KEY_INVALID,
                detail + " Send 1 to 255 visible ASCII characters, as \"abc-123\" or abc-123.");
        this.sent = sent.orElse(null);
    }

    static IdempotencyKeyInvalidException absent() {
        return new IdempotencyKeyInvalidException(Optional.empty(), "The parameter key is absent.");
    }

    @Override
    public void writeExtensions(JsonGenerator json) {
        if (sent != null) {
            json.write("idempotency_key", sent);
        }
    }
}
