package doozer.history;

import doozer.wire.ErrorCode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * Looks for one order of all operations, in one pass over them in the order of their calls. What
 * that proves is told in {@link RevisionLinearizability}. Owned by one thread.
 *
 * <pre>
 *   time      ---- w1 at 5 ----      ----- GET -----
 *                               |----| returned before it was called: so not below 5
 *   index     .. 3   4   5   6   7   8 ..
 *   claim            xxxxx       xxxxx         the GET's answer is true here
 *   least                        x             and this is the least place that it can have
 * </pre>
 */
final class Sweep {
    private static final long NEVER = Long.MAX_VALUE;

    private final Case subject;
    private final boolean withSessions;
    private final Violations violations = new Violations();
    private final Violations sessionViolations = new Violations();
    private final Attribution attribution;
    /** By the number of the operation: what had been shown before it was called, and its place. */
    private final int[] before;
    private final int[] places;
    private final Operation[] byReturn;
    /** For each index: when a watch was first told of it, or of a later one. */
    private final long[] toldBy;
    private final Map<Integer, Floors> floors = new HashMap<>();

    /** How far {@link #acknowledge} has come. */
    private int returns;
    private int told;
    private int shown;
    private Operation witness;
    /** For each return so far: the highest place up to it. */
    private final int[] shownByReturn;

    /** What later requests of one connection must not go below. */
    private static final class Floors {
        int ofWrites;
        int ofReads;
    }

    /** Sweeps, with the order within connections or without it. */
    Sweep(Case subject, boolean withSessions) {
        this.subject = subject;
        this.withSessions = withSessions;
        attribution = new Attribution(subject, violations);
        before = new int[subject.operations.length];
        places = new int[subject.operations.length];
        byReturn = subject.operations.clone();
        shownByReturn = new int[byReturn.length];
        Arrays.sort(byReturn, Comparator.comparingLong(Operation::returned));
        toldBy = toldBy();
        for (Operation operation : subject.operations) {
            acknowledge(operation.called());
            before[operation.number] = shown;
            int place = place(operation);
            places[operation.number] = place;
            checkIsApplied(operation, place);
        }
        acknowledge(NEVER);
        attribution.settle(before);
    }

    Violations violations() {
        return violations;
    }

    Violations sessionViolations() {
        return sessionViolations;
    }

