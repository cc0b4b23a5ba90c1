package org.oncetodo.requests;

import java.util.Map;
import org.oncetodo.problems.ProblemException;
import org.oncetodo.problems.ProblemType;

/** The body is not of the kind that the method takes; answered as 415 {@code unsupported-media-type}. */
public class UnsupportedMediaTypeException extends ProblemException {
    private static final long serialVersionUID = 1L;

    private final String header;
    private final String accepted;

    private UnsupportedMediaTypeException(String detail, String header, String accepted) {
        super(ProblemType.UNSUPPORTED_MEDIA_TYPE, detail);
        this.header = header;
        this.accepted = accepted;
    }

    /** @param header which says so: {@code Accept} (RFC 9110, 15.5.16) or {@code Accept-Patch} (RFC 5789, 2.2) */
    static UnsupportedMediaTypeException instead(String mediaType, String header) {
        return new UnsupportedMediaTypeException("Send the body as " + mediaType + ", in UTF-8.", header, mediaType);
    }

    /** Answers with {@code Accept-Encoding} (RFC 9110, 15.5.16). */
    static UnsupportedMediaTypeException compressed() {
        return new UnsupportedMediaTypeException(
                "Send the body as it is, without a Content-Encoding.", "Accept-Encoding", "identity");
    }

    @Override
    public Map<String, String> headers() {
        return Map.of(header, accepted);
    }
}
