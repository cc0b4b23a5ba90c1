package org.oncetodo.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Problems.assertProblem;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingIT {

    private static final int MANY = 130;

    private static final Client TODOS = Deployment.client();
    private static final Map<Long, Answer> STOOD = new TreeMap<>();

    private static long before;

    @BeforeAll
    static void createMany() {
        List<List<Answer>> answers = Race.of(
                10,
                racer -> IntStream.range(0, MANY / 10)
                        .mapToObj(i -> TODOS.quickly(Fresh.key(), Fresh.draft(Fresh.title(), null, i % 2 == 0)))
                        .toList());
        answers.stream().flatMap(List::stream).forEach(answer -> STOOD.put(answer.id(), answer));
        before = Collections.min(STOOD.keySet()) - 1;
    }

    @Test
    @Promise("GET /todos: 200, a JSON array in the order of id")
    void aPageHoldsTheTodosAsTheyAreReadOneByOne() {
        Answer page = TODOS.get("/todos?limit=1000&after=" + before).expect(200);

        assertThat(page.the("Content-Type")).startsWith(Client.JSON);
        assertThat(page.ids()).isSorted().doesNotHaveDuplicates().containsAll(STOOD.keySet());
        for (JsonObject todo : page.list().getValuesAs(JsonObject.class)) {
            assertThat(todo.keySet()).containsExactly("id", "title", "description", "is_completed", "created_at");
            Answer alone = STOOD.get(Answer.id(todo));
            if (alone != null) {
                assertThat(todo).isEqualTo(alone.todo());
                assertThat(page.text()).contains(alone.text());
            }
        }
    }

    @Test
    @Promise("GET /todos: limit is 1 to 1000, 100 where absent")
    void aPageHas100TodosWhereNothingElseIsAsked() {
        assertThat(TODOS.get("/todos?after=" + before).expect(200).ids()).hasSize(100);
        assertThat(TODOS.get("/todos").expect(200).ids()).hasSize(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 99, 100, 101})
    @Promise("GET /todos: limit is 1 to 1000, 100 where absent")
    void aPageHasAsManyTodosAsAsked(int limit) {
        assertThat(TODOS.get("/todos?limit=" + limit + "&after=" + before)
                        .expect(200)
                        .ids())
                .hasSize(limit);
    }

    @Test
    @Promise("GET /todos: after takes the last id seen")
    void aPageStartsAfterTheLastIdSeen() {
        List<Long> ids =
                TODOS.get("/todos?limit=10&after=" + before).expect(200).ids();

        assertThat(TODOS.get("/todos?limit=5&after=" + ids.get(4)).expect(200).ids())
                .isEqualTo(ids.subList(5, 10));
    }

    @Test
    @Promise("GET /todos: after takes the last id seen")
    void aPageStartsAfterATodoThatIsGone() {
        Answer gone = TODOS.create(Fresh.draft()).expect(201);
        Answer next = TODOS.create(Fresh.draft()).expect(201);
        TODOS.delete(gone.location()).expect(204);

        assertThat(TODOS.get("/todos?after=" + (Math.min(gone.id(), next.id()) - 1))
                        .expect(200)
                        .ids())
                .contains(next.id())
                .doesNotContain(gone.id());
    }

    @Test
    @Promise("GET /todos: after takes the last id seen")
    void everyTodoComesAfterZero() {
        assertThat(TODOS.get("/todos?after=0&limit=5").expect(200).bytes())
                .isEqualTo(TODOS.get("/todos?limit=5").expect(200).bytes());
    }

    @Test
    @Promise("GET /todos: after takes the last id seen")
    void nothingComesAfterTheGreatestId() {
        Answer page = TODOS.get("/todos?after=9223372036854775807").expect(200);

        assertThat(page.text()).isEqualTo("[]");
        assertThat(page.header("Link")).isEmpty();
    }

    @Test
    @Promise("GET /todos: Link rel=\"next\" exactly where more follow, keeping the other parameters")
    void thereIsALinkExactlyWhereMoreFollow() {
        int rest =
                TODOS.get("/todos?limit=1000&after=" + before).expect(200).ids().size();

        Answer whole = TODOS.get("/todos?limit=" + rest + "&after=" + before).expect(200);
        Answer allButOne =
                TODOS.get("/todos?limit=" + (rest - 1) + "&after=" + before).expect(200);

        assertThat(whole.header("Link")).isEmpty();
        assertThat(allButOne.header("Link")).isPresent();
        assertThat(TODOS.get(allButOne.next().orElseThrow()).expect(200).ids())
                .containsExactly(whole.ids().get(rest - 1));
    }

    @Test
    @Promise("GET /todos: Link rel=\"next\" exactly where more follow, keeping the other parameters")
    void theLinkKeepsTheOtherParameters() {
        Answer page =
                TODOS.get("/todos?is_completed=true&limit=7&after=" + before).expect(200);

        long last = page.ids().get(6);
        Map<String, String> parameters = new HashMap<>();
        String target = page.next().orElseThrow();
        assertThat(target).startsWith(TODOS.at("/todos?"));
        for (String pair : target.substring(target.indexOf('?') + 1).split("&")) {
            parameters.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        assertThat(parameters).isEqualTo(Map.of("is_completed", "true", "limit", "7", "after", Long.toString(last)));
    }

    @Test
    @Promise("GET /todos: Link rel=\"next\" exactly where more follow, keeping the other parameters")
    void theFirstPageHasALinkToo() {
        Answer page = TODOS.get("/todos?limit=1").expect(200);

        assertThat(TODOS.get(page.next().orElseThrow()).expect(200).ids())
                .allSatisfy(id -> assertThat(id).isGreaterThan(page.ids().get(0)));
    }

    @Test
    @Promise("GET /todos: is_completed lists only those")
    void thoseToDoAndThoseDoneAreListedApart() {
        for (boolean completed : new boolean[] {true, false}) {
            Map<Long, JsonValue> seen = new HashMap<>();
            for (Answer page : TODOS.walk("/todos?limit=40&is_completed=" + completed + "&after=" + before)) {
                page.list()
                        .getValuesAs(JsonObject.class)
                        .forEach(todo -> seen.put(Answer.id(todo), todo.get("is_completed")));
            }
            assertThat(seen.values()).containsOnly(completed ? JsonValue.TRUE : JsonValue.FALSE);
            assertThat(seen.keySet())
                    .containsAll(STOOD.values().stream()
                            .filter(answer -> answer.todo().getBoolean("is_completed") == completed)
                            .map(Answer::id)
                            .toList());
        }
    }

    @Test
    @Promise("GET /todos: a walk by Link sees each todo that stood at its start once")
    void aWalkSeesEachTodoOnceWhileOthersAreCreatedAndDeleted() {
        AtomicBoolean walking = new AtomicBoolean(true);
        CountDownLatch others = new CountDownLatch(2);
        List<Long> walked = new ArrayList<>();

        Race.of(3, racer -> {
            if (racer > 0) {
                createAndDelete();
                others.countDown();
                while (walking.get()) {
                    createAndDelete();
                }
                return null;
            }
            try {
                Race.await(others);
                TODOS.walk("/todos?limit=3&after=" + before).forEach(page -> walked.addAll(page.ids()));
            } finally {
                walking.set(false);
            }
            return null;
        });

        assertThat(walked).isSorted().doesNotHaveDuplicates();
        Set<Long> missed = new HashSet<>(STOOD.keySet());
        walked.forEach(missed::remove);
        assertThat(missed).isEmpty();
    }

    private static void createAndDelete() {
        Answer another = TODOS.quickly(Fresh.key(), Fresh.draft()).expect(201);
        TODOS.quick("DELETE", another.location(), null).expect(204);
    }

    @Test
    @Promise("GET /todos: 200, a JSON array in the order of id")
    void aDeletedTodoIsNotListed() {
        Answer gone = TODOS.create(Fresh.draft()).expect(201);
        TODOS.delete(gone.location()).expect(204);

        assertThat(TODOS.get("/todos?limit=10&after=" + (gone.id() - 1))
                        .expect(200)
                        .ids())
                .doesNotContain(gone.id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=-1",
                "limit=1001",
                "limit=abc",
                "limit=",
                "limit",
                "limit=1.0",
                "limit=1e1",
                "limit=0x10",
                "limit=%201",
                "limit=1%20",
                "limit=%2B1",
                "limit=99999999999999999999",
                "limit=%D9%A3",
                "limit=null",
                "limit=1,2",
                "limit=-0",
                "limit=4294967297",
                "limit=18446744073709551617",
                "limit=1_0",
                "limit=1%00",
                "limit=%EF%BC%91",
                "limit=true",
                "after=abc",
                "after=-1",
                "after=9223372036854775808",
                "after=",
                "after",
                "after=1.5",
                "after=0x1",
                "after=%201",
                "after=1%20",
                "after=--1",
                "after=%D9%A3",
                "after=null",
                "after=1,2",
                "after=1e3",
                "after=true",
                "is_completed=TRUE",
                "is_completed=True",
                "is_completed=1",
                "is_completed=0",
                "is_completed=yes",
                "is_completed=no",
                "is_completed=on",
                "is_completed=",
                "is_completed",
                "is_completed=null",
                "is_completed=true%20",
                "is_completed=tru",
                "is_completed=true,false",
                "is_completed=%22true%22",
                "limit=1&limit=2",
                "limit=1&limit=1",
                "limit=1&l%69mit=1",
                "after=1&after=2",
                "after=1&limit=5&after=1",
                "is_completed=true&is_completed=false",
                "is_completed=true&is_completed=true",
                "limit=1&limit=",
                "limit=5&after=abc",
                "limit=abc&after=abc&is_completed=abc"
            })
    @Promise("A repeated or malformed parameter is 400 invalid-parameter")
    void aParameterThatMakesNoSenseIsRefused(String query) {
        assertProblem(TODOS.flawed("GET", "/todos?" + query), "invalid-parameter");
    }
}
