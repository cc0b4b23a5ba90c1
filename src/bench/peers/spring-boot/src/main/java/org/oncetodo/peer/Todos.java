package org.oncetodo.peer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.server.ResponseStatusException;

@Service
class Todos {

    private final TodoRepository todos;
    private final RememberedKeyRepository keys;

    Todos(TodoRepository todos, RememberedKeyRepository keys) {
        this.todos = todos;
        this.keys = keys;
    }

    /** Todo and key are committed together; of two that race, the second fails on the key, and asks again. */
    @Transactional
    public Todo.View create(String key, Todo.Draft draft) {
        Instant now = Instant.now();
        String fingerprint = fingerprint(draft);
        Optional<RememberedKey> known = keys.findById(key);
        if (known.isPresent() && known.get().isLiveAt(now)) {
            if (!known.get().isFor(fingerprint)) {
                throw new ResponseStatusException(HttpStatus.UNPROCESSABLE_ENTITY, "This key created another todo.");
            }
            return known.get().replay(draft);
        }
        known.ifPresent(expired -> {
            keys.delete(expired);
            keys.flush();
        });
        Instant createdAt = now.truncatedTo(ChronoUnit.SECONDS);
        Todo todo = todos.save(new Todo(draft, createdAt));
        keys.save(new RememberedKey(key, fingerprint, todo, createdAt));
        return Todo.View.of(todo);
    }

    @Transactional
    public Todo.View create(Todo.Draft draft) {
        return Todo.View.of(todos.save(new Todo(draft, Instant.now().truncatedTo(ChronoUnit.SECONDS))));
    }

    @Transactional(readOnly = true)
    public Optional<Todo.View> find(long id) {
        return todos.findById(id).map(Todo.View::of);
    }

    @Transactional(readOnly = true)
    public List<Todo.View> list(long after, int limit) {
        return todos.findByIdGreaterThanOrderById(after, Limit.of(limit)).stream()
                .map(Todo.View::of)
                .toList();
    }

    private static String fingerprint(Todo.Draft draft) {
        String text = draft.title().length() + ":" + draft.title() + draft.completed() + draft.description();
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
