package org.oncetodo.todos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.oncetodo.callers.Owner;
import org.oncetodo.idempotency.IdempotencyKey;
import org.oncetodo.idempotency.IdempotencyKeyReusedException;
import org.oncetodo.idempotency.KeyRecord;
import org.oncetodo.requests.PreconditionFailedException;

/**
 * The service beside a model of it, as the contract describes it: a map of todos and a map of keys. Everything is done
 * to both, and has to come out alike.
 */
final class Simulation {

    static final Duration TTL = Duration.ofSeconds(3);

    /** What an {@code If-Match} names. */
    enum Condition {
        NONE,
        ANY,
        CURRENT,
        FIRST_STATE,
        ANOTHER
    }

    private record StoredTodo(Owner owner, TodoDraft draft, Instant createdAt, String firstTag) {}

    private record OwnersKey(Owner owner, IdempotencyKey key) {}

    private record StoredKey(TodoDraft draft, Todo firstAnswer, Instant expiresAt) {

        boolean isLiveAt(Instant now) {
            return now.isBefore(expiresAt);
        }
    }

    private final Service service;
    private final Map<Long, StoredTodo> todos = new TreeMap<>();
    private final Map<OwnersKey, StoredKey> keys = new HashMap<>();
    private final List<Long> idsEverUsed = new ArrayList<>();

    Simulation(Service service) {
        this.service = service;
        service.reset();
    }

    private Instant now() {
        return service.clock.instant();
    }

    void create(Owner owner, TodoDraft draft) {
        store(owner, draft, service.create(owner, draft));
    }

    private void store(Owner owner, TodoDraft draft, Todo created) {
        assertThat(idsEverUsed).doesNotContain(created.id());
        assertThat(created.draft()).isEqualTo(draft);
        assertThat(created.createdAt()).isEqualTo(now().truncatedTo(ChronoUnit.SECONDS));
        idsEverUsed.add(created.id());
        todos.put(
                created.id(),
                new StoredTodo(
                        owner,
                        draft,
                        created.createdAt(),
                        Representation.of(created).entityTag()));
    }

    void createOnce(Owner owner, String key, TodoDraft draft) {
        OwnersKey ownersKey = new OwnersKey(owner, IdempotencyKey.parse(key));
        StoredKey known = keys.get(ownersKey);
        if (known == null || !known.isLiveAt(now())) {
            Creation creation = service.createOnce(owner, key, draft);
            assertThat(creation).isInstanceOf(Creation.New.class);
            store(owner, draft, creation.todo());
            Instant earliest = creation.todo().createdAt().plus(TTL);
            assertThat(creation.keyExpiresAt()).isBetween(earliest, earliest.plusSeconds(1));
            keys.put(ownersKey, new StoredKey(draft, creation.todo(), creation.keyExpiresAt()));
        } else if (known.draft().equals(draft)) {
            Creation creation = service.createOnce(owner, key, draft);
            assertThat(creation).isInstanceOf(Creation.Replay.class);
            assertThat(bytes(creation.todo())).isEqualTo(bytes(known.firstAnswer()));
            assertThat(creation.keyExpiresAt()).isEqualTo(known.expiresAt());
        } else {
            assertThatThrownBy(() -> service.createOnce(owner, key, draft))
                    .isInstanceOf(IdempotencyKeyReusedException.class);
        }
    }

    private static byte[] bytes(Todo todo) {
        return Representation.of(todo).json();
    }

    /** The id of a todo that there is or was; one that never was, where none was yet. */
    private long id(int pick) {
        return idsEverUsed.isEmpty() ? 1 : idsEverUsed.get(pick % idsEverUsed.size());
    }

    private Optional<StoredTodo> stored(Owner owner, long id) {
        return Optional.ofNullable(todos.get(id)).filter(todo -> todo.owner().equals(owner));
    }

    void put(Owner owner, int pick, TodoDraft wanted, Condition condition) {
        long id = id(pick);
        String[] headers = headers(id, condition);
        change(owner, id, wanted, condition, () -> service.put(owner, id, Drafts.json(wanted), headers));
    }

    void patch(Owner owner, int pick, Drafts.Patch patch, Condition condition) {
        long id = id(pick);
        String[] headers = headers(id, condition);
        TodoDraft wanted =
                stored(owner, id).map(stored -> patch.appliedTo(stored.draft())).orElse(null);
        change(owner, id, wanted, condition, () -> service.patch(owner, id, patch.json(), headers));
    }

    private void change(Owner owner, long id, TodoDraft wanted, Condition condition, ThrowingCallable call) {
        Optional<StoredTodo> before = stored(owner, id);
        if (before.isEmpty()) {
            assertThatThrownBy(call).isInstanceOf(TodoNotFoundException.class);
        } else if (before.get().draft().equals(wanted) || matches(id, condition)) {
            run(call);
            todos.put(
                    id,
                    new StoredTodo(
                            owner,
                            wanted,
                            before.get().createdAt(),
                            before.get().firstTag()));
        } else {
            assertThatThrownBy(call).isInstanceOf(PreconditionFailedException.class);
        }
        assertThatStandsAsModelled(owner, id);
    }

