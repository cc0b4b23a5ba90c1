package org.oncetodo.peer;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Duration;
import java.time.Instant;
import org.springframework.data.domain.Persistable;

/** Persistable, since its id is assigned: so that saving a new one does not look it up first. */
@Entity
@Table(name = "todo_idempotency_keys")
class RememberedKey implements Persistable<String> {

    private static final Duration TTL = Duration.ofHours(24);

    @Id
    @Column(name = "idempotency_key")
    private String key;

    private String fingerprint;

    @Column(name = "todo_id")
    private long todoId;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "expires_at")
    private Instant expiresAt;

    @Transient
    private boolean isNew = true;

    protected RememberedKey() {}

    RememberedKey(String key, String fingerprint, Todo todo, Instant createdAt) {
        this.key = key;
        this.fingerprint = fingerprint;
        this.todoId = todo.id();
        this.createdAt = createdAt;
        this.expiresAt = createdAt.plus(TTL);
    }

    /** A replay needs no more than this and what the retry says itself. */
    Todo.View replay(Todo.Draft draft) {
        return new Todo.View(todoId, draft.title(), draft.description(), draft.completed(), createdAt);
    }

    boolean isFor(String wanted) {
        return fingerprint.equals(wanted);
    }

    boolean isLiveAt(Instant now) {
        return now.isBefore(expiresAt);
    }

    @Override
    public String getId() {
        return key;
    }

    @Override
    public boolean isNew() {
        return isNew;
    }

    @PostLoad
    @PostPersist
    void stored() {
        isNew = false;
    }
}
