package org.oncetodo.todos;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.oncetodo.environment.Beans;
import org.oncetodo.environment.MapConfig;
import org.oncetodo.requests.Requests;

class TodoIdsTest {

    private long sequence;

    /** Those that asked the database, and are still running. */
    private final Deque<Synchronization> running = new ArrayDeque<>();

    private final TodoIds ids = new Beans(
                    MapConfig.settings(),
                    Requests.stub(
                            EntityManager.class,
                            (proxy, method, arguments) ->
                                    Requests.stub(Query.class, (query, called, none) -> sequence += 50)),
                    Requests.stub(
                            TransactionSynchronizationRegistry.class,
                            (proxy, method, arguments) -> running.add((Synchronization) arguments[0])))
            .get(TodoIds.class);

    private void end(int status) {
        running.remove().afterCompletion(status);
    }

    @Test
    void fiftyIdsCostOneQuestion() {
        assertThat(ids.next()).isEqualTo(1);
        end(Status.STATUS_COMMITTED);

        assertThat(LongStream.generate(ids::next).limit(49))
                .containsExactly(LongStream.rangeClosed(2, 50).boxed().toArray(Long[]::new));
        assertThat(ids.next()).isEqualTo(51);
    }

    @Test
    void nobodyElseGetsWhatATransactionWasGivenBeforeItIsCommitted() {
        assertThat(ids.next()).isEqualTo(1);

        assertThat(ids.next()).isEqualTo(51);
    }

    @Test
    void whatATransactionWasGivenThatMayNotBeCommittedIsNotUsed() {
        ids.next();
        end(Status.STATUS_UNKNOWN);
        ids.next();
        end(Status.STATUS_ROLLEDBACK);

        assertThat(ids.next()).isEqualTo(101);
    }

    @Test
    void whoeverComesNextGetsTheLeastThatIsLeft() {
        ids.next();
        ids.next();
        Synchronization first = running.remove();
        end(Status.STATUS_COMMITTED);
        first.afterCompletion(Status.STATUS_COMMITTED);

        assertThat(ids.next()).isEqualTo(2);
    }
}
