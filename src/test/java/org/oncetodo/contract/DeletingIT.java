package org.oncetodo.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.oncetodo.contract.Problems.assertProblem;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeletingIT {

    private final Client todos = Deployment.client();

    @Test
    @Promise("DELETE /todos/{id}: 204, also where there is no such todo, now or ever")
    void deletingThreeTimesIsDeletingOnce() {
        String todo = todos.create(Fresh.draft()).expect(201).location();

        for (int i = 0; i < 3; i++) {
            todos.delete(todo).expect(204);
            assertProblem(todos.get(todo), "not-found");
        }
    }

    @Test
    @Promise("DELETE /todos/{id}: 204, also where there is no such todo, now or ever")
    void whatNeverWasIsDeletedToo() {
        todos.delete("/todos/9223372036854775807").expect(204);
    }

    @Test
    @Promise("DELETE /todos/{id}: 204, also where the request has a body, which nobody reads")
    void aDeleteMayHaveABody() {
        String todo = todos.create(Fresh.draft()).expect(201).location();

        todos.raw("DELETE", todo, List.of("Content-Type: application/json", "Content-Length: 2"), "{}".getBytes(UTF_8))
                .expect(204);

        assertProblem(todos.get(todo), "not-found");
    }

    @Test
    @Promise("204 and 304 have neither Content-Type nor body")
    void nothingIsSaidOfATodoThatIsDeleted() {
        String todo = todos.create(Fresh.draft()).expect(201).location();

        Answer answer = todos.rest("DELETE", todo, List.of());

        answer.expect(204);
        assertThat(answer.bytes()).isEmpty();
        assertThat(answer.header("Content-Type")).isEmpty();
        assertThat(answer.header("Transfer-Encoding")).isEmpty();
    }

    @Test
    @Promise("DELETE /todos/{id}: 204, also where there is no such todo, now or ever")
    void otherTodosStay() {
        Answer kept = todos.create(Fresh.draft()).expect(201);
        Answer gone = todos.create(Fresh.draft()).expect(201);

        todos.delete(gone.location()).expect(204);

        assertThat(todos.get(kept.location()).expect(200).bytes()).isEqualTo(kept.bytes());
    }
}
