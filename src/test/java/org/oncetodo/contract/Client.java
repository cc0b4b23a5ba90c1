package org.oncetodo.contract;

import static io.restassured.config.EncoderConfig.encoderConfig;
import static io.restassured.config.HttpClientConfig.httpClientConfig;
import static io.restassured.config.RedirectConfig.redirectConfig;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.restassured.RestAssured;
import io.restassured.config.RestAssuredConfig;
import io.restassured.filter.Filter;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Speaks to one deployment. Paths are absolute, with or without the context root, so that a Location can be followed. */
public final class Client {

    public static final String JSON = "application/json";
    public static final String MERGE_PATCH = "application/merge-patch+json";

    /** Longer than any answer that the contract allows: the 10 s of a request that waits for its key, and 5 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final RestAssuredConfig CONFIG = RestAssured.config()
            .encoderConfig(encoderConfig()
                    .defaultContentCharset("UTF-8")
                    .appendDefaultContentCharsetToContentTypeIfUndefined(false))
            .redirect(redirectConfig().followRedirects(false))
            .httpClient(httpClientConfig()
                    .setParam("http.connection.timeout", (int) PATIENCE.toMillis())
                    .setParam("http.socket.timeout", (int) PATIENCE.toMillis()));

    private final URI origin;
    private final String context;
    private final OpenApi document;
    private final Queue<String> created = new ConcurrentLinkedQueue<>();
    private final HttpClient connections = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    public Client(URI url) {
        this.origin = url.resolve("/");
        this.context = url.getRawPath().replaceFirst("/+$", "");
        this.document = new OpenApi(context);
    }

    public Answer create(String todo) {
        return send(spoken(), "POST", "/todos", todo, "Content-Type", JSON);
    }

    public Answer create(String key, String todo) {
        return send(spoken(), "POST", "/todos", todo, "Content-Type", JSON, "Idempotency-Key", key);
    }

    public Answer get(String path, String... headers) {
        return send(spoken(), "GET", path, null, headers);
    }

    public Answer put(String path, String todo, String... headers) {
        return send(spoken().contentType(JSON), "PUT", path, todo, headers);
    }

    public Answer patch(String path, String patch, String... headers) {
        return send(spoken().contentType(MERGE_PATCH), "PATCH", path, patch, headers);
    }

    public Answer delete(String path, String... headers) {
        return send(spoken(), "DELETE", path, null, headers);
    }

    /** Says something that the OpenAPI document does not know, on purpose: only the answer is held against it. */
    public Answer flawed(String method, String path, String... headers) {
        return send(flawed(), method, path, null, headers);
    }

    public Answer flawed(String method, String path, byte[] body, String... headers) {
        return send(flawed().body(body), method, path, null, headers);
    }

    /** Over a kept connection and without ceremony: for races, and where every header of the answer counts. */
    public Answer quick(String method, String path, String body, String... headers) {
        BodyPublisher publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body, UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(origin.resolve(at(path)))
                .timeout(PATIENCE)
                .method(method, publisher);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return noted(Answer.of(connections.send(request.build(), BodyHandlers.ofByteArray())));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public Answer quickly(String todo) {
        return quick("POST", "/todos", todo, "Content-Type", JSON);
    }

    public Answer quickly(String key, String todo) {
        return quick("POST", "/todos", todo, "Content-Type", JSON, "Idempotency-Key", key);
    }

    /** So many at once, over HTTP/2 where the server speaks it, with bodies whose length nobody knows. */
    List<CompletableFuture<Answer>> creations(int number, Supplier<InputStream> body) {
        HttpClient newest = HttpClient.newHttpClient();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(origin.resolve(at("/todos"))).header("Content-Type", JSON);
        newest.sendAsync(request.GET().build(), BodyHandlers.discarding())
                .join(); // both know then which HTTP they speak
        return Stream.generate(() -> newest.sendAsync(
                                request.POST(BodyPublishers.ofInputStream(body)).build(), BodyHandlers.ofByteArray())
                        .thenApply(response -> noted(Answer.of(response))))
                .limit(number)
                .toList();
    }

    /** All pages from there on, by their links. */
    public List<Answer> walk(String start) {
        List<Answer> pages = new ArrayList<>();
        for (Optional<String> path = Optional.of(start); path.isPresent(); ) {
            Answer page = quick("GET", path.get(), null).expect(200);
            pages.add(page);
            path = page.next();
        }
        return pages;
    }

    /** Byte for byte: the lines of the head without those that every request has, then the body. */
    public Answer raw(String method, String path, List<String> headers, byte[] body) {
        try (Wire wire = wire()) {
            wire.say(head(method, path, headers), body);
            return noted(wire.answer());
        }
    }

    /** All that follows the head of the answer until the connection ends, whatever the head says about it. */
    public Answer rest(String method, String path, List<String> headers) {
        try (Wire wire = wire()) {
            wire.say(head(method, path, headers), new byte[0]);
            return wire.rest();
        }
    }

    public Wire wire() {
        return Wire.to(origin);
    }

    /** After whose answer the connection ends. */
    public String head(String method, String path, List<String> headers) {
        return keptHead(
                method,
                path,
                Stream.concat(headers.stream(), Stream.of("Connection: close")).toList());
    }

    /** After whose answer more may be said. */
    public String keptHead(String method, String path, List<String> headers) {
        return String.join("\r\n", method + " " + at(path) + " HTTP/1.1", "Host: " + origin.getRawAuthority(), "")
                + String.join("", headers.stream().map(line -> line + "\r\n").toList())
                + "\r\n";
    }

    /** With the context root in front. */
    public String at(String path) {
        return path.startsWith(context + "/") ? path : context + path;
    }

    /** Deletes what anybody created. */
    void deleteAll() {
        walk("/todos?limit=1000").stream()
                .flatMap(page -> page.ids().stream())
                .parallel()
                .forEach(id -> quick("DELETE", "/todos/" + id, null).expect(204));
    }

    /** Deletes what was created and is still there. */
    void tidy() {
        created.stream().parallel().forEach(todo -> quick("DELETE", todo, null));
    }

    private RequestSpecification spoken() {
        return specified(document.everything());
    }

    private RequestSpecification flawed() {
        return specified(document.answers());
    }

    private RequestSpecification specified(List<Filter> filters) {
        return RestAssured.given()
                .config(CONFIG)
                .baseUri(origin.toString().replaceFirst("/$", ""))
                .urlEncodingEnabled(false)
                .filters(filters);
    }

    private Answer send(RequestSpecification request, String method, String path, String body, String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        if (body != null) {
            request.body(body.getBytes(UTF_8));
        }
        return noted(Answer.of(request.request(method, at(path))));
    }

    private Answer noted(Answer answer) {
        if (answer.status() == 201 && !answer.replayed()) {
            answer.header("Location").ifPresent(created::add);
        }
        return answer;
    }
}
