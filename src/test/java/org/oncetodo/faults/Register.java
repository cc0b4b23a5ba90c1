package org.oncetodo.faults;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One todo from its creation on, as a register that is read and written (Wing and Gong, "Testing and Verifying
 * Concurrent Objects", 1993): looks for an order of all that was answered, in which each answer is right, and none is
 * before another that had ended when it began. What was not answered may have been done once, at any time since, or not
 * at all.
 */
final class Register {

    /**
     * Something done to the todo.
     *
     * @param ended {@link Long#MAX_VALUE} where it was not answered
     * @param of the attempt, or whatever tells what it was
     */
    record Step(long sent, long ended, Change change, Object of) {

        boolean isOpen() {
            return ended == Long.MAX_VALUE;
        }
    }

    /** What it does to a todo; equal ones do the same. */
    interface Change {

        /** The state after it; empty if it cannot have been answered so in this state. */
        Optional<TodoState> of(TodoState state);
    }

    private record Node(BitSet done, BitSet open, TodoState state) {}

    private final List<Step> answered = new ArrayList<>();
    private final List<Step> open = new ArrayList<>();
    private final Set<Node> seen = new HashSet<>();

    /** The longest order that was found, and so where it went wrong. */
    private BitSet longest = new BitSet();

    private TodoState longestState = TodoState.GONE;

    Register(List<Step> steps) {
        steps.stream()
                .sorted(Comparator.comparing(Step::sent))
                .forEach(step -> (step.isOpen() ? open : answered).add(step));
    }

    /** Empty where there is such an order; otherwise why there is none. */
    Optional<String> flaw(TodoState first) {
        if (search(new Node(new BitSet(), new BitSet(), first))) {
            return Optional.empty();
        }
        Step wrong = answered.get(longest.nextClearBit(0));
        return Optional.of("no order explains this, at the latest, after the todo was %s:%n    %s"
                .formatted(longestState, wrong.of()));
    }

    private boolean search(Node node) {
        if (node.done.cardinality() == answered.size()) {
            return true;
        }
        if (!seen.add(node)) {
            return false;
        }
        if (node.done.cardinality() >= longest.cardinality()) {
            longest = node.done;
            longestState = node.state;
        }
        long deadline = Long.MAX_VALUE;
        for (int i = node.done.nextClearBit(0); i < answered.size(); i = node.done.nextClearBit(i + 1)) {
            deadline = Math.min(deadline, answered.get(i).ended());
        }
        for (int i = node.done.nextClearBit(0); i < answered.size(); i = node.done.nextClearBit(i + 1)) {
            if (answered.get(i).sent() > deadline) {
                break;
            }
            Optional<TodoState> next = answered.get(i).change().of(node.state);
            if (next.isPresent() && search(new Node(with(node.done, i), node.open, next.get()))) {
                return true;
            }
        }
        Set<Change> tried = new HashSet<>(); // of equal ones it does not matter which
        for (int i = node.open.nextClearBit(0); i < open.size(); i = node.open.nextClearBit(i + 1)) {
            Step step = open.get(i);
            if (step.sent() > deadline) {
                break;
            }
            Optional<TodoState> next = tried.add(step.change()) ? step.change().of(node.state) : Optional.empty();
            boolean changes = next.isPresent() && !next.get().equals(node.state);
            if (changes && search(new Node(node.done, with(node.open, i), next.get()))) {
                return true;
            }
        }
        return false;
    }

    private static BitSet with(BitSet set, int bit) {
        BitSet more = (BitSet) set.clone();
        more.set(bit);
        return more;
    }
}
