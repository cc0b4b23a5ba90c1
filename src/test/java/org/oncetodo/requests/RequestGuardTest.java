package org.oncetodo.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.fail;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oncetodo.environment.Elsewhere;

class RequestGuardTest {

    private static HttpServletRequest request(String... contentTypes) {
        return requestTo("POST", "/todos", contentTypes);
    }

    private static HttpServletRequest requestTo(String verb, String path, String... contentTypes) {
        return Requests.stub(HttpServletRequest.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getMethod" -> verb;
            case "getRequestURI" -> path;
            case "getHeader" -> "value of " + arguments[0];
            case "getHeaders" ->
                Collections.enumeration(
                        "Content-Type".equals(arguments[0])
                                ? List.of(contentTypes)
                                : List.of("value of " + arguments[0]));
            case "getHeaderNames" -> Collections.enumeration(List.of("Accept", "content-type", "Host"));
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    /** The request as it is seen behind the guard. */
    private static HttpServletRequest seen(HttpServletRequest request) throws IOException, ServletException {
        AtomicReference<HttpServletRequest> seen = new AtomicReference<>();
        FilterChain chain = (passed, response) -> seen.set((HttpServletRequest) passed);
        HttpServletResponse response = Requests.stub(HttpServletResponse.class, (proxy, method, arguments) -> null);
        new RequestGuard().doFilter(request, response, chain);
        return seen.get();
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

        assertThat(seen.getHeader("Accept")).isEqualTo("value of Accept");
        assertThat(Collections.list(seen.getHeaders("Host"))).containsExactly("value of Host");
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
        assertThat(seen.getHeader("Accept")).isEqualTo("value of Accept");
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
            assertThat(method.getName()).isEqualTo("sendError");
            status.set((int) arguments[0]);
            return null;
        });

        new RequestGuard().doFilter(requestTo("GET", path), response, (passed, same) -> fail("It was let through."));

        assertThat(status).hasValue(400);
    }
}
