package org.oncetodo.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JVM's heap, by its log of collections and by what jcmd says. */
record Heap(long pid, Path log) {

    private static final Pattern COLLECTION = Pattern.compile(" ([0-9]+)M->([0-9]+)M\\(");
    private static final Pattern USED = Pattern.compile("used ([0-9]+)K");

    /** For a contestant's JVM: the collector of README and container files, and that it writes this log. */
    static List<String> options(Path log) {
        return List.of("-XX:+UseParallelGC", "-Xlog:gc:file=" + log);
    }

    /** All that was allocated since its start: what each collection found more than the one before had left. */
    double allocatedMebibytes() {
        double allocated = 0;
        double left = 0;
        try {
            Matcher collection = COLLECTION.matcher(new String(Files.readAllBytes(log), UTF_8));
            while (collection.find()) {
                allocated += Double.parseDouble(collection.group(1)) - left;
                left = Double.parseDouble(collection.group(2));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return allocated + usedMebibytes() - left;
    }

    private double usedMebibytes() {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String info = Shell.run(Map.of(), jcmd, Long.toString(pid), "GC.heap_info");
        double used = 0;
        for (Matcher part = USED.matcher(info.replaceAll("(?s)Metaspace.*", "")); part.find(); ) {
            used += Double.parseDouble(part.group(1)) / 1024;
        }
        return used;
    }
}
