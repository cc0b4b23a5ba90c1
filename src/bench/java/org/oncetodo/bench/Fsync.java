package org.oncetodo.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What it costs to make a page of 8 KiB last, as PostgreSQL does it on Linux by default: write and fdatasync. */
final class Fsync {

    private static final int PAGE = 8192;
    private static final int TIMES = 500;

    private Fsync() {}

    static double millis(Path folder) {
        Path file = folder.resolve("fsync");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer page = ByteBuffer.allocate(PAGE);
            channel.write(page, 0);
            channel.force(true);
            long begun = System.nanoTime();
            for (int i = 0; i < TIMES; i++) {
                channel.write(page.rewind(), 0);
                channel.force(false);
            }
            return (System.nanoTime() - begun) / 1e6 / TIMES;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(file);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
