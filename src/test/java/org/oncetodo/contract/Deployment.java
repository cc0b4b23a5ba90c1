package org.oncetodo.contract;

import java.net.URI;
import java.util.Optional;
import java.util.ServiceLoader;

/** Where the suite finds the service: at {@code todos.url}, else on whatever node the class path can start. */
public interface Deployment {

    /** What it is that is tested, in a word. */
    String name();

    URI start();

    /** The one client of the whole run; the node behind it starts with the first test that asks. */
    static Client client() {
        return Running.CLIENT;
    }

    static Optional<URI> given() {
        return Optional.ofNullable(System.getProperty("todos.url"))
                .filter(url -> !url.isBlank())
                .map(URI::create);
    }

    /** On the class path. */
    static Deployment own() {
        return ServiceLoader.load(Deployment.class)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("Say where the service runs: -Dtodos.url=http://host:port"));
    }

    final class Running {
        private static final Client CLIENT = new Client(given().orElseGet(() -> own().start()));

        private Running() {}
    }
}
