package org.oncetodo.todos;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptors;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.oncetodo.callers.Owner;
import org.oncetodo.database.DatabaseFailureInterceptor;
import org.oncetodo.environment.Settings;
import org.oncetodo.idempotency.IdempotencyKey;
import org.oncetodo.idempotency.IdempotencyKeyReusedException;
import org.oncetodo.idempotency.KeyRecord;
import org.oncetodo.idempotency.KeyStore;
import org.oncetodo.requests.PreconditionFailedException;
import org.oncetodo.requests.Preconditions;

/** The todos, each call one transaction. */
@Stateless
@Interceptors(DatabaseFailureInterceptor.class)
public class Todos {

    @PersistenceContext
    private EntityManager em;

    @Inject
    private TodoIds ids;

    @Inject
    private KeyStore keys;

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    /** Creates a todo, at every call another one. */
    public Todo create(Owner owner, TodoDraft draft) {
        return store(newTodo(owner, draft, clock.instant()));
    }

    /**
     * Creates the todo, or finds that this key has created it already. The todo and its key are committed together or
     * not at all; where two requests race, the one that comes second fails here, and finds the key at its next attempt.
     *
     * @throws IdempotencyKeyReusedException if the key has created another todo
     */
    public Creation createTodoWithIdempotency(Owner owner, IdempotencyKey key, TodoDraft draft) {
        Instant now = clock.instant();
        Optional<KeyRecord> known = keys.findIfSeen(owner, key);
        if (known.isPresent() && known.get().isLiveAt(now)) {
            Todo first = getTodoByIdempotencyKey(owner, key, draft, known.get());
            return new Creation.Replay(first, known.get().expiresAt());
        }
        Todo todo = newTodo(owner, draft, now);
        KeyRecord record = new KeyRecord(owner, key, draft.fingerprint(), todo.id(), todo.createdAt(), settings.ttl());
        keys.remember(record, known); // before the todo is written, which who finds the key taken would do in vain
        return new Creation.New(store(todo), record.expiresAt());
    }

    private Todo newTodo(Owner owner, TodoDraft draft, Instant now) {
        return new Todo(ids.next(), owner, draft, now.truncatedTo(ChronoUnit.SECONDS));
    }

    private Todo store(Todo todo) {
        em.persist(todo);
        em.flush();
        return todo;
    }

    /**
     * The todo as it was when it was created, whatever became of it since. The key's first request asked for what this one
     * asks for, so it can be made from this one; it is not stored.
     */
    private static Todo getTodoByIdempotencyKey(
            Owner owner, IdempotencyKey key, TodoDraft draft, KeyRecord remembered) {
        remembered.mustBeFor(key, draft.fingerprint());
        return new Todo(remembered.createdId(), owner, draft, remembered.createdAt());
    }

    /** The owner's todo with this id. */
    public Optional<Todo> find(Owner owner, long id) {
        return Optional.ofNullable(em.find(Todo.class, id)).filter(todo -> todo.belongsTo(owner));
    }

    /**
     * The owner's todos in the order of their ids.
     *
     * @param after only greater ids than this
     * @param completed where present, only todos that are completed, or are not
     * @param most how many at most
     */
    public List<Todo> list(Owner owner, long after, Optional<Boolean> completed, int most) {
        TypedQuery<Todo> query = em.createQuery(
                        "select t from Todo t where t.owner = :owner and t.id > :after"
                                + (completed.isPresent() ? " and t.completed = :completed" : "") + " order by t.id",
                        Todo.class)
                .setParameter("owner", owner.name())
                .setParameter("after", after)
                .setMaxResults(most);
        completed.ifPresent(value -> query.setParameter("completed", value));
        return query.getResultList();
    }

    /**
     * Changes a todo and answers what stands then. Where that stands already, nothing is done, whatever {@code If-Match}
     * says: the retry of a change that went through is no failure (RFC 9110, 13.1.1).
     *
     * @throws InvalidTodoException if the change makes no todo of it
     * @throws TodoNotFoundException if there is none
     * @throws PreconditionFailedException if it is not in the state that the change was meant for
     */
    public Todo change(Owner owner, TodoChange change, Preconditions preconditions) {
        Optional<Todo> stored = lock(owner, change.id());
        TodoDraft wanted = change.of(stored);
        Todo todo = stored.orElseThrow(TodoNotFoundException::new);
        String tag = Representation.of(todo).entityTag();
        preconditions.checkIfNoneMatch(tag);
        if (!todo.draft().equals(wanted)) {
            preconditions.checkIfMatch(tag);
            todo.become(wanted);
            em.flush();
        }
        return todo;
    }

    /**
     * Sees to it that there is no such todo.
     *
     * @throws PreconditionFailedException if it is there, but not in the state that the client knows
     */
    public void delete(Owner owner, long id, Preconditions preconditions) {
        lock(owner, id).ifPresent(todo -> {
            String tag = Representation.of(todo).entityTag();
            preconditions.checkIfMatch(tag);
            preconditions.checkIfNoneMatch(tag);
            em.remove(todo);
            em.flush();
        });
    }

    /** The todo, which nobody else changes or deletes until this transaction has ended. */
    private Optional<Todo> lock(Owner owner, long id) {
        return Optional.ofNullable(em.find(Todo.class, id, LockModeType.PESSIMISTIC_WRITE))
                .filter(todo -> todo.belongsTo(owner));
    }
}
