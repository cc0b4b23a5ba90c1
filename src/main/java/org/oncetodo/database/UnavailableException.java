package org.oncetodo.database;

import java.util.Map;
import org.oncetodo.problems.ProblemException;
import org.oncetodo.problems.ProblemType;

/** Too many requests at work or waiting, or no database; answered as 503 {@code unavailable} with {@code Retry-After}. */
public class UnavailableException extends ProblemException {
    private static final long serialVersionUID = 1L;

    /** @param why in a sentence, for the client */
    public UnavailableException(String why) {
        this(why, null);
    }

    /** @param cause for the log */
    UnavailableException(String why, Throwable cause) {
        super(
                ProblemType.UNAVAILABLE,
                why + " Repeat the request after Retry-After, a POST only with its Idempotency-Key.",
                cause);
    }

    /** One second: a request that waited for its turn in vain waited for two, so a place is likely free by then. */
    @Override
    public Map<String, String> headers() {
        return Map.of("Retry-After", "1");
    }
}
