package org.oncetodo.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.fail;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oncetodo.environment.Elsewhere;

class GuardFilterTest {

    private static HttpServletRequest request(String... contentTypes) {
        return requestTo("POST", "/todos", contentTypes);
    }

    private static HttpServletRequest requestTo(String verb, String path, String... contentTypes) {
        return request(
                verb,
                path,
                Map.of("Content-Type", List.of(contentTypes), "Accept", List.of("a/b"), "Host", List.of("c")));
    }

    private static HttpServletRequest request(String verb, String path, Map<String, List<String>> headers) {
        Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        values.putAll(headers);
        return Requests.stub(HttpServletRequest.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getMethod" -> verb;
            case "getRequestURI" -> path;
            case "getRequestURL" -> new StringBuffer("http://host" + path);
            case "getAttribute" -> null;
            case "getHeader" ->
                values.getOrDefault(arguments[0], List.of()).stream()
                        .findFirst()
                        .orElse(null);
            case "getHeaders" -> Collections.enumeration(values.getOrDefault(arguments[0], List.of()));
            case "getHeaderNames" -> Collections.enumeration(values.keySet());
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    /** The request as it is seen behind the guard; null where it goes no further. */
    private static HttpServletRequest seen(HttpServletRequest request) throws IOException, ServletException {
        AtomicReference<HttpServletRequest> seen = new AtomicReference<>();
        FilterChain chain = (passed, response) -> seen.set((HttpServletRequest) passed);
        HttpServletResponse response = Requests.stub(
                HttpServletResponse.class,
                (proxy, method, arguments) -> method.getName().equals("getOutputStream") ? new Nowhere() : null);
        new GuardFilter().doFilter(request, response, chain);
        return seen.get();
    }

    private static final class Nowhere extends ServletOutputStream {

        @Override
        public void write(int b) {}

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain; charset=utf-8", "a/b", "*/*"})
    void aMediaTypeIsSeen(String contentType) throws IOException, ServletException {
        HttpServletRequest request = request(contentType);

        assertThat(seen(request)).isSameAs(request);
    }

    @Test
    void whereThereIsNoneNothingIsHidden() throws IOException, ServletException {
        HttpServletRequest request = request();

        assertThat(seen(request)).isSameAs(request);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip, chunked", "gzip", "chunked, chunked", "identity", ""})
    void aTransferCodingBesidesChunkedGoesNoFurther(String coding) throws IOException, ServletException {
        assertThat(seen(request("POST", "/todos", Map.of("Transfer-Encoding", List.of(coding)))))
                .isNull();
    }

    @Test
    void chunkedGoesOn() throws IOException, ServletException {
        HttpServletRequest request = request("POST", "/todos", Map.of("Transfer-Encoding", List.of("Chunked")));

        assertThat(seen(request)).isSameAs(request);
    }

    @Test
    void whatHidesTheEndOfARequestGoesNoFurther() throws IOException, ServletException {
        assertThat(seen(request("POST", "/todos", Map.of("Transfer-Encoding ", List.of("chunked")))))
                .isNull();
        Map<String, List<String>> both =
                Map.of("Transfer-Encoding", List.of("chunked"), "Content-Length", List.of("5"));
        assertThat(seen(request("POST", "/todos", both))).isNull();
    }

    @Test
    void whatIsNoUriGoesNoFurther() throws IOException, ServletException {
        assertThat(seen(requestTo("GET", "/todos/{id}"))).isNull();
        assertThat(seen(requestTo("GET", "/todos/%7Bid%7D"))).isNotNull();
    }

    @Test
    void twoHostsOrTwoCodingsGoNoFurther() throws IOException, ServletException {
        assertThat(seen(request("GET", "/todos", Map.of("Host", List.of("a", "a")))))
                .isNull();
        assertThat(seen(request("GET", "/todos", Map.of("Transfer-Encoding", List.of("chunked", "chunked")))))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "Application/X-WWW-Form-URLencoded; charset=utf-8"})
    void aFormIsHidden(String contentType) throws IOException, ServletException {
        assertThat(seen(request(contentType)).getContentType()).isNull();
    }

    @Test
    void twoOfThemAreHidden() throws IOException, ServletException {
        assertThat(seen(request("application/json", "application/json")).getContentType())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "json",
                "",
                "/",
                "a/b/c",
                "application/json;charset",
                "application/json, text/plain",
                ";",
                "a b/c"
            })
    void whatIsNoMediaTypeIsHidden(String contentType) throws IOException, ServletException {
        HttpServletRequest seen = seen(request(contentType));

        assertThat(seen.getContentType()).isNull();
        assertThat(seen.getHeader("Content-Type")).isNull();
        assertThat(seen.getHeader("content-type")).isNull();
        assertThat(Collections.list(seen.getHeaders("CONTENT-TYPE"))).isEmpty();
        assertThat(Collections.list(seen.getHeaderNames())).containsExactly("Accept", "Host");
    }

    @Test
    void otherHeadersAreSeen() throws IOException, ServletException {
        HttpServletRequest seen = seen(request("json"));

        assertThat(seen.getHeader("Accept")).isEqualTo("a/b");
        assertThat(Collections.list(seen.getHeaders("Host"))).containsExactly("c");
    }

    @Test
    void whatIsNoMediaRangeIsNotAskedFor() throws IOException, ServletException {
        HttpServletRequest seen =
                seen(request("GET", "/todos", Map.of("Accept", List.of("json, text/html;q=0.5", "application/json"))));

        assertThat(seen.getHeader("accept")).isEqualTo("text/html;q=0.5, application/json");
        assertThat(Collections.list(seen.getHeaders("Accept"))).containsExactly("text/html;q=0.5, application/json");
        assertThat(Collections.list(seen.getHeaderNames())).containsExactly("Accept");
    }

    @Test
    void whereNoneIsAMediaRangeAllIsWelcome() throws IOException, ServletException {
        HttpServletRequest seen = seen(request("GET", "/todos", Map.of("Accept", List.of("json"))));

        assertThat(seen.getHeader("Accept")).isNull();
        assertThat(Collections.list(seen.getHeaders("Accept"))).isEmpty();
        assertThat(Collections.list(seen.getHeaderNames())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Accept-Language", "Content-Language"})
    void languagesAreHidden(String header) throws IOException, ServletException {
        HttpServletRequest seen = seen(request("GET", "/todos", Map.of(header, List.of("en;q=1.5"))));

        assertThat(seen.getHeader(header)).isNull();
        assertThat(Collections.list(seen.getHeaders(header))).isEmpty();
        assertThat(Collections.list(seen.getHeaderNames())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "Get", "dELETE", "oPTIONS"})
    void aMethodWithASmallLetterIsNoneThatIsKnown(String verb) throws IOException, ServletException {
        assertThat(seen(requestTo(verb, "/todos")).getMethod()).isEqualTo("unknown-" + verb);
    }

    @Test
    void capitalsAreThoseOfAsciiWhereverTheServerStands() {
        Elsewhere.inTurkish(() -> assertThatCode(() -> {
                    HttpServletRequest request = requestTo("OPTIONS", "/todos");
                    assertThat(seen(request)).isSameAs(request);
                    assertThat(seen(requestTo("options", "/todos")).getMethod()).isEqualTo("unknown-options");
                })
                .doesNotThrowAnyException());
    }

    @Test
    void aMethodWithASmallLetterHidesNothingElse() throws IOException, ServletException {
        HttpServletRequest seen = seen(requestTo("post", "/todos", "json"));

        assertThat(seen.getMethod()).isEqualTo("unknown-post");
        assertThat(seen.getContentType()).isNull();
        assertThat(seen.getHeader("Accept")).isEqualTo("a/b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/todos/%C3%A4", "/todos/%F0%9F%98%80", "/todos/+", "/todos/%20"})
    void aPathInUtf8IsSeen(String path) throws IOException, ServletException {
        HttpServletRequest request = requestTo("GET", path);

        assertThat(seen(request)).isSameAs(request);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/todos/%FF", "/todos/%C3", "/todos/%C0%AF", "/todos/%ED%A0%80", "/todos/%zz", "/todos/%4"})
    void aPathThatIsNoUtf8IsRefused(String path) throws IOException, ServletException {
        AtomicInteger status = new AtomicInteger();
        HttpServletResponse response = Requests.stub(HttpServletResponse.class, (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "setStatus" -> status.set((int) arguments[0]);
                case "getOutputStream" -> throw new IOException("the client has hung up");
                default -> {}
            }
            return null;
        });

        new GuardFilter().doFilter(requestTo("GET", path), response, (passed, same) -> fail("It was let through."));

        assertThat(status).hasValue(400);
    }
}
