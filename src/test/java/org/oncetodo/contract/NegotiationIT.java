package org.oncetodo.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Client.JSON;
import static org.oncetodo.contract.Problems.assertProblem;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NegotiationIT {

    private static final String NO_TODO = "/todos/9223372036854775807";

    private final Client todos = Deployment.client();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/todos | GET HEAD POST OPTIONS",
                "/todos/1 | GET HEAD PUT PATCH DELETE OPTIONS",
                "/todos/abc | GET HEAD PUT PATCH DELETE OPTIONS",
                "/idempotency-keys | GET HEAD OPTIONS",
                "/problems/not-found | GET HEAD OPTIONS"
            })
    @Promise("OPTIONS: 204 with Allow")
    void optionsTellsWhatIsAllowed(String path, String methods) {
        Answer answer = todos.rest("OPTIONS", path, List.of());

        answer.expect(204);
        assertThat(answer.bytes()).isEmpty();
        assertThat(answer.header("Content-Type")).isEmpty();
        assertThat(allowed(answer)).isEqualTo(Set.of(methods.split(" ")));
        if (methods.contains("PATCH")) {
            assertThat(answer.the("Accept-Patch")).isEqualTo(Client.MERGE_PATCH);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | /todos | GET HEAD POST OPTIONS",
                "PATCH | /todos | GET HEAD POST OPTIONS",
                "DELETE | /todos | GET HEAD POST OPTIONS",
                "DELETE | /todos/ | GET HEAD POST OPTIONS",
                "PROPFIND | /todos | GET HEAD POST OPTIONS",
                "QUERY | /todos | GET HEAD POST OPTIONS",
                "BREW | /todos | GET HEAD POST OPTIONS",
                "get | /todos | GET HEAD POST OPTIONS",
                "POST | /todos/1 | GET HEAD PUT PATCH DELETE OPTIONS",
                "POST | /todos/1/ | GET HEAD PUT PATCH DELETE OPTIONS",
                "POST | /todos/abc | GET HEAD PUT PATCH DELETE OPTIONS",
                "LOCK | /todos/1 | GET HEAD PUT PATCH DELETE OPTIONS",
                "COPY | /todos/1 | GET HEAD PUT PATCH DELETE OPTIONS",
                "POST | /idempotency-keys | GET HEAD OPTIONS",
                "PUT | /idempotency-keys?key=abc | GET HEAD OPTIONS",
                "PATCH | /idempotency-keys?key=abc | GET HEAD OPTIONS",
                "DELETE | /idempotency-keys?key=abc | GET HEAD OPTIONS",
                "BREW | /idempotency-keys | GET HEAD OPTIONS",
                "POST | /problems/not-found | GET HEAD OPTIONS",
                "PUT | /problems/not-found | GET HEAD OPTIONS",
                "DELETE | /problems/not-found | GET HEAD OPTIONS"
            })
    @Promise("Problems: another method is 405 method-not-allowed with Allow")
    void aMethodThatIsNotAllowedIsToldWhichAre(String method, String path, String methods) {
        Answer answer = todos.raw(method, path, List.of("Content-Length: 0"), new byte[0]);

        assertProblem(answer, "method-not-allowed");
        assertThat(allowed(answer)).isEqualTo(Set.of(methods.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "text/json",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/octet-stream",
                "application/merge-patch+json",
                "application/json-patch+json",
                "application/problem+json",
                "application/ld+json",
                "application/vnd.todo+json",
                "application/jsonp",
                "application/json5",
                "application/x-ndjson",
                "application/json; charset=iso-8859-1",
                "application/json; charset=us-ascii",
                "application/json; charset=utf-16",
                "application/json; charset=\"UTF-16LE\"",
                "application/json; charset=windows-1252",
                "application/json; charset=bogus",
                "application/*",
                "application/*+json",
                "*/*",
                "json",
                "application",
                "application/",
                "/json",
                "garbage; charset=utf-8"
            })
    @Promise("No Content-Type, another one, or a charset other than UTF-8 is 415")
    void aBodyOfAnotherTypeIsRefused(String type) {
        for (String method : List.of("POST", "PUT")) {
            assertProblem(sent(method, List.of("Content-Type: " + type), Fresh.draft()), "unsupported-media-type");
        }
    }

    @Test
    @Promise("A body in another Content-Encoding than identity is 415 with Accept-Encoding")
    void aCompressedBodyIsRefused() {
        for (String encoding : List.of("gzip", "br", "deflate", "gzip, identity", "bogus")) {
            Answer answer = sent(
                    "POST", List.of("Content-Type: application/json", "Content-Encoding: " + encoding), Fresh.draft());

            assertProblem(answer, "unsupported-media-type");
            assertThat(answer.the("Accept-Encoding")).isEqualTo("identity");
        }
        sent("POST", List.of("Content-Type: application/json", "Content-Encoding: identity"), Fresh.draft())
                .expect(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH"})
    @Promise("No Content-Type, another one, or a charset other than UTF-8 is 415")
    void aBodyWithoutATypeIsRefused(String method) {
        assertProblem(sent(method, List.of(), Fresh.draft()), "unsupported-media-type");
        assertProblem(sent(method, List.of(), ""), "unsupported-media-type");
        assertProblem(sent(method, List.of("Content-Type:"), Fresh.draft()), "unsupported-media-type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image/png",
                "text/html",
                "text/*",
                "application/xml",
                "application/json;q=0",
                "application/json;q=0.000",
                "*/*;q=0",
                "application/*;q=0",
                "application/json;q=0, */*",
                "application/vnd.todo+json",
                "text/html, application/xml;q=0.9"
            })
    @Promise("Problems: what cannot be answered as it is wanted is 406 not-acceptable")
    void whoWantsNoJsonGetsNone(String accept) {
        Answer created = todos.create(Fresh.draft()).expect(201);
        String key = Fresh.key();

        assertProblem(todos.flawed("GET", created.location(), "Accept", accept), "not-acceptable");
        assertProblem(todos.flawed("GET", "/todos", "Accept", accept), "not-acceptable");
        assertProblem(todos.flawed("GET", "/idempotency-keys?key=" + key, "Accept", accept), "not-acceptable");
        byte[] draft = Fresh.draft().getBytes(UTF_8);
        assertProblem(
                todos.flawed("POST", "/todos", draft, "Content-Type", JSON, "Accept", accept, "Idempotency-Key", key),
                "not-acceptable");
        assertProblem(
                todos.flawed("PUT", created.location(), draft, "Content-Type", JSON, "Accept", accept),
                "not-acceptable");
        assertProblem(
                todos.flawed("PATCH", created.location(), draft, "Content-Type", Client.MERGE_PATCH, "Accept", accept),
                "not-acceptable");
        assertThat(todos.get(created.location()).expect(200).bytes()).isEqualTo(created.bytes());
        assertProblem(todos.get("/idempotency-keys?key=" + key), "not-found", key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "APPLICATION/JSON",
                "application/*",
                "*/*",
                "application/json;q=0.1",
                "image/png, */*;q=0.1",
                "text/html, application/json;q=0.5",
                "application/json;charset=utf-8",
                "application/json;charset=iso-8859-1",
                "application/problem+json, application/json",
                "text/html, , application/json",
                ",application/json",
                "json",
                "json, application/json;q=0.5",
                "text/html;q=2, */*;q=0.1"
            })
    @Promise("Whoever takes JSON, or says nothing about it, gets it")
    void whoTakesJsonGetsIt(String accept) {
        byte[] draft = Fresh.draft().getBytes(UTF_8);

        Answer created = todos.flawed("POST", "/todos", draft, "Content-Type", JSON, "Accept", accept)
                .expect(201);
        Answer got = todos.flawed("GET", created.location(), "Accept", accept).expect(200);

        assertThat(got.bytes()).isEqualTo(created.bytes());
        assertThat(List.of(created, got))
                .extracting(answer -> answer.the("Content-Type"))
                .containsOnly(JSON);
    }

    @Test
    @Promise("Whoever takes JSON, or says nothing about it, gets it")
    void whoSaysNothingGetsJson() {
        Answer created = todos.create(Fresh.draft()).expect(201);

        assertThat(todos.raw("GET", created.location(), List.of(), new byte[0])
                        .expect(200)
                        .bytes())
                .isEqualTo(created.bytes());
    }

    private Answer sent(String method, List<String> headers, String draft) {
        byte[] body = draft.getBytes(UTF_8);
        List<String> lines = new ArrayList<>(headers);
        lines.add("Content-Length: " + body.length);
        return todos.raw(method, method.equals("POST") ? "/todos" : NO_TODO, lines, body);
    }

    private static Set<String> allowed(Answer answer) {
        return new TreeSet<>(List.of(answer.the("Allow").split("\\s*,\\s*")));
    }
}
