package org.oncetodo.faults;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.oncetodo.faults.Journal.Trouble;

/** A storm in figures, for a person. */
final class Report {

    private final History history;
    private final StringBuilder text = new StringBuilder();

    private Report(History history) {
        this.history = history;
    }

    static String of(History history, List<String> violations) {
        Report report = new Report(history);
        report.count();
        report.recoveries();
        report.line("violations %d", violations.size());
        return report.text.toString();
    }

    private void count() {
        List<Attempt> attempts = history.attempts();
        Map<Integer, Long> statuses = attempts.stream()
                .filter(attempt -> attempt.reply() == null || !attempt.reply().isBare())
                .collect(groupingBy(Attempt::status, TreeMap::new, counting()));
        long bare = attempts.stream()
                .filter(attempt -> attempt.reply() != null && attempt.reply().isBare())
                .count();
        long created = attempts.stream()
                .filter(attempt -> attempt.status() == 201)
                .map(attempt -> attempt.reply().body())
                .distinct()
                .count();
        long replayed = attempts.stream()
                .filter(attempt -> attempt.status() == 201 && attempt.reply().replayed() != null)
                .count();
        long repeated = attempts.stream()
                .filter(attempt -> attempt.request().key() != null)
                .collect(groupingBy(attempt -> attempt.request().key(), counting()))
                .values()
                .stream()
                .mapToLong(times -> times - 1)
                .sum();
        long expired = history.expiries().stream()
                .mapToLong(expiry -> expiry.keys().size())
                .sum();
        line("%d faults, %d requests", history.troubles().size(), attempts.size());
        line("answers of the service (0: none) %s, of a server that starts %d", statuses, bare);
        line(
                "creates acknowledged %d, repeated %d, replayed %d, keys expired %d",
                created, repeated, replayed, expired);
        line("slowest 503 of a node that was neither paused nor killed: %.1f s", slowestRefusal());
    }

    private double slowestRefusal() {
        List<Trouble> still = history.troubles().stream()
                .filter(trouble -> Fault.valueOf(trouble.fault()).needsServing())
                .toList();
        return history.attempts().stream()
                        .filter(attempt -> attempt.status() == 503)
                        .filter(attempt -> attempt.request().key() == null) // others may have waited for their key
                        .filter(attempt -> still.stream()
                                .noneMatch(trouble ->
                                        trouble.struck() < attempt.ended() && attempt.sent() < trouble.lifted()))
                        .mapToLong(attempt -> attempt.ended() - attempt.sent())
                        .max()
                        .orElse(0)
                / 1e9;
    }

    private void recoveries() {
        List<Trouble> troubles = history.troubles().stream()
                .sorted(Comparator.comparing(Trouble::struck))
                .toList();
        Map<String, List<Double>> seconds = new TreeMap<>();
        for (int i = 0; i < troubles.size(); i++) {
            Trouble trouble = troubles.get(i);
            long lifted = trouble.lifted();
            boolean together = troubles.stream()
                    .anyMatch(
                            other -> other != trouble && other.struck() < lifted && trouble.struck() < other.lifted());
            if (!together) {
                long next = i + 1 < troubles.size() ? troubles.get(i + 1).struck() : Long.MAX_VALUE;
                seconds.computeIfAbsent(trouble.fault(), fault -> new ArrayList<>())
                        .add(
                                trouble.fault().equals(Fault.NODE_KILLED.name())
                                        ? start(trouble)
                                        : recovery(lifted, next, trouble.node()));
            }
        }
        line("%-22s %6s %10s %10s", "seconds to recover", "times", "median", "worst");
        seconds.forEach((fault, each) -> {
            List<Double> sorted = each.stream().sorted().toList();
            line(
                    "%-22s %6d %10.2f %10.2f",
                    fault, sorted.size(), sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1));
        });
    }

    /** From the launch of the process to the first 200. */
    private double start(Trouble killed) {
        return history.absences().stream()
                        .filter(absence -> absence.node() == killed.node() && absence.to() > killed.lifted())
                        .mapToLong(absence -> absence.to() - killed.lifted())
                        .min()
                        .orElse(0)
                / 1e9;
    }

    /** To the last request that failed at the node that suffered, before the next fault; 0 where none did. */
    private double recovery(long lifted, long next, int node) {
        return history.attempts().stream()
                        .filter(attempt -> attempt.sent() >= lifted && attempt.sent() < next)
                        .filter(attempt -> attempt.request().node() == node)
                        .filter(Attempt::isOpen)
                        .filter(attempt -> !history.isAbsent(attempt)) // since an earlier fault
                        .mapToLong(attempt -> attempt.sent() - lifted)
                        .max()
                        .orElse(0)
                / 1e9;
    }

    private void line(String format, Object... figures) {
        text.append(format.formatted(figures)).append('\n');
    }
}
