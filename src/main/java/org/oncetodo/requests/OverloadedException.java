package org.oncetodo.requests;

import java.util.Map;
import org.oncetodo.problems.ProblemException;
import org.oncetodo.problems.ProblemType;

/** There is no place for this request; answered as 503 {@code unavailable} with {@code Retry-After}. */
public class OverloadedException extends ProblemException {
    private static final long serialVersionUID = 1L;

    OverloadedException() {
        super(
                ProblemType.UNAVAILABLE,
                "The service is overloaded, and did nothing for this request. Repeat it after Retry-After.");
    }

    /** One second, the least that can be said: places become free all the time. */
    @Override
    public Map<String, String> headers() {
        return Map.of("Retry-After", "1");
    }
}
