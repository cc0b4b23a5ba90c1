package org.oncetodo.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.oncetodo.node.Node;

/** A disk that can be full: a tmpfs, which only root can mount. */
final class SmallDisk implements AutoCloseable {

    /** Ten minutes' todos and keys several times over; in the machine's memory, as far as it is used. */
    private static final String SIZE = "size=512m";

    private static final int BLOCK = 1 << 20;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Empty where this user may not mount one. */
    static Optional<SmallDisk> mount(String name) {
        Path folder = Node.freshHome(name);
        boolean mounted = succeeds("mount", "-t", "tmpfs", "-o", SIZE, "tmpfs", folder.toString());
        return mounted ? Optional.of(new SmallDisk(folder)) : Optional.empty();
    }

    /** A folder on it. */
    Path folder(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** To the last byte. */
    void fill() {
        try (OutputStream out = Files.newOutputStream(ballast())) {
            fill(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fill(OutputStream out) {
        byte[] block = new byte[BLOCK];
        try {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            // that is what was wanted
        }
    }

    void clear() {
        try {
            Files.deleteIfExists(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    @Override
    public void close() {
        succeeds("umount", "--lazy", folder.toString());
    }

    private static boolean succeeds(String... command) {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // no such command, or not allowed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
