package org.oncetodo.todos;

import java.time.Instant;

/** What became of a request to create a todo once. */
public sealed interface Creation {

    /** The todo as it was when it was created. */
    Todo todo();

    /** Until when a retry is answered like this. */
    Instant keyExpiresAt();

    /** This request created it. */
    record New(Todo todo, Instant keyExpiresAt) implements Creation {}

    /** An earlier request created it; nothing was done now. */
    record Replay(Todo todo, Instant keyExpiresAt) implements Creation {}
}
