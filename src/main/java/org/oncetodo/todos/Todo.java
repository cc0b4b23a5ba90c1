package org.oncetodo.todos;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.oncetodo.callers.Owner;

/**
 * Something to be done. It gets its id and its time of creation once; title, description and whether it is completed
 * change as often as its owner likes, always all together; when it is deleted, its id is not given again.
 */
@Entity
@Table(name = "todos")
public class Todo {

    @Id
    private Long id;

    private String owner;
    private String title;
    private String description;

    @Column(name = "is_completed")
    private boolean completed;

    @Column(name = "created_at")
    private Instant createdAt;

    /**
     * Nobody reads it, as a todo is changed under a lock. But as no index has it, a statement that writes it cannot be
     * done on an index alone, which Derby would scan from end to end while its tables are small, locking every row.
     */
    @Version
    private int version;

    protected Todo() {}

    /** @param createdAt in whole seconds */
    Todo(long id, Owner owner, TodoDraft draft, Instant createdAt) {
        this.id = id;
        this.owner = owner.name();
        this.createdAt = createdAt;
        become(draft);
    }

    /** Changes all that a client decides. */
    void become(TodoDraft draft) {
        title = draft.title();
        description = draft.description();
        completed = draft.isCompleted();
    }

    boolean belongsTo(Owner caller) {
        return owner.equals(caller.name());
    }

    /** All that a client decides. */
    TodoDraft draft() {
        return new TodoDraft(title, description, completed);
    }

    long id() {
        return id;
    }

    /** In whole seconds. */
    Instant createdAt() {
        return createdAt;
    }
}
