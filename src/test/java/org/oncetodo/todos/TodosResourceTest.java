package org.oncetodo.todos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oncetodo.callers.Owner;
import org.oncetodo.database.Attempts;
import org.oncetodo.json.MalformedJsonException;
import org.oncetodo.problems.ProblemException;
import org.oncetodo.problems.ProblemType;
import org.oncetodo.requests.Requests;

/** What the resource answers, but for what only a server does. */
class TodosResourceTest {

    private static final String[] JSON = {"Content-Type", "application/json"};
    private static final String[] MERGE_PATCH = {"Content-Type", "application/merge-patch+json"};
    private static final String TODO = "{\"title\":\"milk\"}";

    @RegisterExtension
    static final Service service = new Service();

    private static Response answer(Function<TodosResource, Response> request, String query, String... headers) {
        return request.apply(
                service.container.make(TodosResource.class, Requests.query(query), Requests.headers(headers)));
    }

    private static String[] with(String[] headers, String... more) {
        return Stream.concat(Arrays.stream(headers), Arrays.stream(more)).toArray(String[]::new);
    }

    private static Response post(String body, String... headers) {
        return answer(resource -> resource.create(Requests.body(body)), "", with(JSON, headers));
    }

    private static Response get(String id, String... headers) {
        return answer(resource -> resource.get(id), "", headers);
    }

    private static Response list(String query) {
        return answer(TodosResource::list, query);
    }

    private static Response put(String id, String body, String... headers) {
        return answer(resource -> resource.replace(id, Requests.body(body)), "", with(JSON, headers));
    }

    private static Response patch(String id, String body, String... headers) {
        return answer(resource -> resource.patch(id, Requests.body(body)), "", with(MERGE_PATCH, headers));
    }

    private static Response delete(String id, String... headers) {
        return answer(resource -> resource.delete(id), "", headers);
    }

    private static String text(Response response) {
        return new String((byte[]) response.getEntity(), UTF_8);
    }

    private static String idOf(Response created) {
        String location = created.getHeaderString(HttpHeaders.LOCATION);
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private static void assertProblem(ProblemType type, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(type));
    }

    @Test
    void aPostAnswersTheTodoAndWhereItIs() {
        Response created = post("{\"title\":\"Buy milk\",\"description\":\"From store\"}");

        String id = idOf(created);
        assertThat(created.getStatus()).isEqualTo(201);
        assertThat(text(created))
                .isEqualTo("{\"id\":" + id + ",\"title\":\"Buy milk\",\"description\":\"From store\","
                        + "\"is_completed\":false,\"created_at\":\"2026-02-15T10:30:00Z\"}");
        assertThat(created.getHeaderString("Location")).isEqualTo("/context/todos/" + id);
        assertThat(created.getHeaderString("ETag")).matches("\"[!#-~]+\"");
        assertThat(created.getHeaderString("Cache-Control")).isEqualTo("no-store");
        assertThat(created.getHeaders()).doesNotContainKeys("Idempotent-Replayed", "Idempotency-Key-Expires");
    }

    /** What nobody has made again cannot undo what another client has changed since. */
    @Test
    void aChangeWhoseCommitWasNotAnsweredIsNotMadeAgain() {
        String id = idOf(post(TODO));
        Attempts losing = new Attempts(1) {
            @Override
            public <T> T repeat(Supplier<T> call) {
                return super.repeat(() -> lose(call));
            }

            @Override
            public <T> T repeatUnlessCommitted(Supplier<T> call) {
                return super.repeatUnlessCommitted(() -> lose(call));
            }

            private <T> T lose(Supplier<T> call) {
                service.container.transaction(call);
                put(id, "{\"title\":\"of another client\"}");
                throw new IllegalStateException(new SQLException("lost", "40003")); // statement completion unknown
            }
        };
        TodosResource resource =
                service.container.make(TodosResource.class, Requests.query(""), Requests.headers(JSON), losing);

        assertProblem(ProblemType.UNAVAILABLE, () -> resource.replace(id, Requests.body("{\"title\":\"beer\"}")));

        assertThat(text(get(id))).contains("of another client");
    }

    @Test
    void aRetryAnswersTheFirstAnswerAgainAndSaysSo() {
        Response first = post(TODO, "Idempotency-Key", "a");
        service.clock.advance(Duration.ofHours(1));
        Response retry = post(" { \"title\" : \"milk\" } ", "Idempotency-Key", "\"a\"");

        assertThat(first.getHeaders()).doesNotContainKey("Idempotent-Replayed");
        assertThat(first.getHeaderString("Idempotency-Key-Expires")).isEqualTo("Mon, 16 Feb 2026 10:30:00 GMT");
        assertThat(retry.getHeaderString("Idempotent-Replayed")).isEqualTo("true");
        assertThat(retry.getStatus()).isEqualTo(201);
        assertThat(text(retry)).isEqualTo(text(first));
        for (String header : List.of("Location", "ETag", "Idempotency-Key-Expires", "Cache-Control")) {
            assertThat(retry.getHeaderString(header)).isEqualTo(first.getHeaderString(header));
        }
    }

