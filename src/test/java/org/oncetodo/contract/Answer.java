package org.oncetodo.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.Header;
import io.restassured.response.Response;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What came back, however it was asked for. */
public record Answer(int status, Map<String, List<String>> headers, byte[] bytes) {

    static Answer of(Response response) {
        Map<String, List<String>> headers = noHeaders();
        for (Header header : response.headers()) {
            headers.computeIfAbsent(header.getName(), name -> new ArrayList<>()).add(header.getValue());
        }
        return new Answer(response.statusCode(), headers, response.asByteArray());
    }

    static Answer of(HttpResponse<byte[]> response) {
        Map<String, List<String>> headers = noHeaders();
        headers.putAll(response.headers().map());
        return new Answer(response.statusCode(), headers, response.body());
    }

    static Map<String, List<String>> noHeaders() {
        return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    }

    public Answer expect(int status) {
        assertThat(this.status).as("status of %s", this).isEqualTo(status);
        return this;
    }

    public Optional<String> header(String name) {
        List<String> lines = headers.getOrDefault(name, List.of());
        assertThat(lines).as("lines of %s in %s", name, this).hasSizeLessThan(2);
        return lines.stream().findFirst();
    }

    public String the(String name) {
        return header(name).orElseThrow(() -> new AssertionError("no " + name + " in " + this));
    }

    public String location() {
        return the("Location");
    }

    public String tag() {
        return the("ETag");
    }

    public boolean replayed() {
        return header("Idempotent-Replayed").isPresent();
    }

    /** It is the answer of a retry. */
    public void assertRepeats(Answer first) {
        assertThat(expect(201).the("Idempotent-Replayed")).isEqualTo("true");
        assertThat(bytes).isEqualTo(first.bytes);
        for (String header : List.of(
                "Location", "ETag", "Content-Type", "Content-Length", "Cache-Control", "Idempotency-Key-Expires")) {
            assertThat(the(header)).as(header).isEqualTo(first.the(header));
        }
    }

    /** Where the next page is. */
    Optional<String> next() {
        return header("Link").map(link -> {
            assertThat(link).matches("</[^>]+>; rel=\"next\"");
            return link.substring(1, link.indexOf('>'));
        });
    }

    public String text() {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new UncheckedIOException("not UTF-8", e);
        }
    }

    public JsonObject todo() {
        return json().asJsonObject();
    }

    public JsonArray list() {
        return json().asJsonArray();
    }

    public long id() {
        return id(todo());
    }

    static long id(JsonObject todo) {
        return todo.getJsonNumber("id").longValueExact();
    }

    public List<Long> ids() {
        return list().getValuesAs(JsonObject.class).stream().map(Answer::id).toList();
    }

    private JsonStructure json() {
        try (var reader = Json.createReader(new ByteArrayInputStream(bytes))) {
            return reader.read();
        }
    }

    @Override
    public String toString() {
        return status + " " + headers + " " + new String(bytes, UTF_8);
    }
}
