package org.oncetodo.todos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.oncetodo.container.Deployments;
import org.oncetodo.contract.Promise;

/** What clients see while the first request with a key is held up, its transaction open in the database. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class HeldRequestIT {

    @ArquillianResource
    private URL url;

    private final HttpClient client = HttpClient.newHttpClient();
    private final String key = UUID.randomUUID().toString();
    private boolean held;

    @Deployment
    static WebArchive war() {
        return Deployments.warWith(FirstRequest.class, Hold.class);
    }

    @BeforeEach
    void hold() throws Exception {
        HttpRequest.Builder hold = to("hold?title=Buy+milk&key=" + key).POST(BodyPublishers.noBody());
        held = send(hold).statusCode() == 200;
        assertThat(held).isTrue();
    }

    @AfterEach
    void letGo() throws Exception {
        if (held) {
            held = false;
            assertThat(send(to("hold").DELETE()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    @Promise("Idempotency-Key: past todos.idempotency.wait 409 with Retry-After, while the first request still runs")
    void aRetryThatWaitsTooLongIs409WithRetryAfterAndIsAnsweredLater() throws Exception {
        HttpResponse<String> early = create();
        assertThat(early.statusCode()).isEqualTo(409);
        assertThat(early.headers().firstValue("Retry-After")).contains("1");
        assertThat(early.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(early.body())
                .contains("\"type\":\"/problems/idempotency-key-in-flight\"", "\"retryable\":true")
                .contains("\"idempotency_key\":\"" + key + "\"");

        letGo();

        HttpResponse<String> late = create();
        assertThat(late.statusCode()).isEqualTo(201);
        assertThat(late.headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(late.headers().firstValue("Location").orElseThrow()).startsWith(url.getPath() + "todos/");
    }

    @Test
    @Promise("GET /idempotency-keys?key=…: 404 while the first request still runs")
    void theStatusOfItsKeyIs404Meanwhile() throws Exception {
        assertThat(status()).isEqualTo(404);
        letGo();
        assertThat(status()).isEqualTo(200);
    }

    @Test
    void othersAreNotDisturbed() throws Exception {
        HttpRequest.Builder other = to("todos")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"title\":\"Buy bread\"}"));
        assertThat(send(other).statusCode()).isEqualTo(201);
    }

    @Test
    void whatIsWrongWithABodyIsToldWhoeverHasTheKey() throws Exception {
        HttpRequest.Builder blank = to("todos")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString("{\"title\":\" \"}"));
        assertThat(send(blank).statusCode()).isEqualTo(400);
    }

    private HttpResponse<String> create() throws Exception {
        return send(to("todos")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString("{\"title\":\"Buy milk\"}")));
    }

    private int status() throws Exception {
        return send(to("idempotency-keys?key=" + key)).statusCode();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
