package org.oncetodo.problems;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.parser.ObjectMapperFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The examples in the OpenAPI document are what the service says. */
class DocumentedProblemsTest {

    @Test
    void everyProblemIsDocumentedAsItIs() throws IOException {
        Set<String> documented = new TreeSet<>();
        try (InputStream file = getClass().getResourceAsStream("/META-INF/openapi.yaml")) {
            JsonNode examples = ObjectMapperFactory.createYaml().readTree(file).at("/components/examples");
            for (JsonNode example : examples) {
                JsonNode problem = example.get("value");
                if (problem.path("type").asText().startsWith("/problems/")) {
                    ProblemType type = ProblemType.valueOf(problem.get("type")
                            .asText()
                            .substring("/problems/".length())
                            .replace('-', '_')
                            .toUpperCase(java.util.Locale.ROOT));
                    assertThat(problem.get("title").asText()).isEqualTo(type.title());
                    assertThat(problem.get("status").asInt()).isEqualTo(type.status());
                    documented.add(type.slug());
                }
            }
        }

        assertThat(documented)
                .isEqualTo(Arrays.stream(ProblemType.values())
                        .filter(type -> type != ProblemType.UNAUTHORIZED) // a later step
                        .map(ProblemType::slug)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }
}
