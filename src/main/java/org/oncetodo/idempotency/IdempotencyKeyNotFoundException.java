package org.oncetodo.idempotency;

import org.oncetodo.problems.ProblemType;

/** Nothing is remembered of this key; answered as 404 {@code not-found}. */
public class IdempotencyKeyNotFoundException extends KeyProblemException {
    private static final long serialVersionUID = 1L;

    IdempotencyKeyNotFoundException(IdempotencyKey key) {
        super(
                ProblemType.NOT_FOUND,
                key,
                "Nothing is known of this idempotency key. This proves nothing while its request runs: send the POST again.");
    }

    /** The first request may have finished by then. */
    @Override
    public boolean retryable() {
        return true;
    }
}
