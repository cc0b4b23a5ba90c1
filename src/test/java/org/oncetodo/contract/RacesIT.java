package org.oncetodo.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Client.JSON;
import static org.oncetodo.contract.Client.MERGE_PATCH;
import static org.oncetodo.contract.Problems.assertProblem;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;

class RacesIT {

    private static final int RACERS = 16;
    private static final int ROUNDS = 5;

    private final Client todos = Deployment.client();

    @RepeatedTest(ROUNDS)
    @Promise("Races: sixteen requests with one new key get one todo: all 201, the same bytes, one of them not replayed")
    void sixteenRacersWithOneKeyGetOneTodo() {
        String key = Fresh.key();
        String title = Fresh.title();
        long before = todos.create(Fresh.draft()).expect(201).id();

        List<Answer> answers = Race.of(RACERS, racer -> todos.quickly(key, Fresh.draft(title)));

        Race.assertOneCreation(answers);
        assertThat(todos.get("/todos?limit=1000&after=" + before).expect(200).text())
                .containsOnlyOnce(title);
    }

    @RepeatedTest(ROUNDS)
    @Promise("Races: sixteen requests with sixteen keys get sixteen todos")
    void sixteenRacersWithKeysOfTheirOwnGetSixteenTodos() {
        String draft = Fresh.draft();

        List<Answer> answers = Race.of(RACERS, racer -> todos.quickly(Fresh.key(), draft));

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.expect(201).replayed()).isFalse());
        assertThat(answers).extracting(Answer::id).doesNotHaveDuplicates();
    }

    @RepeatedTest(ROUNDS)
    @Promise("Races: sixteen requests without a key get sixteen todos")
    void sixteenRacersWithoutAKeyGetSixteenTodos() {
        String draft = Fresh.draft();

        List<Answer> answers = Race.of(RACERS, racer -> todos.quickly(draft));

        assertThat(answers).extracting(answer -> answer.expect(201).id()).doesNotHaveDuplicates();
    }

    @RepeatedTest(ROUNDS)
    @Promise("Races: of two todos under one key one is created; who asked for the other gets 422")
    void racersWithOneKeyAndTwoTodosGetOneOfThem() {
        String key = Fresh.key();
        List<String> drafts = List.of(Fresh.draft(), Fresh.draft());

        List<Answer> answers = Race.of(RACERS, racer -> todos.quickly(key, drafts.get(racer % 2)));

        int winner = answers.get(0).status() == 201 ? 0 : 1;
        Race.assertOneCreation(every(answers, winner));
        every(answers, 1 - winner).forEach(answer -> assertProblem(answer, "idempotency-key-reused", key));
    }

    @RepeatedTest(ROUNDS)
    @Promise("Idempotency-Key: after the todo was deleted, still the first answer; never created again")
    void retriesThatRaceWithADeleteGetTheFirstAnswer() {
        String key = Fresh.key();
        String draft = Fresh.draft();
        Answer first = todos.create(key, draft).expect(201);

        List<Answer> answers = Race.of(
                RACERS,
                racer -> racer % 4 == 0
                        ? todos.quick("DELETE", first.location(), null).expect(204)
                        : todos.quickly(key, draft));

        for (int racer = 0; racer < RACERS; racer++) {
            if (racer % 4 > 0) {
                assertThat(answers.get(racer).expect(201).replayed()).isTrue();
                assertThat(answers.get(racer).bytes()).isEqualTo(first.bytes());
            }
        }
        assertProblem(todos.get(first.location()), "not-found");
    }

    @RepeatedTest(ROUNDS)
    @Promise("Two clients that change one todo at the same moment without If-Match both succeed, the later wins")
    void sixteenReplacementsAtOnceAllSucceed() {
        String todo = todos.create(Fresh.draft()).expect(201).location();
        List<String> titles =
                IntStream.range(0, RACERS).mapToObj(racer -> Fresh.title()).toList();

        List<Answer> answers = Race.of(
                RACERS, racer -> todos.quick("PUT", todo, Fresh.draft(titles.get(racer)), "Content-Type", JSON));

        for (int racer = 0; racer < RACERS; racer++) {
            assertThat(answers.get(racer).expect(200).todo().getString("title")).isEqualTo(titles.get(racer));
        }
        Answer last = todos.get(todo).expect(200);
        assertThat(answers).extracting(Answer::tag).contains(last.tag());
        assertThat(titles).contains(last.todo().getString("title"));
    }

    @RepeatedTest(ROUNDS)
    @Promise("Two clients that change one todo at the same moment without If-Match both succeed, the later wins")
    void patchesOfDifferentMembersAtOnceAreAllApplied() {
        String todo = todos.create(Fresh.draft()).expect(201).location();
        List<String> patches =
                List.of("{\"title\":\"patched\"}", "{\"description\":\"patched\"}", "{\"is_completed\":true}");

        Race.of(
                RACERS,
                racer -> todos.quick("PATCH", todo, patches.get(racer % 3), "Content-Type", MERGE_PATCH)
                        .expect(200));

        JsonObject patched = todos.get(todo).expect(200).todo();
        assertThat(patched.getString("title")).isEqualTo("patched");
        assertThat(patched.getString("description", "none")).isEqualTo("patched");
        assertThat(patched.getBoolean("is_completed")).isTrue();
    }

    @RepeatedTest(ROUNDS)
    @Promise("Races: of sixteen PUTs with the same If-Match exactly one changes the todo, the others get 412")
    void ofSixteenReplacementsOfOneStateOneGoesThrough() {
        Answer created = todos.create(Fresh.draft()).expect(201);

        List<Answer> answers = Race.of(
                RACERS,
                racer -> todos.quick(
                        "PUT", created.location(), Fresh.draft(), "Content-Type", JSON, "If-Match", created.tag()));

        List<Answer> changed =
                answers.stream().filter(answer -> answer.status() == 200).toList();
        assertThat(changed).hasSize(1);
        answers.stream()
                .filter(answer -> answer.status() != 200)
                .forEach(answer -> assertProblem(answer, "precondition-failed"));
        assertThat(todos.get(created.location()).bytes())
                .isEqualTo(changed.get(0).bytes());
    }

    @RepeatedTest(ROUNDS)
    @Promise("Races: of sixteen PUTs with the same If-Match those who want the state that won get 200")
    void whoWantsTheStateThatWonSucceeds() {
        Answer created = todos.create(Fresh.draft()).expect(201);
        List<String> drafts = List.of(Fresh.draft(), Fresh.draft());

        List<Answer> answers = Race.of(
                RACERS,
                racer -> todos.quick(
                        "PUT",
                        created.location(),
                        drafts.get(racer % 2),
                        "Content-Type",
                        JSON,
                        "If-Match",
                        created.tag()));

        int winner = answers.get(0).status() == 200 ? 0 : 1;
        byte[] won = todos.get(created.location()).expect(200).bytes();
        every(answers, winner)
                .forEach(answer -> assertThat(answer.expect(200).bytes()).isEqualTo(won));
        every(answers, 1 - winner).forEach(answer -> assertProblem(answer, "precondition-failed"));
    }

    @RepeatedTest(ROUNDS)
    @Promise("Races: a PUT that races with a DELETE ends in 200 or 404, the DELETE in 204")
    void aReplacementThatRacesWithADeleteNeverCreates() {
        String todo = todos.create(Fresh.draft()).expect(201).location();

        List<Answer> answers = Race.of(
                RACERS,
                racer -> racer % 2 == 0
                        ? todos.quick("DELETE", todo, null)
                        : todos.quick("PUT", todo, Fresh.draft(), "Content-Type", JSON));

        every(answers, 0).forEach(answer -> answer.expect(204));
        assertThat(every(answers, 1)).extracting(Answer::status).isSubsetOf(200, 404);
        assertProblem(todos.get(todo), "not-found");
    }

    @RepeatedTest(ROUNDS)
    @Promise("Races: of DELETEs with the same If-Match at least one deletes, and none fails")
    void sixteenDeletesAllSucceed() {
        Answer created = todos.create(Fresh.draft()).expect(201);

        List<Answer> answers = Race.of(
                RACERS,
                racer -> racer % 2 == 0
                        ? todos.quick("DELETE", created.location(), null)
                        : todos.quick("DELETE", created.location(), null, "If-Match", created.tag()));

        answers.forEach(answer -> answer.expect(204));
        assertProblem(todos.get(created.location()), "not-found");
    }

    @RepeatedTest(ROUNDS)
    @Promise("Races: a conditional DELETE that races with a PUT deletes only what it saw")
    void aConditionalDeleteThatRacesWithAReplacementDeletesOnlyWhatItSaw() {
        Answer created = todos.create(Fresh.draft()).expect(201);

        List<Answer> answers = Race.of(
                2,
                racer -> racer == 0
                        ? todos.quick("DELETE", created.location(), null, "If-Match", created.tag())
                        : todos.quick(
                                "PUT",
                                created.location(),
                                Fresh.draft(),
                                "Content-Type",
                                JSON,
                                "If-Match",
                                created.tag()));

        List<Integer> statuses = answers.stream().map(Answer::status).toList();
        assertThat(statuses).isIn(List.of(204, 404), List.of(412, 200));
        todos.get(created.location()).expect(statuses.get(0) == 204 ? 404 : 200);
    }

    private static List<Answer> every(List<Answer> answers, int second) {
        return IntStream.range(0, answers.size())
                .filter(racer -> racer % 2 == second)
                .mapToObj(answers::get)
                .toList();
    }
}
