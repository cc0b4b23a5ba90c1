package org.oncetodo.todos;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.LongStream;
import org.oncetodo.environment.Settings;

/**
 * The ids of new todos, each given once. The database gives out fifty at a time, to whichever node asks. Until the
 * transaction that asked is committed, only it may use them: PostgreSQL writes that it gave them out together with what
 * the transaction has done, and if it dies before, gives them out again. JPA's providers do not wait for that.
 */
@ApplicationScoped
public class TodoIds {

    /**
     * The step of the sequence in the migrations: the value N is the ids N-49 to N. That JPA's providers read it so, as
     * their comments say, was once true; a migration that has been applied stays as it is.
     */
    private static final int STEP = 50;

    private final ConcurrentSkipListSet<Long> spare = new ConcurrentSkipListSet<>();

    @PersistenceContext
    private EntityManager em;

    @Resource
    private TransactionSynchronizationRegistry transaction;

    @Inject
    private Settings settings;

    /** An id for a todo that this transaction stores. */
    long next() {
        Long id = spare.pollFirst();
        if (id != null) {
            return id;
        }
        long last = ask();
        long first = last - STEP + 1;
        transaction.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                // nothing is known yet
            }

            @Override
            public void afterCompletion(int status) {
                if (status == Status.STATUS_COMMITTED) {
                    LongStream.rangeClosed(first + 1, last).forEach(spare::add);
                }
            }
        });
        return first;
    }

    private long ask() {
        String question = settings.isDerby() ? "values next value for todo_ids" : "select nextval('todo_ids')";
        return ((Number) em.createNativeQuery(question).getSingleResult()).longValue();
    }
}
