package org.oncetodo.idempotency;

import java.util.Map;
import org.oncetodo.problems.ProblemType;

/** The first request with this key still runs; answered as 409 {@code idempotency-key-in-flight}. */
public class IdempotencyKeyInFlightException extends KeyProblemException {
    private static final long serialVersionUID = 1L;

    IdempotencyKeyInFlightException(IdempotencyKey key) {
        super(
                ProblemType.IDEMPOTENCY_KEY_IN_FLIGHT,
                key,
                "The first request with this idempotency key has not finished yet. Send the same request again.");
    }

    /** One second: the first request has run for longer than any usual one, so it ends at any moment. */
    @Override
    public Map<String, String> headers() {
        return Map.of("Retry-After", "1");
    }
}
