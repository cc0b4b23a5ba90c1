package org.oncetodo.idempotency;

import jakarta.json.stream.JsonGenerator;
import org.oncetodo.problems.ProblemException;
import org.oncetodo.problems.ProblemType;

/** Nothing is remembered of this key; answered as 404 {@code not-found}. */
public class IdempotencyKeyNotFoundException extends ProblemException {
    private static final long serialVersionUID = 1L;

    private final IdempotencyKey key;

    IdempotencyKeyNotFoundException(IdempotencyKey key) {
        super(
                ProblemType.NOT_FOUND,
                "Nothing is known of this idempotency key. This proves nothing while its request runs: send the POST again.");
        this.key = key;
    }

    /** The first request may have finished by then. */
    @Override
    public boolean retryable() {
        return true;
    }

    @Override
    public void writeExtensions(JsonGenerator json) {
        json.write("idempotency_key", key.value());
    }
}
