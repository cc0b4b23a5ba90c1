package org.oncetodo.todos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.oncetodo.todos.Service.ANN;
import static org.oncetodo.todos.Service.BOB;
import static org.oncetodo.todos.Service.draft;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oncetodo.contract.Race;
import org.oncetodo.environment.Elsewhere;
import org.oncetodo.requests.PreconditionFailedException;

class TodosTest {

    @RegisterExtension
    static final Service service = new Service();

    @Test
    void everyCreateWithoutAKeyIsAnotherTodo() {
        Todo first = service.create(ANN, draft("milk"));
        Todo second = service.create(ANN, draft("milk"));

        assertThat(first.id()).isPositive().isNotEqualTo(second.id());
        assertThat(service.all(ANN)).containsExactly(draft("milk"), draft("milk"));
        assertThat(service.storedKeys()).isZero();
    }

    @Test
    void aTodoIsReadAsItWasCreated() {
        TodoDraft draft = new TodoDraft("milk", "two litres", true);

        Todo created = service.create(ANN, draft);

        Todo read = service.find(ANN, created.id()).orElseThrow();
        assertThat(read.draft()).isEqualTo(draft);
        assertThat(Representation.of(read).json())
                .isEqualTo(Representation.of(created).json());
    }

    /** Of 131,072 todos; to read all of them would take hundreds of times as long. */
    @Test
    void aPageCostsTheSameWhereverItBegins() {
        service.create(ANN, draft("milk"));
        for (int i = 0; i < 17; i++) {
            service.container.execute("INSERT INTO todos SELECT id + (SELECT MAX(id) FROM todos), owner, title,"
                    + " description, is_completed, created_at, version FROM todos");
        }
        long last = Long.parseLong(
                service.container.query("SELECT MAX(id) FROM todos").get(0));
        long first = nanos(() -> service.list(ANN, 0, Optional.empty(), 100));

        assertThat(nanos(() -> service.list(ANN, last / 2, Optional.empty(), 100)))
                .as("nanoseconds for a page in the middle")
                .isLessThan(10 * first);
        assertThat(nanos(() -> service.list(ANN, 0, Optional.of(true), 100)))
                .as("nanoseconds for a page of none that is completed")
                .isLessThan(10 * first);
        assertThat(nanos(() -> service.list(BOB, 0, Optional.empty(), 100)))
                .as("nanoseconds for a page of none of this owner's")
                .isLessThan(10 * first);
    }

    /** The quickest of many. */
    private static long nanos(Runnable call) {
        return LongStream.range(0, 20)
                .map(i -> {
                    long begun = System.nanoTime();
                    call.run();
                    return System.nanoTime() - begun;
                })
                .min()
                .orElseThrow();
    }

    @Test
    void aTodoIsCreatedAtAWholeSecond() {
        service.clock.set("2026-02-15T10:30:59.999999999Z");

        Todo todo = service.create(ANN, draft("milk"));

        assertThat(todo.createdAt()).isEqualTo("2026-02-15T10:30:59Z");
        assertThat(service.find(ANN, todo.id()).orElseThrow().createdAt()).isEqualTo("2026-02-15T10:30:59Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " a",
                "a ",
                "a  ",
                "\ta\t",
                "a\n",
                "a\u00a0",
                "\u3000a",
                "ä",
                "a\u0308",
                "\uD83D\uDE00",
                "İıß",
                "a\u0001"
            })
    void aTextIsKeptExactlyAsSent(String text) {
        TodoDraft draft = new TodoDraft(text, text, false);

        long id = service.create(ANN, draft).id();

        assertThat(service.find(ANN, id).orElseThrow().draft()).isEqualTo(draft);
    }

    @Test
    void theLongestTextsOfTheLargestCharactersFit() {
        TodoDraft draft = new TodoDraft("\uD83D\uDE00".repeat(255), "\uDBFF\uDFFD".repeat(4_000), false);

        long id = service.create(ANN, draft).id();

        assertThat(service.find(ANN, id).orElseThrow().draft()).isEqualTo(draft);
    }

    @Test
    void anEmptyDescriptionIsNotNone() {
        long id = service.create(ANN, new TodoDraft("milk", "", false)).id();

        assertThat(service.find(ANN, id).orElseThrow().draft().description()).isEmpty();
    }

    @Test
    void aTodoIsNobodyElses() {
        long id = service.create(ANN, draft("milk")).id();

        assertThat(service.find(BOB, id)).isEmpty();
        assertThat(service.all(BOB)).isEmpty();
        assertThatThrownBy(() -> service.put(BOB, id, "{\"title\":\"beer\"}"))
                .isInstanceOf(TodoNotFoundException.class);
        assertThatThrownBy(() -> service.patch(BOB, id, "{\"title\":\"beer\"}"))
                .isInstanceOf(TodoNotFoundException.class);
        service.delete(BOB, id);

        assertThat(service.all(ANN)).containsExactly(draft("milk"));
    }

