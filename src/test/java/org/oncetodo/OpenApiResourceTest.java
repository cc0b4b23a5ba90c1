package org.oncetodo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenApiResourceTest {

    private final OpenApiResource resource = new OpenApiResource();

    private static byte[] body(Response answer) throws IOException {
        try (InputStream body = (InputStream) answer.getEntity()) {
            return body.readAllBytes();
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"YAML", "", "html"})
    void theDocumentIsThereInYaml(String format) throws IOException {
        Response yaml = resource.yaml(format);

        assertThat(yaml.getMediaType()).isEqualTo(MediaType.valueOf("text/plain;charset=UTF-8"));
        try (InputStream document = OpenApiResource.class.getResourceAsStream("/META-INF/openapi.yaml")) {
            assertThat(body(yaml)).isEqualTo(document.readAllBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSON", "json"})
    void whoAsksForJsonGetsIt(String format) throws IOException {
        assertThat(resource.yaml(format).getMediaType()).isEqualTo(MediaType.APPLICATION_JSON_TYPE);
        assertThat(body(resource.yaml(format))).isEqualTo(body(resource.json()));
    }

    @Test
    void bothTellOfTheSamePaths() throws IOException {
        JsonObject json = Json.createReader(new ByteArrayInputStream(body(resource.json())))
                .readObject();
        List<String> pathsInYaml = new String(body(resource.yaml(null)), UTF_8)
                .lines()
                .filter(line -> line.matches("  /.*:"))
                .map(line -> line.strip().replaceFirst(":$", ""))
                .toList();

        assertThat(json.getString("openapi")).startsWith("3.");
        assertThat(json.getJsonObject("paths").keySet())
                .containsExactlyElementsOf(pathsInYaml)
                .contains("/todos", "/todos/{id}", "/idempotency-keys");
    }
}
