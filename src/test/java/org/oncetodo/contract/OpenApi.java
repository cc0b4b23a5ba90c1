package org.oncetodo.contract;

import static com.atlassian.oai.validator.report.ValidationReport.Level.IGNORE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.restassured.OpenApiValidationFilter;
import io.restassured.filter.Filter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Holds what is said on the wire against the OpenAPI document, where the class path has it. */
final class OpenApi {

    private static final String DOCUMENT = "/META-INF/openapi.yaml";

    private final List<Filter> everything;
    private final List<Filter> answers;

    OpenApi(String context) {
        everything = filters(context, LevelResolver.create().build());
        answers = filters(
                context,
                LevelResolver.create().withLevel("validation.request", IGNORE).build());
    }

    List<Filter> everything() {
        return everything;
    }

    /** For requests that the document does not know, on purpose. */
    List<Filter> answers() {
        return answers;
    }

    private static List<Filter> filters(String context, LevelResolver levels) {
        try (InputStream document = OpenApi.class.getResourceAsStream(DOCUMENT)) {
            assertThat(document).as(DOCUMENT).isNotNull();
            return List.of(new OpenApiValidationFilter(OpenApiInteractionValidator.createForInlineApiSpecification(
                            new String(document.readAllBytes(), UTF_8))
                    .withBasePathOverride(context.isEmpty() ? "/" : context)
                    .withLevelResolver(levels)
                    .build()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
