package org.oncetodo.idempotency;

import java.time.Instant;
import java.util.Map;
import org.oncetodo.problems.ProblemType;
import org.oncetodo.requests.HttpDate;

/** The key has created something else than what is asked for now; answered as 422 {@code idempotency-key-reused}. */
public class IdempotencyKeyReusedException extends KeyProblemException {
    private static final long serialVersionUID = 1L;

    private final Instant expiresAt;

    IdempotencyKeyReusedException(IdempotencyKey key, Instant expiresAt) {
        super(
                ProblemType.IDEMPOTENCY_KEY_REUSED,
                key,
                "This idempotency key was used for another todo. Use a new key, or repeat exactly the first request.");
        this.expiresAt = expiresAt;
    }

    @Override
    public Map<String, String> headers() {
        return Map.of(IdempotencyKey.EXPIRES_HEADER, HttpDate.of(expiresAt));
    }
}