    /** The highest index that had been shown to anybody before a time. */
    int shownBefore(long nanos) {
        int low = 0;
        int high = returns;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byReturn[middle].returned() < nanos) low = middle + 1;
            else high = middle;
        }
        return Math.max(low == 0 ? 0 : shownByReturn[low - 1], toldBefore(nanos));
    }

    private int toldBefore(long nanos) {
        int low = 0;
        int high = toldBy.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (toldBy[middle] < nanos) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    private long[] toldBy() {
        long[] times = new long[subject.log.size() + 1];
        Arrays.fill(times, NEVER);
        for (WatchRecord watch : subject.watches()) {
            for (WatchRecord.Item item : watch.items) {
                if (item.kind() != WatchRecord.Kind.EVENT) continue;
                int index = subject.log.indexOf(item.revision());
                if (index >= 0) times[index] = Math.min(times[index], item.nanos());
            }
        }
        for (int i = times.length - 1; i > 0; i--) times[i - 1] = Math.min(times[i - 1], times[i]);
        return times;
    }

    /** Takes in everything that anybody had been shown before a time. */
    private void acknowledge(long nanos) {
        while (returns < byReturn.length && byReturn[returns].returned() < nanos) {
            Operation operation = byReturn[returns];
            int place = places[operation.number];
            if (place > shown) {
                shown = place;
                witness = operation;
            }
            shownByReturn[returns] = shown;
            returns++;
        }
        while (told + 1 < toldBy.length && toldBy[told + 1] < nanos) told++;
        if (told > shown) {
            shown = told;
            witness = null;
        }
    }

    /** The least place that an operation can have, or {@link EventLog#NONE}. */
    private int place(Operation operation) {
        if (operation.ask() instanceof Ask.Write) return placeWrite(operation);
        if (!operation.isAnswered()) return EventLog.NONE;
        Claim claim = Claim.of(operation, subject.states);
        Ask.At at = ((Ask.Read) operation.ask()).at();
        if (at.mode() == Ask.Mode.REVISION) return placeReadAt(operation, at.revision(), claim);
        if (claim == null) return EventLog.NONE;
        if (at.mode() == Ask.Mode.LOCAL) return placeLocal(operation, at.revision(), claim);
        return find(operation, claim, floorsOf(operation).ofReads);
    }

    private Floors floorsOf(Operation operation) {
        return floors.computeIfAbsent(operation.connection(), connection -> new Floors());
    }

    private int placeWrite(Operation operation) {
        Floors floor = floorsOf(operation);
        int place = attribution.position(operation);
        if (operation.isFailed()) {
            Claim claim = Claim.of(operation, subject.states);
            place = claim == null ? EventLog.NONE : find(operation, claim, floor.ofWrites);
        } else if (place > 0) {
            checkOrder(operation, place, floor.ofWrites);
        } else if (operation.isDone() && operation.knownRevision() == 0) {
            // Above what was shown, not at it: an event is a step, not a state.
            Claim possible = above -> attribution.nextPossible(operation, above);
            place = find(operation, possible, floor.ofWrites);
        }
        if (place > 0 && withSessions) {
            floor.ofWrites = Math.max(floor.ofWrites, place);
            if (operation.isDone()) floor.ofReads = Math.max(floor.ofReads, place);
        }
        return place == 0 ? EventLog.NONE : place;
    }

    private void checkOrder(Operation operation, int place, int floor) {
        if (subject.log.isAppliedBefore(place, operation.called())) {
            violations.add("an event at " + subject.log.revision(place) + ", which a node had"
                    + " applied before it was called: " + operation);
        } else if (place <= shown) {
            violations.add("an event at " + subject.log.revision(place) + " of a write that was"
                    + " called after " + shownText() + ": " + operation);
        } else if (place <= floor) {
            sessionViolations.add("an event at " + subject.log.revision(place) + " of a write that"
                    + " was sent after one of " + subject.log.revision(floor)
                    + " on the same connection: " + operation);
        }
    }

    private int find(Operation operation, Claim claim, int floor) {
        int place = claim.next(Math.max(shown, floor));
        if (place != EventLog.NONE) return place;
        if (claim.next(shown) != EventLog.NONE) {
            sessionViolations.add("an answer from before " + subject.log.revision(floor)
                    + ", which was sent before on the same connection: " + operation);
        } else if (claim.next(0) != EventLog.NONE) {
            violations.add("an old answer, last true before " + shownText() + ": " + operation);
        } else {
            violations.add("an answer that was never true: " + operation);
        }
        return EventLog.NONE;
    }

    /** It shows that its revision exists, and exactly that state. */
    private int placeReadAt(Operation operation, long revision, Claim claim) {
        if (claim == null) {
            boolean isTooLate = operation.answer() instanceof Answer.Failed failed
                    && failed.code() == ErrorCode.TOO_LATE;
            if (isTooLate && revision > subject.log.revision()) {
                violations.add("too late for a revision that was never reached: " + operation);
            }
            return EventLog.NONE;
        }
        int index = subject.log.indexOf(revision);
        if (index != EventLog.NONE && claim.isTrueAt(index)) return Math.max(index, shown);
        violations.add("an answer that was not true at " + revision + ": " + operation);
        return EventLog.NONE;
    }

    /** It shows that the first state exists of which its answer is true. */
    private int placeLocal(Operation operation, long least, Claim claim) {
        int index = claim.next(Math.min(subject.states.last(), subject.log.ceiling(least)));
        if (least > subject.log.revision()) index = EventLog.NONE;
        if (index != EventLog.NONE) return Math.max(index, shown);
        violations.add("a local answer that was never true"
                + (least > 0 ? " from " + least + " on: " : ": ") + operation);
        return EventLog.NONE;
    }

    private void checkIsApplied(Operation operation, int place) {
        if (place <= 0 || place <= shown || place <= subject.log.appliedBy(operation.returned())) {
            return;
        }
        violations.add("an answer that shows " + subject.log.revision(place)
                + ", which no node had applied by then: " + operation);
    }

    private String shownText() {
        return subject.log.revision(shown) + " was shown by "
                + (witness == null ? "a watch" : witness);
    }
}
