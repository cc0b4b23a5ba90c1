package org.oncetodo.problems;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oncetodo.environment.Logged;
import org.oncetodo.requests.Requests;

/** What is answered where the servlet container refuses a request by itself. */
class ErrorPageTest {

    private static final Throwable FAULT = new IllegalStateException("as it happens");

    private static final String PATH = "/todos/1";

    /** What was set, by the name of the method or header. */
    private final Map<String, Object> answered = new HashMap<>();

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private boolean hungUp;

    private void answer(Integer status) {
        HttpServletRequest request =
                Requests.stub(HttpServletRequest.class, (proxy, method, arguments) -> switch ((String) arguments[0]) {
                    case RequestDispatcher.ERROR_STATUS_CODE -> status;
                    case RequestDispatcher.ERROR_REQUEST_URI -> PATH;
                    default -> FAULT;
                });
        HttpServletResponse response =
                Requests.stub(HttpServletResponse.class, (proxy, method, arguments) -> switch (method.getName()) {
                    case "getOutputStream" -> stream();
                    case "setHeader" -> answered.put((String) arguments[0], arguments[1]);
                    default -> answered.put(method.getName(), arguments[0]);
                });
        new ErrorPage().service(request, response);
    }

    private ServletOutputStream stream() {
        return new ServletOutputStream() {
            @Override
            public void write(int b) throws IOException {
                if (hungUp) {
                    throw new IOException("Connection is closed");
                }
                body.write(b);
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        ", 404, not-found", // who asks for the page itself
        "404, 404, not-found",
        "400, 400, invalid-parameter",
        "403, 400, invalid-parameter",
        "405, 405, method-not-allowed",
        "406, 406, not-acceptable",
        "413, 413, content-too-large",
        "415, 415, unsupported-media-type",
        "503, 503, unavailable"
    })
    void aRefusalIsAProblem(Integer refused, int status, String name) {
        answer(refused);

        assertThat(answered)
                .containsEntry("setStatus", status)
                .containsEntry("setContentType", "application/problem+json")
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("setContentLength", body.size());
        assertThat(body.toString(UTF_8))
                .startsWith("{\"type\":\"/problems/" + name + "\",")
                .contains("\"status\":" + status, "\"instance\":\"urn:uuid:", "\"retryable\":" + (status == 503));
        assertThat(answered.get("Retry-After")).isEqualTo(status == 503 ? "1" : null);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 501})
    void aFaultIsAnInternalErrorAndLoggedOnceUnderItsInstance(int refused) {
        try (Logged log = new Logged(ErrorPage.class)) {
            answer(refused);

            assertThat(answered).containsEntry("setStatus", 500).doesNotContainKey("Retry-After");
            assertThat(log.records()).singleElement().satisfies(record -> {
                assertThat(record.getThrown()).isSameAs(FAULT);
                assertThat(record.getMessage()).startsWith("urn:uuid:").endsWith(" at " + PATH);
                String instance = record.getMessage().split(" ")[0];
                assertThat(body.toString(UTF_8)).contains("/problems/internal-error", "\"retryable\":true", instance);
            });
        }
    }

    @Test
    void thatAClientHasHungUpIsNoFault() {
        hungUp = true;

        assertThatCode(() -> answer(404)).doesNotThrowAnyException();
    }
}
