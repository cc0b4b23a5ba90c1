package org.oncetodo.requests;

import java.util.Map;
import org.oncetodo.problems.ProblemException;
import org.oncetodo.problems.ProblemType;

/** The body did not come in time; answered as 408 {@code request-timeout} (RFC 9110, 15.5.9). */
public class RequestTimeoutException extends ProblemException {
    private static final long serialVersionUID = 1L;

    RequestTimeoutException() {
        super(
                ProblemType.REQUEST_TIMEOUT,
                "The body did not come within 10 seconds, and nothing was done. Send the request again.");
    }

    /** What may follow on this connection is no request. */
    @Override
    public Map<String, String> headers() {
        return Map.of("Connection", "close");
    }
}
