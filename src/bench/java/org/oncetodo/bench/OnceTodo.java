package org.oncetodo.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.oncetodo.node.Database;
import org.oncetodo.node.Node;
import org.oncetodo.node.Server;

/** A node of this service, started as the README does it, with the JVM options that the server itself comes with. */
final class OnceTodo implements Contestant {

    private final String name;
    private final Node node;
    private final Path log;

    OnceTodo(String name, Server server, Database database) {
        this.name = name;
        node = Node.fresh("bench-" + name.toLowerCase().replaceAll("[^a-z0-9]+", "-"));
        log = node.home().resolve("gc.log");
        List<String> options = Stream.concat(server.javaOptions().stream(), Heap.options(log).stream())
                .toList();
        node.on(server).using(database).withJavaOptions(options);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        node.start();
    }

    @Override
    public URI url() {
        return node.url();
    }

    @Override
    public long pid() {
        return node.pid();
    }

    @Override
    public Optional<Heap> heap() {
        return Optional.of(new Heap(pid(), log));
    }

    @Override
    public void close() {
        node.close();
    }
}
