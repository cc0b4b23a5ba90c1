package org.oncetodo.todos;

import jakarta.ejb.EJBException;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.oncetodo.callers.Owner;
import org.oncetodo.idempotency.IdempotencyKey;

/** A first request whose transaction a test holds open in the database, and ends as it likes. */
@Stateless
public class FirstRequest {

    @Inject
    private Todos todos;

    /** Stores todo and key, says so, and commits when it is let go. */
    public Creation commit(IdempotencyKey key, TodoDraft draft, CountDownLatch stored, CountDownLatch letGo) {
        Creation creation = todos.createTodoWithIdempotency(Owner.ANYONE, key, draft);
        stored.countDown();
        await(letGo);
        return creation;
    }

    /** Stores todo and key, says so, and fails when it is let go. */
    public Creation fail(IdempotencyKey key, TodoDraft draft, CountDownLatch stored, CountDownLatch letGo) {
        commit(key, draft, stored, letGo);
        throw new EJBException("as the test wants it");
    }

    /** Creates a todo without a key, then one with a key, in the same transaction. */
    public Creation createBoth(IdempotencyKey key, TodoDraft draft) {
        todos.create(Owner.ANYONE, draft);
        return todos.createTodoWithIdempotency(Owner.ANYONE, key, draft);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) { // only a test that failed does not let go
                throw new EJBException("not let go");
            }
        } catch (InterruptedException e) {
            throw new EJBException(e);
        }
    }
}
