package org.oncetodo.requests;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oncetodo.json.Json;
import org.oncetodo.json.MalformedJsonException;
import org.oncetodo.problems.ProblemException;
import org.oncetodo.problems.ProblemType;

class RequestBodyTest {

    private static final String MERGE_PATCH = "application/merge-patch+json";

    private static Json read(InputStream stream, String... headers) {
        return RequestBody.of(APPLICATION_JSON, Requests.head(headers), stream).json();
    }

    private static Json read(String... headers) {
        return read(Requests.body("{}"), headers);
    }

    private static void assertUnsupported(Map<String, String> expected, String mediaType, String... headers) {
        assertThatThrownBy(() -> RequestBody.of(mediaType, Requests.head(headers), Requests.body("{}")))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.type()).isEqualTo(ProblemType.UNSUPPORTED_MEDIA_TYPE);
                    assertThat(problem.headers()).isEqualTo(expected);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "APPLICATION/Json",
                "application/json;charset=utf-8",
                "application/json; charset=UTF-8",
                "application/json; charset=\"utf-8\"",
                "application/json;x=y",
                "application/json ; Charset=Utf-8"
            })
    void jsonInUtf8IsRead(String contentType) {
        assertThat(read("Content-Type", contentType)).isInstanceOf(Json.Members.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "json",
                "text/plain",
                "text/json",
                "application/*",
                "*/*",
                "application/jsonp",
                "application/x-json",
                "application/merge-patch+json",
                "application/problem+json",
                "application/json;charset=iso-8859-1",
                "application/json;charset=utf-16",
                "application/json;charset=utf8",
                "application/json;charset=",
                ";",
                "/",
                "application/json, application/json",
                "multipart/form-data",
                "application/x-www-form-urlencoded"
            })
    void anotherContentTypeIsUnsupported(String contentType) {
        assertUnsupported(Map.of("Accept", APPLICATION_JSON), APPLICATION_JSON, "Content-Type", contentType);
    }

    @Test
    void noContentTypeIsUnsupported() {
        assertUnsupported(Map.of("Accept", APPLICATION_JSON), APPLICATION_JSON);
    }

    @Test
    void twoContentTypesAreUnsupported() {
        assertUnsupported(
                Map.of("Accept", APPLICATION_JSON),
                APPLICATION_JSON,
                "Content-Type",
                APPLICATION_JSON,
                "Content-Type",
                APPLICATION_JSON);
    }

    @Test
    void aPatchSaysWhichPatchesItTakes() {
        assertUnsupported(Map.of("Accept-Patch", MERGE_PATCH), MERGE_PATCH, "Content-Type", APPLICATION_JSON);
        assertThat(RequestBody.of(MERGE_PATCH, Requests.head("Content-Type", MERGE_PATCH), Requests.body("{}"))
                        .json())
                .isInstanceOf(Json.Members.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "deflate", "identity, gzip", "x"})
    void aCodedBodyIsUnsupported(String coding) {
        assertUnsupported(
                Map.of("Accept-Encoding", "identity"),
                APPLICATION_JSON,
                "Content-Type",
                APPLICATION_JSON,
                "Content-Encoding",
                coding);
    }

    @Test
    void aBodyThatSaysItIsNotCodedIsRead() {
        assertThat(read("Content-Type", APPLICATION_JSON, "Content-Encoding", "Identity"))
                .isNotNull();
    }

    private static String ofLength(int bytes) {
        return "\"" + "a".repeat(bytes - 2) + "\"";
    }

    @ParameterizedTest
    @CsvSource({"Content-Length, 65536", "Content-Length, abc", "Content-Length, ''", "X, chunked"})
    void aBodyOf64KibibytesIsRead(String name, String value) {
        Json read = read(Requests.body(ofLength(65_536)), "Content-Type", APPLICATION_JSON, name, value);

        assertThat(read).isInstanceOf(Json.Text.class);
    }

    @Test
    void aLargerBodyIsTooLargeAlsoWhereItsLengthIsNotDeclared() {
        assertThatThrownBy(() -> read(Requests.body(ofLength(65_537)), "Content-Type", APPLICATION_JSON))
                .isInstanceOf(ContentTooLargeException.class);
    }

    @Test
    void aBodyThatIsTooLargeIsNotHeldInMemory() {
        AtomicLong taken = new AtomicLong();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                taken.incrementAndGet();
                return 'a';
            }
        };

        assertThatThrownBy(() -> read(endless, "Content-Type", APPLICATION_JSON))
                .isInstanceOf(ContentTooLargeException.class);
        assertThat(taken.get()).isLessThan(2 * 65_536);
    }

    @ParameterizedTest
    @ValueSource(strings = {"65537", "4294967296", "9223372036854775807"})
    void aDeclaredLengthIsEnoughToRefuse(String length) {
        InputStream untouched = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("not to be read");
            }
        };

        assertThatThrownBy(() -> read(untouched, "Content-Type", APPLICATION_JSON, "Content-Length", length))
                .isInstanceOf(ContentTooLargeException.class);
    }

    @Test
    void theContentTypeIsLookedAtBeforeTheLength() {
        assertUnsupported(
                Map.of("Accept", APPLICATION_JSON),
                APPLICATION_JSON,
                "Content-Type",
                "text/plain",
                "Content-Length",
                "65537");
    }

    @Test
    void aBodyThatEndsEarlyIsMalformed() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset by peer");
            }
        };

        assertThatThrownBy(() -> read(broken, "Content-Type", APPLICATION_JSON))
                .isInstanceOf(IncompleteBodyException.class)
                .hasMessageContaining("ended before it was complete");
    }

    @Test
    void noBodyIsMalformed() {
        assertThatThrownBy(() -> read(new ByteArrayInputStream(new byte[0]), "Content-Type", APPLICATION_JSON))
                .isInstanceOf(MalformedJsonException.class);
    }
}
