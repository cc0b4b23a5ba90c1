package org.oncetodo.todos;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.oncetodo.callers.Owner;
import org.oncetodo.database.Attempts;
import org.oncetodo.database.TestContainer;
import org.oncetodo.environment.MapConfig;
import org.oncetodo.environment.MovableClock;
import org.oncetodo.idempotency.IdempotencyKey;
import org.oncetodo.idempotency.IdempotencyKeys;
import org.oncetodo.idempotency.InFlight;
import org.oncetodo.idempotency.KeyRecord;
import org.oncetodo.json.StrictJson;
import org.oncetodo.requests.Requests;

/**
 * The EJBs as the resources call them, on Derby in memory, at a time that a test decides. Where it is registered as an
 * extension, every test begins with nothing stored.
 */
final class Service implements AutoCloseable, BeforeEachCallback, AfterAllCallback {

    static final Owner ANN = new Owner("ann");
    static final Owner BOB = new Owner("bob");

    private static final String START = "2026-02-15T10:30:00Z";

    final TestContainer container;
    final MovableClock clock;
    private final Todos todos;
    private final IdempotencyKeys keys;
    private final Attempts attempts;
    private final InFlight inFlight;

    /** @param settings name, value, name, value */
    Service(String... settings) {
        this(new TestContainer(MapConfig.settings(settings), new MovableClock(START)));
    }

    private Service(TestContainer container) {
        this.container = container;
        clock = container.get(MovableClock.class);
        todos = container.get(Todos.class);
        keys = container.get(IdempotencyKeys.class);
        attempts = container.get(Attempts.class);
        inFlight = container.get(InFlight.class);
    }

    /** The service with other settings, on the same database and at the same time. */
    Service redeployed(String... settings) {
        return new Service(container.redeployed(MapConfig.settings(settings)));
    }

    /** Nothing is stored, and the time is half past ten. */
    void reset() {
        container.execute("DELETE FROM todos");
        container.execute("DELETE FROM todo_idempotency_keys");
        clock.set(START);
    }

    static TodoDraft draft(String title) {
        return new TodoDraft(title, null, false);
    }

    Todo create(Owner owner, TodoDraft draft) {
        return attempts.repeat(() -> todos.create(owner, draft));
    }

    Creation createOnce(Owner owner, String key, TodoDraft draft) {
        IdempotencyKey parsed = IdempotencyKey.parse(key);
        return inFlight.call(owner, parsed, () -> todos.createTodoWithIdempotency(owner, parsed, draft));
    }

    Optional<Todo> find(Owner owner, long id) {
        return attempts.repeat(() -> todos.find(owner, id));
    }

    List<Todo> list(Owner owner, long after, Optional<Boolean> completed, int most) {
        return attempts.repeat(() -> todos.list(owner, after, completed, most));
    }

    List<TodoDraft> all(Owner owner) {
        return list(owner, 0, Optional.empty(), 1000).stream().map(Todo::draft).toList();
    }

    Todo put(Owner owner, long id, String body, String... conditions) {
        return change(owner, id, body, TodoChange.Absent.IS_DEFAULT, conditions);
    }

    Todo patch(Owner owner, long id, String body, String... conditions) {
        return change(owner, id, body, TodoChange.Absent.IS_UNCHANGED, conditions);
    }

    private Todo change(Owner owner, long id, String body, TodoChange.Absent absent, String... conditions) {
        TodoChange change = new TodoChange(id, StrictJson.read(body.getBytes(StandardCharsets.UTF_8)), absent);
        return attempts.repeat(() -> todos.change(owner, change, Requests.preconditions(conditions)));
    }

    void delete(Owner owner, long id, String... conditions) {
        attempts.repeat(() -> {
            todos.delete(owner, id, Requests.preconditions(conditions));
            return null;
        });
    }

    /** What is remembered of this key, as far as it still counts. */
    Optional<KeyRecord> status(Owner owner, String key) {
        Instant now = clock.instant();
        return attempts.repeat(() -> keys.find(owner, IdempotencyKey.parse(key)))
                .filter(record -> record.isLiveAt(now));
    }

    int purgeBatch() {
        return container.transaction(() -> keys.purgeBatch(Instant.EPOCH).deleted());
    }

    /** Calls of this service in one transaction that ends before it is committed, as where a node dies. */
    void crash(Runnable calls) {
        container.crash(calls);
    }

    int storedTodos() {
        return container.rows("todos");
    }

    int storedKeys() {
        return container.rows("todo_idempotency_keys");
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        reset();
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        close();
    }

    @Override
    public void close() {
        container.close();
    }
}
