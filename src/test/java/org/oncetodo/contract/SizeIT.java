package org.oncetodo.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Client.JSON;
import static org.oncetodo.contract.Client.MERGE_PATCH;
import static org.oncetodo.contract.Problems.assertProblem;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeIT {

    private static final int MOST = 64 * 1024;

    private final Client todos = Deployment.client();

    @Test
    @Promise("413 content-too-large: a body over 64 KiB, declared or chunked")
    void aBodyOf64KiBIsRead() {
        todos.create(padded(MOST)).expect(201);
        byte[] body = padded(MOST).getBytes(UTF_8);
        String half = Integer.toHexString(MOST / 2);
        String todo = new String(body, UTF_8);
        String chunked = half + "\r\n" + todo.substring(0, MOST / 2) + "\r\n" + half + "\r\n" + todo.substring(MOST / 2)
                + "\r\n0\r\n\r\n";

        todos.raw("POST", "/todos", chunkedJson(), chunked.getBytes(UTF_8)).expect(201);
    }

    @Test
    @Promise("413 content-too-large: a body over 64 KiB, declared or chunked")
    void aByteMoreIsTooMuch() {
        String key = Fresh.key();
        Answer answer = todos.raw(
                "POST",
                "/todos",
                List.of("Content-Type: application/json", "Idempotency-Key: " + key, "Content-Length: " + (MOST + 1)),
                padded(MOST + 1).getBytes(UTF_8));

        assertProblem(answer, "content-too-large");
        assertThat(todos.create(key, Fresh.draft()).expect(201).replayed()).isFalse();
    }

    @Test
    @Promise("413 content-too-large: a body over 64 KiB, declared or chunked")
    void aByteMoreInChunksIsTooMuch() {
        String chunk = Integer.toHexString(MOST + 1) + "\r\n" + padded(MOST + 1) + "\r\n0\r\n\r\n";

        assertProblem(todos.raw("POST", "/todos", chunkedJson(), chunk.getBytes(UTF_8)), "content-too-large");
    }

    @Test
    @Promise("413 content-too-large: refused before it is held in memory")
    void aBodyWithoutAnEndIsNotReadToItsEnd() {
        String chunk = "4000\r\n" + " ".repeat(0x4000) + "\r\n";
        try (Wire wire = todos.wire()) {
            wire.say(
                    todos.head("POST", "/todos", chunkedJson()),
                    chunk.repeat(MOST / 0x4000 + 1).getBytes(UTF_8));

            assertProblem(wire.answer(), "content-too-large");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {65537, 1024 * 1024, 10 * 1024 * 1024})
    @Promise("413 content-too-large: refused before it is held in memory")
    void aDeclaredLengthIsRefusedBeforeTheBodyIsSent(int length) {
        for (String method : List.of("POST", "PUT", "PATCH")) {
            assertProblem(declared(method, Integer.toString(length)), "content-too-large");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10485761", "2147483647", "2147483648", "10737418240", "9223372036854775807"})
    @Promise("413 content-too-large: over 10 MiB, where a listener may refuse it bare")
    void aLengthThatAListenerMayRefuseIsRefusedToo(String length) {
        for (String method : List.of("POST", "PUT", "PATCH")) {
            Answer answer = declared(method, length);

            if (answer.status() == 400) {
                assertThat(answer.bytes()).isEmpty();
            } else {
                assertProblem(answer, "content-too-large");
            }
        }
    }

    private Answer declared(String method, String length) {
        return todos.raw(
                method,
                method.equals("POST") ? "/todos" : "/todos/9223372036854775807",
                List.of("Content-Type: " + (method.equals("PATCH") ? MERGE_PATCH : JSON), "Content-Length: " + length),
                new byte[0]);
    }

    @ParameterizedTest
    @CsvSource({"PUT,application/json", "PATCH,application/merge-patch+json"})
    @Promise("413 content-too-large: a body over 64 KiB, declared or chunked")
    void aChangeCanBeTooLargeToo(String method, String type) {
        Answer created = todos.create(Fresh.draft()).expect(201);

        assertProblem(
                todos.flawed(method, created.location(), padded(MOST + 1).getBytes(UTF_8), "Content-Type", type),
                "content-too-large");

        assertThat(todos.get(created.location()).bytes()).isEqualTo(created.bytes());
    }

    @Test
    @Promise("413 content-too-large: a body over 64 KiB, declared or chunked")
    void aClientThatSendsItAllHearsWhy() {
        assertProblem(todos.quickly(padded(3 * MOST)), "content-too-large");
    }

    private static List<String> chunkedJson() {
        return List.of("Content-Type: application/json", "Transfer-Encoding: chunked");
    }

    private static String padded(int bytes) {
        String draft = Fresh.draft();
        return draft + " ".repeat(bytes - draft.length());
    }
}
