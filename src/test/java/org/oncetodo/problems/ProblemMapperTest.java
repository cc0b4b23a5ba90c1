package org.oncetodo.problems;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.InternalServerErrorException;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.RedirectionException;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.text.MessageFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.oncetodo.environment.Beans;
import org.oncetodo.environment.Logged;
import org.oncetodo.json.MalformedJsonException;
import org.oncetodo.requests.Requests;

class ProblemMapperTest {

    /** A problem of any type, with a header and a member of its own. */
    private static final class AnyProblem extends ProblemException {
        private static final long serialVersionUID = 1L;

        AnyProblem(ProblemType type) {
            super(type, "What was wrong, and what to do.");
        }

        AnyProblem(ProblemType type, Throwable cause) {
            super(type, "What was wrong, and what to do.", cause);
        }

        @Override
        public Map<String, String> headers() {
            return Map.of("Retry-After", "1");
        }

        @Override
        public void writeExtensions(JsonGenerator json) {
            json.write("idempotency_key", "a\\b");
        }
    }

    private final Logged log = new Logged(ProblemMapper.class);
    private final ProblemMapper problems = new Beans(Requests.uri("/todos/42")).get(ProblemMapper.class);

    @AfterEach
    void closeLog() {
        log.close();
    }

    private static JsonObject body(Response response) {
        return Json.createReader(new ByteArrayInputStream((byte[]) response.getEntity()))
                .readObject();
    }

