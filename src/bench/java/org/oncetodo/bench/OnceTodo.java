package org.oncetodo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.oncetodo.node.Database;
import org.oncetodo.node.Node;
import org.oncetodo.node.Server;

/** A node of this service, started as in its image, with an archive of its classes; but with the server's own heap. */
final class OnceTodo implements Contestant {

    private final String name;
    private final Server server;
    private final Node node;
    private final Path log;
    private final Path archive;

    OnceTodo(String name, Server server, Database database) {
        this.name = name;
        this.server = server;
        node = Node.fresh("bench-" + name.toLowerCase().replaceAll("[^a-z0-9]+", "-"));
        log = node.home().resolve("gc.log");
        archive = node.home().resolve("classes.jsa");
        node.on(server).using(database).asInItsImage();
        if (server == Server.PAYARA) {
            unpackPayara();
        }
    }

    /** Packed, it loads its classes in a way that no archive can share. */
    private void unpackPayara() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path root = node.home().resolve("payara");
        Shell.run(
                Map.of(), java, "-jar", Node.property("payara.jar"), "--rootdir", root.toString(), "--outputlauncher");
        System.setProperty("payara.jar", root.resolve("launch-micro.jar").toString());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        if (Files.notExists(archive)) {
            node.withJavaOptions(options("-XX:ArchiveClassesAtExit=" + archive))
                    .start()
                    .stop();
            assertThat(archive).exists();
        }
        node.withJavaOptions(options("-XX:SharedArchiveFile=" + archive)).start();
    }

    private List<String> options(String archiving) {
        List<String> options = new ArrayList<>(server.javaOptions());
        options.addAll(Heap.options(log));
        options.add(archiving);
        return options;
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
