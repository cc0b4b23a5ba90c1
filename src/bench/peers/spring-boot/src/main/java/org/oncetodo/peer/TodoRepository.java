package org.oncetodo.peer;

import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;

interface TodoRepository extends JpaRepository<Todo, Long> {

    List<Todo> findByIdGreaterThanOrderById(long after, Limit limit);
}
