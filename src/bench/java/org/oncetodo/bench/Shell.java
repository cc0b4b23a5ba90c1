package org.oncetodo.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** Commands that are run to their end. */
final class Shell {

    private Shell() {}

    /** What it says. */
    static String run(Map<String, String> environment, String... command) {
        return tryTo(environment, command)
                .orElseThrow(() -> new IllegalStateException("failed: " + String.join(" ", command)));
    }

    /** What it says; empty where it is not there, or fails. */
    static Optional<String> tryTo(Map<String, String> environment, String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return Optional.empty();
        }
        try {
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() == 0) {
                return Optional.of(said);
            }
            System.out.println(said);
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
