package org.oncetodo.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.oncetodo.contract.Client.JSON;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreatingIT {

    private final Client todos = Deployment.client();

    @Test
    @Promise({
        "POST /todos: 201, the todo, ETag, Location as an absolute path with the context root",
        "The todo: exactly five members, in this order"
    })
    void aNewTodoIsAnsweredWithItsPlaceAndItsTag() {
        String title = Fresh.title();

        Answer answer = todos.create(Fresh.draft(title, "From store", true)).expect(201);

        assertThat(answer.location()).isEqualTo(todos.at("/todos/" + answer.id()));
        assertThat(answer.tag()).matches("\"[\\x21\\x23-\\x7E]*\"");
        assertThat(answer.the("Content-Type")).startsWith(JSON);
        JsonObject todo = answer.todo();
        assertThat(todo.keySet()).containsExactly("id", "title", "description", "is_completed", "created_at");
        assertThat(answer.id()).isPositive();
        assertThat(todo.getString("title")).isEqualTo(title);
        assertThat(todo.getString("description")).isEqualTo("From store");
        assertThat(todo.getBoolean("is_completed")).isTrue();
        assertThat(answer.replayed()).isFalse();
        assertThat(answer.header("Idempotency-Key-Expires")).isEmpty();
    }

    @Test
    @Promise("The todo: description is null and is_completed false where absent")
    void whatIsLeftOutHasItsDefault() {
        JsonObject todo = todos.create(Fresh.draft()).expect(201).todo();

        assertThat(todo.get("description")).isEqualTo(JsonValue.NULL);
        assertThat(todo.get("is_completed")).isEqualTo(JsonValue.FALSE);
    }

    @Test
    @Promise("The todo: description is null and is_completed false where absent")
    void aDescriptionOfNullIsNone() {
        JsonObject todo = todos.create(Fresh.draft(Fresh.title(), null, false))
                .expect(201)
                .todo();

        assertThat(todo.get("description")).isEqualTo(JsonValue.NULL);
    }

    @Test
    @Promise("The todo: title and description are kept exactly as sent")
    void anEmptyDescriptionIsNotNone() {
        JsonObject todo =
                todos.create(Fresh.draft(Fresh.title(), "", false)).expect(201).todo();

        assertThat(todo.getString("description")).isEmpty();
    }

    @Test
    @Promise("The todo: created_at is UTC, whole seconds, with Z")
    void theMomentOfCreationIsInWholeSecondsOfUtc() {
        Answer answer = todos.create(Fresh.draft()).expect(201);

        String createdAt = answer.todo().getString("created_at");
        assertThat(createdAt).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(Instant.parse(createdAt)).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    }

    @Test
    @Promise("Idempotency-Key: without one, a POST always creates")
    void withoutAKeyTheSameRequestCreatesTwice() {
        String draft = Fresh.draft();

        Answer first = todos.create(draft).expect(201);
        Answer second = todos.create(draft).expect(201);

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(todos.get(first.location()).expect(200).bytes()).isEqualTo(first.bytes());
        assertThat(todos.get(second.location()).expect(200).bytes()).isEqualTo(second.bytes());
    }

    @Test
    @Promise("Ids are never used twice")
    void theIdOfADeletedTodoIsNotGivenAway() {
        Set<Long> ids = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            Answer answer = todos.create(Fresh.draft()).expect(201);
            assertThat(ids.add(answer.id())).isTrue();
            todos.delete(answer.location()).expect(204);
        }
    }

    @Test
    @Promise("POST /todos: Location is the same behind every proxy and on every node")
    void theLocationDoesNotDependOnTheNameThatTheClientUses() {
        byte[] draft = Fresh.draft().getBytes(StandardCharsets.UTF_8);

        Answer answer = todos.raw(
                        "POST",
                        "/todos",
                        List.of(
                                "Content-Type: application/json",
                                "Content-Length: " + draft.length,
                                "X-Forwarded-Host: todos.example",
                                "X-Forwarded-Proto: https",
                                "Forwarded: host=todos.example;proto=https"),
                        draft)
                .expect(201);

        assertThat(answer.location()).isEqualTo(todos.at("/todos/" + answer.id()));
    }

    @Test
    @Promise("Cache-Control: no-store on POST")
    void noCacheKeepsTheAnswerToAPost() {
        assertThat(todos.create(Fresh.draft()).expect(201).the("Cache-Control")).isEqualTo("no-store");
        assertThat(todos.create(Fresh.key(), Fresh.draft()).expect(201).the("Cache-Control"))
                .isEqualTo("no-store");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "APPLICATION/JSON",
                "application/json;charset=utf-8",
                "application/json; charset=UTF-8",
                "application/json; charset=\"utf-8\"",
                "application/json ; Charset=Utf-8"
            })
    @Promise("POST /todos: application/json, in UTF-8 where a charset is named")
    void jsonIsTakenHoweverItsTypeIsSpelled(String type) {
        byte[] draft = Fresh.draft("Bücher kaufen").getBytes(StandardCharsets.UTF_8);

        JsonObject todo = todos.raw(
                        "POST", "/todos", List.of("Content-Type: " + type, "Content-Length: " + draft.length), draft)
                .expect(201)
                .todo();

        assertThat(todo.getString("title")).isEqualTo("Bücher kaufen");
    }
}
