package org.oncetodo.idempotency;

import org.oncetodo.problems.ProblemException;
import org.oncetodo.problems.ProblemType;

/** No key where the deployment wants one; answered as 400 {@code idempotency-key-missing}. */
public class IdempotencyKeyMissingException extends ProblemException {
    private static final long serialVersionUID = 1L;

    /** Says to send a key. */
    public IdempotencyKeyMissingException() {
        super(
                ProblemType.IDEMPOTENCY_KEY_MISSING,
                "This service requires an Idempotency-Key header on every POST. Send one, for example a new UUID.");
    }
}
