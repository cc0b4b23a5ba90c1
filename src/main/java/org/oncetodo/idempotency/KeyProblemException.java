package org.oncetodo.idempotency;

import jakarta.json.stream.JsonGenerator;
import org.oncetodo.problems.ProblemException;
import org.oncetodo.problems.ProblemType;

/** A problem about one key, which is its member {@code idempotency_key}. */
abstract class KeyProblemException extends ProblemException {
    private static final long serialVersionUID = 1L;

    private final IdempotencyKey key;

    KeyProblemException(ProblemType type, IdempotencyKey key, String detail) {
        super(type, detail);
        this.key = key;
    }

    @Override
    public final void writeExtensions(JsonGenerator json) {
        json.write("idempotency_key", key.value());
    }
}
