package org.oncetodo.idempotency;

import jakarta.json.stream.JsonGenerator;
import java.util.Map;
import org.oncetodo.problems.ProblemException;
import org.oncetodo.problems.ProblemType;

/** The first request with this key still runs; answered as 409 {@code idempotency-key-in-flight}. */
public class IdempotencyKeyInFlightException extends ProblemException {
    private static final long serialVersionUID = 1L;

    private final IdempotencyKey key;

    IdempotencyKeyInFlightException(IdempotencyKey key) {
        super(
                ProblemType.IDEMPOTENCY_KEY_IN_FLIGHT,
                "The first request with this idempotency key has not finished yet. Send the same request again.");
        this.key = key;
    }

    /** One second: the first request has run for longer than any usual one, so it ends at any moment. */
    @Override
    public Map<String, String> headers() {
        return Map.of("Retry-After", "1");
    }

    @Override
    public void writeExtensions(JsonGenerator json) {
        json.write("idempotency_key", key.value());
    }
}