    @Test
    void aListGoesOnAfterTheLastIdSeen() {
        List<Long> created = IntStream.range(0, 7)
                .mapToObj(i -> service.create(ANN, draft("todo " + i)).id())
                .toList();

        List<Long> walked = new ArrayList<>();
        List<Todo> page = service.list(ANN, 0, Optional.empty(), 3);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(3);
            page.forEach(todo -> walked.add(todo.id()));
            page = service.list(ANN, page.get(page.size() - 1).id(), Optional.empty(), 3);
        }

        assertThat(walked).isEqualTo(created).isSorted();
    }

    @Test
    void aListHoldsOnlyWhatIsAskedFor() {
        service.create(ANN, new TodoDraft("done", null, true));
        service.create(ANN, new TodoDraft("open", null, false));

        assertThat(titles(Optional.of(true))).containsExactly("done");
        assertThat(titles(Optional.of(false))).containsExactly("open");
        assertThat(titles(Optional.empty())).containsExactly("done", "open");
    }

    private static List<String> titles(Optional<Boolean> completed) {
        return service.list(ANN, 0, completed, 10).stream()
                .map(todo -> todo.draft().title())
                .toList();
    }

    @Test
    void aPutReplacesAllThatAClientDecides() {
        Todo todo = service.create(ANN, new TodoDraft("milk", "two litres", true));

        Todo changed = service.put(ANN, todo.id(), "{\"title\":\"beer\"}");

        assertThat(changed.draft()).isEqualTo(new TodoDraft("beer", null, false));
        assertThat(changed.createdAt()).isEqualTo(todo.createdAt());
        assertThat(service.all(ANN)).containsExactly(changed.draft());
    }

    @Test
    void aPatchChangesOnlyWhatItNames() {
        long id = service.create(ANN, new TodoDraft("milk", "two litres", true)).id();

        assertThat(service.patch(ANN, id, "{\"is_completed\":false}").draft())
                .isEqualTo(new TodoDraft("milk", "two litres", false));
        assertThat(service.patch(ANN, id, "{\"description\":null}").draft())
                .isEqualTo(new TodoDraft("milk", null, false));
        assertThat(service.patch(ANN, id, "{}").draft()).isEqualTo(new TodoDraft("milk", null, false));
        assertThat(service.all(ANN)).containsExactly(new TodoDraft("milk", null, false));
    }

    @Test
    void whatAGetReturnedCanBePutBack() {
        Todo todo = service.create(ANN, new TodoDraft("milk", "two litres", true));
        String body = text(todo);

        assertThat(text(service.put(ANN, todo.id(), body))).isEqualTo(body);
        assertThat(text(service.patch(ANN, todo.id(), body))).isEqualTo(body);
    }

    private static String text(Todo todo) {
        return Drafts.text(Representation.of(todo).json());
    }

    @Test
    void aChangeMeantForAnotherStateIsRefused() {
        Todo todo = service.create(ANN, draft("milk"));
        String seen = Representation.of(todo).entityTag();
        service.put(ANN, todo.id(), "{\"title\":\"beer\"}", "If-Match", seen);

        assertThatThrownBy(() -> service.put(ANN, todo.id(), "{\"title\":\"wine\"}", "If-Match", seen))
                .isInstanceOf(PreconditionFailedException.class);
        assertThatThrownBy(() -> service.patch(ANN, todo.id(), "{\"title\":\"wine\"}", "If-Match", seen))
                .isInstanceOf(PreconditionFailedException.class);
        assertThatThrownBy(() -> service.delete(ANN, todo.id(), "If-Match", seen))
                .isInstanceOf(PreconditionFailedException.class);

        assertThat(service.all(ANN)).containsExactly(draft("beer"));
    }

    @Test
    void theRetryOfAChangeThatWentThroughIsNoFailure() {
        Todo todo = service.create(ANN, draft("milk"));
        String seen = Representation.of(todo).entityTag();

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThat(service.put(ANN, todo.id(), "{\"title\":\"beer\"}", "If-Match", seen)
                            .draft())
                    .isEqualTo(draft("beer"));
        }
        assertThat(service.patch(ANN, todo.id(), "{\"title\":\"beer\"}", "If-Match", seen)
                        .draft())
                .isEqualTo(draft("beer"));
    }

    @Test
    void aDeleteOfWhatIsGoneIsNoFailure() {
        Todo todo = service.create(ANN, draft("milk"));
        String seen = Representation.of(todo).entityTag();

        service.delete(ANN, todo.id(), "If-Match", seen);
        service.delete(ANN, todo.id(), "If-Match", seen);
        service.delete(ANN, Long.MAX_VALUE);

        assertThat(service.all(ANN)).isEmpty();
    }

    @Test
    void whatIsGoneCannotBeChanged() {
        long id = service.create(ANN, draft("milk")).id();
        service.delete(ANN, id);

        assertThatThrownBy(() -> service.put(ANN, id, "{\"title\":\"beer\"}"))
                .isInstanceOf(TodoNotFoundException.class);
        assertThatThrownBy(() -> service.put(ANN, id, "{\"title\":\"beer\"}", "If-Match", "*"))
                .isInstanceOf(TodoNotFoundException.class);
        assertThatThrownBy(() -> service.patch(ANN, id, "{}")).isInstanceOf(TodoNotFoundException.class);
        assertThat(service.storedTodos()).isZero();
    }

    @Test
    void aBodyThatIsNoTodoIsToldBeforeTheTodoIsMissed() {
        assertThatThrownBy(() -> service.put(ANN, 1, "{\"title\":\"\"}")).isInstanceOf(InvalidTodoException.class);
        assertThatThrownBy(() -> service.patch(ANN, 1, "{\"colour\":\"red\"}"))
                .isInstanceOf(InvalidTodoException.class);
    }

    @Test
    void aChangeThatIsNoTodoChangesNothing() {
        Todo todo = service.create(ANN, draft("milk"));

        assertThatThrownBy(() -> service.patch(ANN, todo.id(), "{\"title\":\"beer\",\"is_completed\":null}"))
                .isInstanceOf(InvalidTodoException.class);
        assertThatThrownBy(() ->
                        service.put(ANN, todo.id(), "{\"title\":\"beer\",\"created_at\":\"2026-02-15T10:30:01Z\"}"))
                .isInstanceOf(InvalidTodoException.class);

        assertThat(service.all(ANN)).containsExactly(draft("milk"));
    }

    @Test
    void ofSixteenChangesMeantForOneStateOneGoesThrough() {
        Todo todo = service.create(ANN, draft("milk"));
        String seen = Representation.of(todo).entityTag();

        List<Boolean> outcomes = Race.of(16, racer -> {
            try {
                service.put(ANN, todo.id(), "{\"title\":\"beer " + racer + "\"}", "If-Match", seen);
                return true;
            } catch (PreconditionFailedException e) {
                return false;
            }
        });

        assertThat(outcomes).containsOnlyOnce(true);
    }

    @Test
    void changesAndDeletesThatRaceNeverFail() {
        long id = service.create(ANN, draft("milk")).id();

        Race.of(16, racer -> {
            if (racer % 4 == 0) {
                service.delete(ANN, id);
                return true;
            }
            try {
                service.put(ANN, id, "{\"title\":\"beer " + racer + "\"}");
                return true;
            } catch (TodoNotFoundException e) {
                return false;
            }
        });

        assertThat(service.all(ANN)).isEmpty();
    }

    @Test
    void noIdIsUsedTwice() {
        List<Long> ids = new ArrayList<>();
        for (int round = 0; round < 8; round++) {
            ids.addAll(Race.of(
                    16, racer -> service.create(ANN, draft("todo " + racer)).id()));
            ids.forEach(id -> service.delete(ANN, id));
        }

        assertThat(new HashSet<>(ids)).hasSize(8 * 16);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-08T06:59:59Z",
                "2026-03-08T07:00:00Z",
                "2026-03-08T07:30:00Z",
                "2026-11-01T05:30:00Z",
                "2026-11-01T06:30:00Z"
            })
    void aTimeSurvivesTheHourThatTheJvmsTimeZoneLacksOrHasTwice(String time) {
        Elsewhere.inNewYork(() -> {
            service.clock.set(time);
            long id = service.create(ANN, draft("milk")).id();
            service.createOnce(ANN, "a", draft("milk"));

            assertThat(service.find(ANN, id).orElseThrow().createdAt()).isEqualTo(time);
            assertThat(service.status(ANN, "a").orElseThrow().createdAt()).isEqualTo(time);
        });
    }

    @Test
    void anotherLocaleChangesNothing() {
        Elsewhere.inTurkish(() -> {
            try (Service elsewhere = new Service()) {
                TodoDraft draft = new TodoDraft("Iıİi", "Iıİi", true);
                Creation first = elsewhere.createOnce(ANN, "TITLE", draft);
                Creation retry = elsewhere.createOnce(ANN, "TITLE", draft);

                assertThat(retry).isInstanceOf(Creation.Replay.class);
                assertThat(text(retry.todo()))
                        .isEqualTo("{\"id\":" + Long.toString(first.todo().id())
                                + ",\"title\":\"Iıİi\",\"description\":\"Iıİi\",\"is_completed\":true,"
                                + "\"created_at\":\"2026-02-15T10:30:00Z\"}");
                assertThat(elsewhere.status(ANN, "title")).isEmpty();
            }
        });
    }

    @Test
    void theTablesShowTimesToAPerson() {
        service.createOnce(ANN, "a", draft("milk"));

        assertThat(service.container.query("SELECT created_at FROM todos")).containsExactly("2026-02-15T10:30:00Z");
        assertThat(service.container.query("SELECT expires_at FROM todo_idempotency_keys"))
                .containsExactly("2026-02-16T10:30:00Z")
                .allSatisfy(time -> assertThat(Instant.parse(time)).isNotNull());
    }
}
