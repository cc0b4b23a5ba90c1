package org.oncetodo.peer;

import jakarta.validation.Valid;
import java.net.URI;
import java.util.List;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/todos")
class TodosController {

    private final Todos todos;

    TodosController(Todos todos) {
        this.todos = todos;
    }

    @PostMapping
    ResponseEntity<Todo.View> create(
            @RequestHeader(name = "Idempotency-Key", required = false) String key,
            @Valid @RequestBody Todo.Draft draft) {
        Todo.View todo = key == null ? todos.create(draft) : createOnce(key, draft);
        return ResponseEntity.created(URI.create("/todos/" + todo.id())).body(todo);
    }

    private Todo.View createOnce(String key, Todo.Draft draft) {
        try {
            return todos.create(key, draft);
        } catch (DataIntegrityViolationException lostRace) {
            return todos.create(key, draft);
        }
    }

    @GetMapping
    List<Todo.View> list(@RequestParam(defaultValue = "0") long after, @RequestParam(defaultValue = "100") int limit) {
        return todos.list(after, limit);
    }

    @GetMapping("/{id}")
    ResponseEntity<Todo.View> get(@PathVariable long id) {
        return ResponseEntity.of(todos.find(id));
    }
}