    @Test
    void aGetAnswersWhatThePostAnswered() {
        Response created = post(TODO);

        Response got = get(idOf(created));

        assertThat(got.getStatus()).isEqualTo(200);
        assertThat(text(got)).isEqualTo(text(created));
        assertThat(got.getHeaderString("ETag")).isEqualTo(created.getHeaderString("ETag"));
        assertThat(got.getHeaderString("Cache-Control")).isEqualTo("private, no-cache");
    }

    @Test
    void aTodoThatTheClientHasIsNotSentAgain() {
        Response created = post(TODO);
        String tag = created.getHeaderString("ETag");

        Response known = get(idOf(created), "If-None-Match", "W/" + tag);

        assertThat(known.getStatus()).isEqualTo(304);
        assertThat(known.getEntity()).isNull();
        assertThat(known.getHeaderString("ETag")).isEqualTo(tag);
        assertThat(known.getHeaderString("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(get(idOf(created), "If-None-Match", "\"x\"").getStatus()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "+1",
                "01",
                "1.0",
                "1e1",
                "abc",
                " 1",
                "9223372036854775807",
                "9223372036854775808",
                "99999999999999999999",
                "\u0661",
                ""
            })
    void anIdThatIsNoneIsTheIdOfNoTodo(String id) {
        assertProblem(ProblemType.NOT_FOUND, () -> get(id));
        assertProblem(ProblemType.NOT_FOUND, () -> put(id, TODO));
        assertProblem(ProblemType.NOT_FOUND, () -> patch(id, TODO));
        assertThat(delete(id).getStatus()).isEqualTo(204);
    }

    @Test
    void aPutAndAPatchAnswerTheTodo() {
        Response created = post(TODO);
        String id = idOf(created);

        Response put = put(id, "{\"title\":\"beer\",\"description\":\"a crate\"}");
        Response patched = patch(id, "{\"is_completed\":true}");

        assertThat(put.getStatus()).isEqualTo(200);
        assertThat(text(put)).contains("\"title\":\"beer\",\"description\":\"a crate\",\"is_completed\":false");
        assertThat(patched.getStatus()).isEqualTo(200);
        assertThat(text(patched)).contains("\"title\":\"beer\",\"description\":\"a crate\",\"is_completed\":true");
        assertThat(text(get(id))).isEqualTo(text(patched));
        assertThat(patched.getHeaderString("ETag"))
                .isNotEqualTo(put.getHeaderString("ETag"))
                .isEqualTo(get(id).getHeaderString("ETag"));
        assertThat(put(id, "{\"title\":\"milk\"}").getHeaderString("ETag")).isEqualTo(created.getHeaderString("ETag"));
    }

    @Test
    void aDeleteIsDoneAlsoTwice() {
        String id = idOf(post(TODO));

        assertThat(delete(id).getStatus()).isEqualTo(204);
        assertThat(delete(id).getStatus()).isEqualTo(204);
        assertProblem(ProblemType.NOT_FOUND, () -> get(id));
    }

    @Test
    void aChangeMeantForAnotherStateIsRefused() {
        String id = idOf(post(TODO));

        assertProblem(ProblemType.PRECONDITION_FAILED, () -> get(id, "If-Match", "\"x\""));
        assertProblem(ProblemType.PRECONDITION_FAILED, () -> put(id, "{\"title\":\"beer\"}", "If-Match", "\"x\""));
        assertProblem(ProblemType.PRECONDITION_FAILED, () -> patch(id, "{\"title\":\"beer\"}", "If-Match", "\"x\""));
        assertProblem(ProblemType.PRECONDITION_FAILED, () -> delete(id, "If-Match", "\"x\""));
    }

    @Test
    void tagsThatCannotBeReadAreToldAlsoWhereThereIsNoTodo() {
        assertProblem(ProblemType.INVALID_PARAMETER, () -> get("1", "If-None-Match", "x"));
        assertProblem(ProblemType.INVALID_PARAMETER, () -> put("1", TODO, "If-Match", "x"));
        assertProblem(ProblemType.INVALID_PARAMETER, () -> delete("1", "If-Match", "x"));
    }

    @Test
    void ofSeveralMistakesTheFirstIsTold() {
        assertProblem(
                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                () -> answer(resource -> resource.create(Requests.body("{")), "", "Idempotency-Key", ""));
        assertProblem(ProblemType.CONTENT_TOO_LARGE, () -> post("{", "Idempotency-Key", "", "Content-Length", "70000"));
        assertProblem(ProblemType.IDEMPOTENCY_KEY_INVALID, () -> post("{", "Idempotency-Key", ""));
        assertThatThrownBy(() -> post("{", "Idempotency-Key", "a")).isInstanceOf(MalformedJsonException.class);
        post(TODO, "Idempotency-Key", "a");
        assertProblem(ProblemType.INVALID_TODO, () -> post("{}", "Idempotency-Key", "a"));
        assertProblem(ProblemType.IDEMPOTENCY_KEY_REUSED, () -> post("{\"title\":\"beer\"}", "Idempotency-Key", "a"));
        assertProblem(ProblemType.INVALID_TODO, () -> put("1", "{}", "If-Match", "\"x\""));
        assertThat(service.storedTodos()).isEqualTo(1);
    }

