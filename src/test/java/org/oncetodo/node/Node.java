package org.oncetodo.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The WAR, started as a user would start it, in a home of its own where its data stays when it ends. Its life: fresh,
 * started, then stopped or killed and started again, as often as one likes.
 */
public final class Node implements AutoCloseable {

    /** Ten times what a start takes on two cores. */
    public static final Duration START = Duration.ofSeconds(90);

    private static final Duration STOP = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int TAIL = 60;

    /** A small heap, and no compiler for a long life: a test starts many nodes, for a short time each. */
    public static final List<String> SHORT_LIVED = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Path home;
    private final Map<String, String> settings = new TreeMap<>();
    private final Map<String, String> environment = new TreeMap<>();
    private List<String> javaOptions = SHORT_LIVED;
    private boolean asInItsImage;
    private Server server;
    private Database database;
    private Process process;
    private int port;
    private int starts;

    private Node(Path home) {
        this.home = home;
    }

    /** A node without a past, on the server and the kind of database that this run is about. */
    public static Node fresh(String name) {
        return new Node(freshHome(name));
    }

    public Node on(Server server) {
        this.server = server;
        return this;
    }

    /** A database that others may use as well. */
    public Node using(Database database) {
        this.database = database;
        return this;
    }

    public Node with(String setting, String value) {
        settings.put(setting, value);
        return this;
    }

    /** A setting as a container is given it. */
    Node inEnvironment(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Instead of those that suit a test. */
    public Node withJavaOptions(List<String> options) {
        javaOptions = options;
        return this;
    }

    /** As whoever starts the container has it, not only the WAR (deploy). */
    public Node asInItsImage() {
        asInItsImage = true;
        return this;
    }

    public Node start() {
        launch();
        try {
            await("first answer", START, this::ready);
            return this;
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    /** Does not wait for it to be ready, nor expect that. */
    Node launch() {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        starts++;
        if (server == null) {
            server = Server.underTest();
        }
        try {
            Files.createDirectories(home.resolve("tmp"));
            server.furnish(home);
            if (asInItsImage && starts == 1) {
                server.configure(home);
            }
            ProcessBuilder builder = new ProcessBuilder(server.command(home, port, options()))
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(logFile().toFile());
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        RUNNING.add(process);
        return this;
    }

    private List<String> options() {
        Map<String, String> properties = new TreeMap<>(database().settings());
        properties.putAll(settings);
        properties.put("java.io.tmpdir", home.resolve("tmp").toString());
        List<String> options = new ArrayList<>(javaOptions);
        properties.forEach((name, value) -> options.add("-D" + name + "=" + value));
        return options;
    }

    /** As a power cut would: no shutdown hook runs, nothing is flushed. */
    public Node kill() {
        process.destroyForcibly();
        return ended();
    }

    /** SIGTERM, and then as long as it needs. */
    public Node stop() {
        return askToStop().ended();
    }

    /** Of its process. */
    public long pid() {
        return process.pid();
    }

    /** It stands still, with all that it holds. */
    public void pause() {
        signal("STOP");
    }

    /** It goes on, and notices nothing but the time. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            int status = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(status).as("kill -" + signal).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Node askToStop() {
        process.destroy();
        return this;
    }

    Node ended() {
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still running; its log ends with\n" + tail());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        RUNNING.remove(process);
        return this;
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }

    public URI url() {
        return URI.create("http://localhost:" + port);
    }

    public Path home() {
        return home;
    }

    public Database database() {
        if (database == null) {
            database = Database.ofANode();
        }
        return database;
    }

    /** All that it said since it was started last. */
    public String log() {
        try {
            return new String(Files.readAllBytes(logFile()), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void assertQuiet() {
        assertThat(log().lines().filter(line -> line.contains("Exception") || line.matches("\\s+at .*")))
                .isEmpty();
    }

    boolean running() {
        return process != null && process.isAlive();
    }

    /** Nothing more will come of its start: it ended, or the server stands with or without the service. */
    boolean settled() {
        return !running() || server.stands(log());
    }

    private boolean ready() {
        boolean settled = settled();
        if (answers()) {
            return true;
        }
        if (settled) {
            throw new AssertionError("does not serve; its log ends with\n" + tail());
        }
        return false;
    }

    /** Whether GET /todos is answered with 200, not whether anything listens. */
    boolean answers() {
        HttpRequest request = HttpRequest.newBuilder(url().resolve("/todos?limit=1"))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            HttpResponse<Void> response = HTTP.send(request, BodyHandlers.discarding());
            return response.statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public void await(String what, Duration atMost, BooleanSupplier condition) {
        try {
            Awaitility.await(what).pollInterval(POLL).atMost(atMost).until(condition::getAsBoolean);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("no " + what + " within " + atMost + "; the log ends with\n" + tail(), e);
        }
    }

    private String tail() {
        List<String> lines =
                log().lines().filter(line -> !line.startsWith("\tat ")).toList();
        return lines.stream().skip(Math.max(0, lines.size() - TAIL)).collect(Collectors.joining("\n"));
    }

    private Path logFile() {
        return home.resolve("node-" + starts + ".log");
    }

    /** An empty folder among those of the nodes. */
    public static Path freshHome(String name) {
        try {
            Path home = Path.of(property("nodes.dir"), name).toAbsolutePath();
            remove(home);
            return Files.createDirectories(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("Set the system property " + name);
        }
        return value;
    }

    private static void remove(Path tree) throws IOException {
        if (Files.notExists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
