package org.oncetodo.requests;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Requests as JAX-RS shows them, as far as the service looks. */
public final class Requests {

    private Requests() {}

    /** The headers of a request: name, value, name, value; a name that is given twice is two lines. */
    public static HttpHeaders headers(String... namesAndValues) {
        MultivaluedMap<String, String> lines = new MultivaluedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            lines.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return stub(HttpHeaders.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getRequestHeaders" -> lines;
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    /** The same, as the service reads them. */
    public static HeaderLines head(String... namesAndValues) {
        return HeaderLines.of(headers(namesAndValues));
    }

    public static Preconditions preconditions(String... namesAndValues) {
        return Preconditions.in(head(namesAndValues));
    }

    /** The address of a request, below a context root. */
    public static UriInfo uri(String pathAndQuery) {
        return stub(UriInfo.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getRequestUri" -> URI.create("http://localhost/context" + pathAndQuery);
            case "getPath" -> pathAndQuery;
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    /** The context root of {@link #uri}. */
    public static ServletContext context() {
        return stub(ServletContext.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getContextPath" -> "/context";
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    /** A request with this query, as it was sent. */
    public static HttpServletRequest query(String query) {
        return stub(HttpServletRequest.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getQueryString" -> query.isEmpty() ? null : query.substring(1);
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    /** The body of a request, as the server hands it over. */
    public static InputStream body(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** An instance of this interface that does nothing but this. */
    public static <T> T stub(Class<T> type, InvocationHandler behaviour) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, behaviour));
    }
}