    @Test
    void whatWasRefusedLeavesItsKeyFree() {
        assertProblem(ProblemType.INVALID_TODO, () -> post("{}", "Idempotency-Key", "a"));

        assertThat(post(TODO, "Idempotency-Key", "a").getHeaders()).doesNotContainKey("Idempotent-Replayed");
    }

    @Test
    void whereAKeyIsRequiredAPostNeedsOne() {
        Service strict = service.redeployed("todos.idempotency.required", "true");
        Function<String[], Response> post = headers -> strict.container
                .make(TodosResource.class, Requests.query(""), Requests.headers(with(JSON, headers)))
                .create(Requests.body(TODO));

        assertProblem(ProblemType.IDEMPOTENCY_KEY_MISSING, () -> post.apply(new String[] {}));
        assertThat(post.apply(new String[] {"Idempotency-Key", "a"}).getStatus())
                .isEqualTo(201);
    }

    @Test
    void aKeyIsIgnoredWhereTheMethodIsIdempotentAlready() {
        String id = idOf(post(TODO, "Idempotency-Key", "a"));

        assertThat(put(id, "{\"title\":\"beer\"}", "Idempotency-Key", "a").getStatus())
                .isEqualTo(200);
        assertThat(patch(id, TODO, "Idempotency-Key", "\"").getStatus()).isEqualTo(200);
        assertThat(get(id, "Idempotency-Key", "").getStatus()).isEqualTo(200);
        assertThat(delete(id, "Idempotency-Key", "a,b").getStatus()).isEqualTo(204);
    }

    @Test
    void aListIsWalkedByItsLinks() {
        List<String> todos =
                IntStream.range(0, 5).mapToObj(i -> text(post(TODO))).toList();

        List<String> pages = new ArrayList<>();
        String query = "?limit=2&is_completed=false&x=%C3%A4";
        while (query != null) {
            Response page = list(query);
            assertThat(page.getStatus()).isEqualTo(200);
            assertThat(page.getHeaderString("Cache-Control")).isEqualTo("private, no-cache");
            pages.add(text(page));
            String link = page.getHeaderString("Link");
            assertThat(link == null
                            || link.matches(
                                    "</context/todos\\?limit=2&is_completed=false&x=%C3%A4&after=\\d+>; rel=\"next\""))
                    .isTrue();
            query = link == null ? null : link.substring(link.indexOf('?'), link.indexOf('>'));
        }

        assertThat(pages)
                .containsExactly(
                        "[" + todos.get(0) + "," + todos.get(1) + "]",
                        "[" + todos.get(2) + "," + todos.get(3) + "]",
                        "[" + todos.get(4) + "]");
    }

    @Test
    void aListHasANextPageExactlyWhereMoreFollow() {
        IntStream.range(0, 100).forEach(i -> post(TODO));

        assertThat(list("").getHeaders()).doesNotContainKey("Link");
        assertThat(list("?limit=100").getHeaders()).doesNotContainKey("Link");
        assertThat(list("?limit=99").getHeaders()).containsKey("Link");
        post(TODO);
        assertThat(list("").getHeaders()).containsKey("Link");
        assertThat(list("?limit=1000").getHeaders()).doesNotContainKey("Link");
    }

    @Test
    void anEmptyListIsAnArray() {
        assertThat(text(list(""))).isEqualTo("[]");
        assertThat(text(list("?after=9223372036854775807&unknown=x"))).isEqualTo("[]");
        post(TODO);
        assertThat(text(list("?is_completed=true"))).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?limit=0",
                "?limit=1001",
                "?limit=x",
                "?limit=",
                "?limit",
                "?limit=1&limit=1",
                "?after=-1",
                "?after=x",
                "?after=9223372036854775808",
                "?is_completed=yes",
                "?is_completed",
                "?after=1&after=1"
            })
    void aParameterThatMakesNoSenseIsRefused(String query) {
        assertProblem(ProblemType.INVALID_PARAMETER, () -> list(query));
    }

    @Test
    void everyCallerSeesTheTodosOfAnyone() {
        post(TODO);

        assertThat(service.all(Owner.ANYONE)).containsExactly(new TodoDraft("milk", null, false));
    }

    @Test
    void optionsSaysWhatCanBeDone() {
        Response all = answer(TodosResource::options, "");
        Response one = answer(TodosResource::optionsOfOne, "");

        assertThat(all.getStatus()).isEqualTo(204);
        assertThat(all.getAllowedMethods()).containsExactlyInAnyOrder("GET", "HEAD", "POST", "OPTIONS");
        assertThat(one.getStatus()).isEqualTo(204);
        assertThat(one.getAllowedMethods())
                .containsExactlyInAnyOrder("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS");
        assertThat(one.getHeaderString("Accept-Patch")).isEqualTo("application/merge-patch+json");
    }
}
