package org.oncetodo.bench;

import java.net.URI;
import java.util.Optional;

/** A service that answers requests about todos, in processes of its own. */
interface Contestant extends AutoCloseable {

    String name();

    /** Returns at its first 200, which GET /todos got. */
    void start();

    URI url();

    long pid();

    /** Of the JVM that it is; empty where it is none. */
    Optional<Heap> heap();

    /** At once. */
    @Override
    void close();
}
