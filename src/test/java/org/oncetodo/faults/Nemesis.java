package org.oncetodo.faults;

import static java.util.Comparator.comparing;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.oncetodo.faults.Fault.Scene;

/** Does faults to a cluster, one after the other and now and then two at once, by a plan that its seed determines. */
final class Nemesis {

    /** Faults of one moment, and the time until the next ones, in which the service should recover. */
    record Blow(List<Fault> faults, int node, Duration lasts, Duration calm) {

        Duration all() {
            return lasts.plus(calm);
        }
    }

    /** In milliseconds. */
    private static final int SHORTEST_CALM = 500;

    private static final int LONGEST_CALM = 4000;

    /** A share: two faults at once are another fault. */
    private static final double PAIRS = 0.25;

    private final Cluster cluster;
    private final Journal journal;

    Nemesis(Cluster cluster, Journal journal) {
        this.cluster = cluster;
        this.journal = journal;
    }

    /** For so long; every kind comes once before any comes again. */
    static List<Blow> plan(long seed, List<Fault> kinds, int nodes, Duration length) {
        Random dice = new Random(seed);
        List<Blow> plan = new ArrayList<>();
        List<Fault> bag = new ArrayList<>();
        Duration planned = Duration.ZERO;
        while (planned.compareTo(length) < 0) {
            List<Fault> faults = new ArrayList<>();
            faults.add(draw(bag, kinds, dice));
            boolean pair = dice.nextDouble() < PAIRS;
            if (pair
                    && !faults.get(0).isAlone()
                    && !bag.isEmpty()
                    && !bag.get(0).isAlone()) {
                faults.add(draw(bag, kinds, dice));
            }
            faults.sort(comparing(Fault.DATABASE_KILLED::equals) // others may need the database to strike
                    .thenComparing(Fault.CONNECTIONS_TAKEN::equals));
            Blow blow = new Blow(
                    List.copyOf(faults),
                    dice.nextInt(nodes),
                    faults.get(0).lasts(dice.nextDouble()),
                    Duration.ofMillis(SHORTEST_CALM + dice.nextInt(LONGEST_CALM - SHORTEST_CALM)));
            plan.add(blow);
            planned = planned.plus(blow.all());
        }
        return plan;
    }

    private static Fault draw(List<Fault> bag, List<Fault> kinds, Random dice) {
        if (bag.isEmpty()) {
            bag.addAll(kinds);
            Collections.shuffle(bag, dice);
        }
        return bag.remove(0);
    }

    /** One blow after the other, as long as there is time: to kill and to start takes longer than planned. */
    void strike(List<Blow> plan, Duration length, Runnable afterEach) throws SQLException {
        long over = journal.now() + length.toNanos();
        for (Blow blow : plan) {
            if (journal.now() > over) {
                return;
            }
            List<Runnable> ends = new ArrayList<>();
            int node = blow.node();
            for (Fault fault : blow.faults()) {
                if (fault.needsServing() && !cluster.serves(node)) {
                    node = (node + 1) % cluster.size(); // one that is starting is no victim
                    if (!cluster.serves(node)) {
                        continue;
                    }
                }
                long struck = journal.now();
                int victim = node;
                Runnable end = fault.strike(new Scene(cluster, journal, victim, blow.lasts()));
                ends.add(() -> {
                    end.run();
                    journal.befell(fault, victim, struck);
                });
            }
            pause(blow.lasts());
            Collections.reverse(ends);
            ends.forEach(Runnable::run);
            if (cluster.size() == 1) {
                cluster.heal(); // nothing can happen to a node that is away
            }
            pause(blow.calm());
            afterEach.run();
        }
    }

    static void pause(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
