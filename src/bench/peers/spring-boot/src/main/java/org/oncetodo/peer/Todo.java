package org.oncetodo.peer;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;

@Entity
@Table(name = "todos")
class Todo {

    /** What a client sends. */
    record Draft(
            @NotBlank @Size(max = 255) String title,
            @Size(max = 4000) String description,
            @JsonProperty("is_completed") boolean completed) {}

    /** What a client gets. */
    record View(
            long id,
            String title,
            String description,
            @JsonProperty("is_completed") boolean completed,
            Instant createdAt) {

        static View of(Todo todo) {
            return new View(todo.id, todo.title, todo.description, todo.completed, todo.createdAt);
        }
    }

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "todo_ids")
    @SequenceGenerator(name = "todo_ids", sequenceName = "todo_ids", allocationSize = 50)
    private Long id;

    private String title;
    private String description;

    @Column(name = "is_completed")
    private boolean completed;

    @Column(name = "created_at")
    private Instant createdAt;

    protected Todo() {}

    Todo(Draft draft, Instant createdAt) {
        this.title = draft.title();
        this.description = draft.description();
        this.completed = draft.completed();
        this.createdAt = createdAt;
    }

    Long id() {
        return id;
    }
}