    private void assertProblem(Throwable failure, int status, String name) {
        Response response = problems.toResponse(failure);
        JsonObject body = body(response);
        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(response.getHeaderString("Content-Type")).isEqualTo("application/problem+json");
        assertThat(response.getHeaderString("Cache-Control")).isEqualTo("no-store");
        assertThat(body.getString("type")).isEqualTo("/problems/" + name);
        assertThat(body.getInt("status")).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource(ProblemType.class)
    void aProblemHasItsMembersInOrder(ProblemType type) {
        Response response = problems.toResponse(new AnyProblem(type));
        JsonObject body = body(response);

        assertThat(body.keySet())
                .containsExactly("type", "title", "status", "detail", "instance", "retryable", "idempotency_key");
        assertThat(body.getString("type")).isEqualTo("/problems/" + type.slug());
        assertThat(body.getString("title")).isEqualTo(type.title());
        assertThat(body.getInt("status")).isEqualTo(type.status()).isEqualTo(response.getStatus());
        assertThat(body.getString("detail")).isEqualTo("What was wrong, and what to do.");
        assertThat(body.getString("instance"))
                .matches("urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(body.getBoolean("retryable")).isEqualTo(type.retryable());
        assertThat(body.getString("idempotency_key")).isEqualTo("a\\b");
        assertThat(response.getHeaderString("Retry-After")).isEqualTo("1");
    }

    @Test
    void everyProblemIsAnInstanceOfItsOwn() {
        AnyProblem problem = new AnyProblem(ProblemType.NOT_FOUND);

        assertThat(body(problems.toResponse(problem)).getString("instance"))
                .isNotEqualTo(body(problems.toResponse(problem)).getString("instance"));
        assertThat(problem.getStackTrace()).isEmpty();
    }

    @Test
    void whatIsTheClientsAffairIsNotLogged() {
        problems.toResponse(new AnyProblem(ProblemType.NOT_FOUND));

        assertThat(log.records()).isEmpty();
    }

    @Test
    void whatFailedHereIsLoggedInOneLineWithTheInstanceThatTheClientSees() {
        JsonObject body = body(problems.toResponse(
                new AnyProblem(ProblemType.UNAVAILABLE, new IllegalStateException("no connection"))));

        assertThat(body.toString()).doesNotContain("no connection");
        assertThat(log.records()).singleElement().satisfies(record -> {
            assertThat(record.getThrown()).isNull();
            assertThat(MessageFormat.format(record.getMessage(), record.getParameters()))
                    .contains(body.getString("instance"))
                    .contains("no connection");
        });
    }

    @Test
    void whatBefallsManyRequestsIsLoggedOnce() {
        for (int request = 0; request < 3; request++) {
            problems.toResponse(new AnyProblem(ProblemType.UNAVAILABLE, new IllegalStateException("no connection")));
        }

        assertThat(log.records()).hasSize(1);
    }

    @Test
    void malformedJsonIsToldWithItsMistake() {
        Response response = problems.toResponse(new MalformedJsonException("The body is no JSON."));

        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(body(response).getString("type")).isEqualTo("/problems/malformed-json");
        assertThat(body(response).getString("detail")).isEqualTo("The body is no JSON.");
    }

    static Stream<Arguments> raisedByTheServer() {
        return Stream.of(
                Arguments.of(new NotFoundException("HTTP 404 Not Found"), 404, "not-found"),
                Arguments.of(new NotAcceptableException(), 406, "not-acceptable"),
                Arguments.of(new NotSupportedException(), 415, "unsupported-media-type"),
                Arguments.of(new NotAllowedException("GET"), 405, "method-not-allowed"),
                Arguments.of(new BadRequestException("org.example.Secret"), 400, "invalid-parameter"));
    }

    @ParameterizedTest
    @MethodSource("raisedByTheServer")
    void whatTheServerRaisesIsAProblemToo(Throwable raised, int status, String name) {
        assertProblem(raised, status, name);
        assertThat(body(problems.toResponse(raised)).getString("detail"))
                .doesNotContain("HTTP", "org.example", "Exception");
        assertThat(log.records()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aMethodThatIsNotAllowedIsToldWithThoseThatAre(NotAllowedException raised, String allowed) {
        Response response = problems.toResponse(raised);

        assertThat(response.getHeaderString("Allow")).isEqualTo(allowed);
        assertThat(body(response).getString("detail")).contains(allowed);
    }

    private static NotAllowedException notAllowed(String... allowed) {
        return new NotAllowedException(Response.status(Response.Status.METHOD_NOT_ALLOWED)
                .allow(allowed)
                .build());
    }

    static Stream<Arguments> methods() {
        return Stream.of(
                Arguments.of(notAllowed("POST", "OPTIONS", "GET"), "GET, HEAD, OPTIONS, POST"),
                Arguments.of(notAllowed("GET", "HEAD"), "GET, HEAD"),
                Arguments.of(notAllowed("DELETE", "PUT"), "DELETE, PUT"));
    }

    @Test
    void aRedirectionIsNoProblem() {
        Response response =
                problems.toResponse(new RedirectionException(Response.Status.SEE_OTHER, URI.create("/todos")));

        assertThat(response.getStatus()).isEqualTo(303);
        assertThat(response.getHeaderString("Location")).isEqualTo("/todos");
    }

    static Stream<Throwable> faults() {
        return Stream.of(
                new IllegalStateException("SELECT * FROM todos"),
                new NullPointerException(),
                new StackOverflowError(),
                new InternalServerErrorException("org.example.Secret"),
                new ServiceUnavailableException());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsToldWithoutItsInsideAndLoggedWithIt(Throwable fault) {
        Response response = problems.toResponse(fault);
        JsonObject body = body(response);

        assertThat(response.getStatus()).isEqualTo(500);
        assertThat(body.getString("type")).isEqualTo("/problems/internal-error");
        assertThat(body.getBoolean("retryable")).isTrue();
        assertThat(body.toString()).doesNotContain("SELECT", "org.example", "Exception", "Error", "java");
        assertThat(log.records()).singleElement().satisfies(record -> {
            assertThat(record.getMessage()).contains(body.getString("instance")).contains("/todos/42");
            assertThat(record.getThrown()).isSameAs(fault);
        });
    }

    @Test
    void anotherRefusalOfTheServerIsAProblemOfTheRequest() {
        assertProblem(new ClientErrorException(431), 400, "invalid-parameter");
    }
}
