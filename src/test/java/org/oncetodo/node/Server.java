package org.oncetodo.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.wildfly.core.launcher.CliCommandBuilder;
import org.wildfly.core.launcher.StandaloneCommandBuilder;

/**
 * The servers that the WAR runs on, unmodified both if not asked for otherwise: how each is started, and how its log says
 * that it stands.
 */
public enum Server {
    PAYARA("Payara Micro.* ready in ", List.of()) {
        @Override
        void furnish(Path home) {
            // comes in one file, and takes the WAR from where it is
        }

        @Override
        void configure(Path home) {
            // is told at each start, below
        }

        @Override
        List<String> command(Path home, int port, List<String> options) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(options);
            command.addAll(List.of("-jar", Node.property("payara.jar"), "--deploy", Node.property("todos.war")));
            command.addAll(List.of("--contextroot", "/", "--port", Integer.toString(port), "--nocluster"));
            command.addAll(List.of("--prebootcommandfile", Node.property("payara.boot"))); // as README has it
            return command;
        }
    },

    WILDFLY("WFLYSRV002[56]:", List.of("-Xms64m", "-Xmx512m")) {
        @Override
        void furnish(Path home) throws IOException {
            Path base = home.resolve("standalone");
            if (Files.notExists(base)) {
                copy(Path.of(Node.property("wildfly.home"), "standalone"), base);
                Files.copy(Path.of(Node.property("todos.war")), base.resolve("deployments/todos.war"));
            }
        }

        @Override
        void configure(Path home) throws IOException, InterruptedException {
            Path said = home.resolve("configure.log");
            List<String> command = CliCommandBuilder.of(Node.property("wildfly.home"))
                    .addJavaOption("-Djboss.server.base.dir=" + home.resolve("standalone"))
                    .setScriptFile(Node.property("wildfly.cli"))
                    .build();
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
            builder.environment()
                    .put("JBOSS_HOME", Node.property("wildfly.home")); // embed-server knows it by this alone
            Process process = builder.start();
            if (process.waitFor() != 0) {
                throw new IOException("failed: " + command + "\n" + Files.readString(said));
            }
        }

        /** As standalone.sh does it, but so that the process is the server itself. */
        @Override
        List<String> command(Path home, int port, List<String> options) {
            return StandaloneCommandBuilder.of(Node.property("wildfly.home"))
                    .setBaseDirectory(home.resolve("standalone"))
                    .setJavaOptions(options)
                    .addJavaOptions("-Djava.net.preferIPv4Stack=true", "-Dorg.jboss.logmanager.nocolor=true")
                    .addServerArgument("-Djboss.http.port=" + port)
                    .addServerArguments("-Djboss.https.port=0", "-Djboss.management.http.port=0")
                    .build();
        }
    };

    private final String standing;
    private final List<String> javaOptions;

    Server(String standing, List<String> javaOptions) {
        this.standing = standing;
        this.javaOptions = javaOptions;
    }

    /** What its own start script gives the JVM where nobody says otherwise (WildFly: standalone.conf). */
    public List<String> javaOptions() {
        return javaOptions;
    }

    /** The server that this run is about. */
    static Server underTest() {
        return valueOf(Node.property("node.server").toUpperCase(Locale.ROOT));
    }

    /** Puts there what a new node finds at its first start. */
    abstract void furnish(Path home) throws IOException;

    /** Tells it once what its container image tells it besides (deploy). */
    abstract void configure(Path home) throws IOException, InterruptedException;

    abstract List<String> command(Path home, int port, List<String> options);

    /** With or without the service. */
    boolean stands(String log) {
        return log.matches("(?s).*" + standing + ".*");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each)));
            }
        }
    }
}