    void delete(Owner owner, int pick, Condition condition) {
        long id = id(pick);
        String[] headers = headers(id, condition);
        if (stored(owner, id).isEmpty()) {
            service.delete(owner, id, headers);
        } else if (matches(id, condition)) {
            service.delete(owner, id, headers);
            todos.remove(id);
        } else {
            assertThatThrownBy(() -> service.delete(owner, id, headers))
                    .isInstanceOf(PreconditionFailedException.class);
        }
        assertThatStandsAsModelled(owner, id);
    }

    private static void run(ThrowingCallable call) {
        try {
            call.call();
        } catch (Throwable e) {
            throw new AssertionError("a change that the model allows", e);
        }
    }

    private String[] headers(long id, Condition condition) {
        return switch (condition) {
            case NONE -> new String[] {};
            case ANY -> new String[] {"If-Match", "*"};
            case ANOTHER -> new String[] {"If-Match", "\"another\""};
            case CURRENT -> new String[] {"If-Match", tag(id)};
            case FIRST_STATE ->
                new String[] {"If-Match", todos.containsKey(id) ? todos.get(id).firstTag() : "\"gone\""};
        };
    }

    private boolean matches(long id, Condition condition) {
        return switch (condition) {
            case NONE, ANY, CURRENT -> true;
            case FIRST_STATE -> todos.get(id).firstTag().equals(tag(id));
            case ANOTHER -> false;
        };
    }

    /** The entity tag of what the model holds, whoever owns it. */
    private String tag(long id) {
        return todos.containsKey(id) ? Representation.of(modelled(id)).entityTag() : "\"gone\"";
    }

    private Todo modelled(long id) {
        StoredTodo todo = todos.get(id);
        return new Todo(id, todo.owner(), todo.draft(), todo.createdAt());
    }

    void find(Owner owner, int pick) {
        assertThatStandsAsModelled(owner, id(pick));
    }

    private void assertThatStandsAsModelled(Owner owner, long id) {
        assertThat(service.find(owner, id).map(Simulation::bytes).map(Drafts::text))
                .isEqualTo(stored(owner, id).map(todo -> Drafts.text(bytes(modelled(id)))));
    }

    void list(Owner owner, int pick, Optional<Boolean> completed, int most) {
        long after = id(pick);
        List<String> expected = todos.entrySet().stream()
                .filter(todo -> todo.getKey() > after && todo.getValue().owner().equals(owner))
                .filter(todo -> completed.isEmpty()
                        || completed.get() == todo.getValue().draft().isCompleted())
                .limit(most)
                .map(todo -> Drafts.text(bytes(modelled(todo.getKey()))))
                .toList();
        assertThat(service.list(owner, after, completed, most))
                .extracting(todo -> Drafts.text(bytes(todo)))
                .isEqualTo(expected);
    }

    void status(Owner owner, String key) {
        Optional<StoredKey> expected = Optional.ofNullable(keys.get(new OwnersKey(owner, IdempotencyKey.parse(key))))
                .filter(known -> known.isLiveAt(now()));
        Optional<KeyRecord> actual = service.status(owner, key);
        assertThat(actual.map(KeyRecord::createdId))
                .isEqualTo(expected.map(known -> known.firstAnswer().id()));
        assertThat(actual.map(KeyRecord::expiresAt)).isEqualTo(expected.map(StoredKey::expiresAt));
    }

    void advance(Duration duration) {
        service.clock.advance(duration);
    }

    void purge() {
        Instant now = now();
        long expired = keys.values().stream().filter(key -> !key.isLiveAt(now)).count();
        assertThat(service.purgeBatch()).isEqualTo((int) expired);
        keys.values().removeIf(key -> !key.isLiveAt(now));
    }

    /** Nothing of this is ever seen again. */
    void crashInCreateOnce(Owner owner, String key, TodoDraft draft) {
        service.crash(() -> {
            try {
                service.createOnce(owner, key, draft);
            } catch (IdempotencyKeyReusedException e) {
                // and crashes thereafter
            }
        });
    }

    void crashInDelete(Owner owner, int pick) {
        service.crash(() -> service.delete(owner, id(pick)));
    }

    void crashInPut(Owner owner, int pick, TodoDraft wanted) {
        service.crash(() -> {
            try {
                service.put(owner, id(pick), Drafts.json(wanted));
            } catch (TodoNotFoundException e) {
                // and crashes thereafter
            }
        });
    }

    /** Nothing stands but what the model holds. */
    void check() {
        assertThat(service.storedTodos()).isEqualTo(todos.size());
        assertThat(service.storedKeys()).isEqualTo(keys.size());
        for (Owner owner : List.of(Service.ANN, Service.BOB)) {
            assertThat(service.list(owner, 0, Optional.empty(), 1000))
                    .extracting(todo -> Drafts.text(bytes(todo)))
                    .isEqualTo(todos.entrySet().stream()
                            .filter(todo -> todo.getValue().owner().equals(owner))
                            .map(todo -> Drafts.text(bytes(modelled(todo.getKey()))))
                            .toList());
        }
    }
}
