package org.oncetodo.problems;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.NotFoundException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.oncetodo.environment.Elsewhere;

class ProblemPagesTest {

    private final ProblemPages pages = new ProblemPages();

    /** The table of the contract, and whether the very same request may succeed later. */
    static Stream<Arguments> problems() {
        return Stream.of(
                Arguments.of(400, "malformed-json", false),
                Arguments.of(400, "invalid-todo", false),
                Arguments.of(400, "invalid-parameter", false),
                Arguments.of(400, "idempotency-key-invalid", false),
                Arguments.of(400, "idempotency-key-missing", false),
                Arguments.of(401, "unauthorized", false),
                Arguments.of(404, "not-found", false),
                Arguments.of(405, "method-not-allowed", false),
                Arguments.of(406, "not-acceptable", false),
                Arguments.of(408, "request-timeout", true),
                Arguments.of(412, "precondition-failed", false),
                Arguments.of(415, "unsupported-media-type", false),
                Arguments.of(409, "idempotency-key-in-flight", true),
                Arguments.of(422, "idempotency-key-reused", false),
                Arguments.of(413, "content-too-large", false),
                Arguments.of(500, "internal-error", true),
                Arguments.of(503, "unavailable", true));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void everyProblemOfTheContractHasAPage(int status, String name, boolean retryable) {
        assertThat(pages.page(name))
                .startsWith("<!DOCTYPE html>")
                .contains("<p>Status " + status + ", type <code>/problems/" + name + "</code></p>")
                .contains("What to do:")
                .contains(retryable ? "may succeed later" : "will not succeed later")
                .doesNotContain("%", "null");
    }

    @ParameterizedTest
    @EnumSource(ProblemType.class)
    void aPageSaysWhatTheProblemMeansAndWhatToDo(ProblemType type) {
        assertThat(pages.page(type.slug())).contains("<h1>" + type.title() + "</h1>", type.meaning(), type.remedy());
        assertThat(Stream.of(type.title(), type.meaning(), type.remedy())).doesNotContain("");
    }

    @Test
    void thereAreNoOtherProblems() {
        assertThat(Arrays.stream(ProblemType.values()).map(ProblemType::slug))
                .containsExactlyInAnyOrderElementsOf(
                        problems().map(problem -> (String) problem.get()[1]).toList());
    }

    @Test
    void statuses409And422MeanOneThingEach() {
        assertThat(Arrays.stream(ProblemType.values()).map(ProblemType::status).filter(Set.of(409, 422)::contains))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no-such-problem", "NOT-FOUND", "not_found", "<script>"})
    void whatIsNoProblemHasNoPage(String name) {
        assertThatThrownBy(() -> pages.page(name)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void aPageIsFoundInEveryLocale() {
        Elsewhere.inTurkish(() -> assertThat(pages.page("invalid-todo")).contains("Invalid todo"));
    }

    @Test
    void aPageSaysWhatCanBeDoneWithIt() {
        assertThat(pages.options().getStatus()).isEqualTo(204);
        assertThat(pages.options().getAllowedMethods()).containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS");
    }
}
