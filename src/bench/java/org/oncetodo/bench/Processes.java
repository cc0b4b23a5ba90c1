package org.oncetodo.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** A process and all that come from it, as Linux knows them in /proc. */
record Processes(long pid) {

    /** USER_HZ: the same on every Linux (proc(5), times(2)). */
    private static final double TICKS_A_SECOND = 100;

    /** Of all of them since their start, those that have ended included. */
    double cpuSeconds() {
        // utime, stime, cutime and cstime: fields 14 to 17, of which 3 is the first behind the name in brackets
        return sum("stat", stat -> {
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Stream.of(fields)
                            .skip(11)
                            .limit(4)
                            .mapToLong(Long::parseLong)
                            .sum()
                    / TICKS_A_SECOND;
        });
    }

    /** Resident now; what two of them share counts twice. */
    double mebibytes() {
        return sum("status", status -> kibibytes(status, "VmRSS:") / 1024);
    }

    /** The most that was ever resident. */
    double mebibytesAtPeak() {
        return sum("status", status -> kibibytes(status, "VmHWM:") / 1024);
    }

    private static double kibibytes(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    private double sum(String file, ToDoubleFunction<String> number) {
        ProcessHandle root = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(root), root.descendants())
                .mapToDouble(process -> read(Path.of("/proc", Long.toString(process.pid()), file), number))
                .sum();
    }

    private static double read(Path file, ToDoubleFunction<String> number) {
        try {
            return number.applyAsDouble(new String(Files.readAllBytes(file), UTF_8));
        } catch (NoSuchFileException e) {
            return 0; // it has ended just now
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
