package org.oncetodo.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.oncetodo.node.Database;
import org.oncetodo.node.Node;

/** What this service is compared with. */
final class Peer implements Contestant {

    /** Of Debian 12, and of what came with its Python. */
    private static final String PYTHON = "/usr/bin/python3";

    static final String FASTAPI_PACKAGES =
            "python3-fastapi python3-uvicorn python3-sqlalchemy python3-psycopg2 python3-uvloop python3-httptools";

    private static final Duration POLL = Duration.ofMillis(20);

    private final String name;
    private final Path home;
    private final List<String> command;
    private final String portOption;
    private final Map<String, String> environment;
    private final boolean java;
    private Process process;
    private int port;

    private Peer(String name, String folder, boolean java, Map<String, String> environment, String portOption) {
        this.name = name;
        this.home = Node.freshHome(folder);
        this.java = java;
        this.environment = environment;
        this.portOption = portOption;
        this.command = new ArrayList<>();
    }

    /** The stack that this service comes from; empty where this machine lacks it. */
    static Optional<Peer> fastApi(Database database) {
        String check = "import fastapi, uvicorn, sqlalchemy, psycopg2, uvloop, httptools";
        if (Shell.tryTo(Map.of(), PYTHON, "-c", check).isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> settings = database.settings();
        String url = settings.get("todos.db.url")
                .replace(
                        "jdbc:postgresql://",
                        "postgresql+psycopg2://%s:%s@"
                                .formatted(settings.get("todos.db.user"), settings.get("todos.db.password")));
        String sources = Path.of(Node.property("bench.peers"), "fastapi").toString();
        Map<String, String> environment = Map.of("DATABASE_URL", url, "PYTHONDONTWRITEBYTECODE", "1");
        Shell.run(environment, PYTHON, Path.of(sources, "schema.py").toString());
        Peer peer = new Peer("FastAPI", "bench-fastapi", false, environment, "--port");
        peer.command.addAll(List.of(PYTHON, "-m", "uvicorn", "todos:app", "--app-dir", sources));
        peer.command.addAll(List.of("--workers", "2", "--no-access-log"));
        return Optional.of(peer);
    }

    static Peer springBoot(Database database) {
        Map<String, String> settings = database.settings();
        Map<String, String> environment = Map.of(
                "SPRING_DATASOURCE_URL", settings.get("todos.db.url"),
                "SPRING_DATASOURCE_USERNAME", settings.get("todos.db.user"),
                "SPRING_DATASOURCE_PASSWORD", settings.get("todos.db.password"));
        Peer peer = new Peer("Spring Boot", "bench-spring-boot", true, environment, "--server.port");
        peer.command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        peer.command.addAll(Heap.options(peer.log()));
        peer.command.addAll(List.of("-jar", Node.property("bench.spring-boot")));
        return peer;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> whole = new ArrayList<>(command);
        whole.addAll(java ? List.of(portOption + "=" + port) : List.of(portOption, Integer.toString(port)));
        ProcessBuilder builder = new ProcessBuilder(whole)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile());
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        Awaitility.await(name).pollInterval(POLL).atMost(Node.START).until(this::answers);
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException(name + " ended; see its log in " + home);
        }
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) url().resolve("/todos?limit=1").toURL().openConnection();
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public URI url() {
        return URI.create("http://localhost:" + port);
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public Optional<Heap> heap() {
        return java ? Optional.of(new Heap(pid(), log())) : Optional.empty();
    }

    private Path log() {
        return home.resolve("gc.log");
    }

    @Override
    public void close() {
        if (process != null) {
            List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .toList();
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(one -> one.onExit().join());
        }
    }
}
