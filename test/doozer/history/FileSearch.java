package doozer.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Searches an order of the operations on one file. Time is walked through once, with all
 * configurations that are possible so far: which state the file is in, and which of the operations
 * that have been called and have not returned yet have already been put in order.
 *
 * <pre>
 *   call of x:    x takes a bit; nothing is put in order yet
 *   return of x:  each configuration without x goes on by every sequence of open writes that ends
 *                 where x can stand; those that cannot are given up; x gives its bit back
 * </pre>
 *
 * <p>What keeps configurations few, none of which loses an order:
 *
 * <ul>
 * <li>A read that is allowed is put in order at once: it changes nothing, and so forbids nothing.
 * <li>Writes that must be in the order, and whose revisions are known, are taken in their order.
 * <li>Of writes without an answer that nobody can tell apart, the one called first is taken first.
 * <li>A write without an answer whose value nobody read is taken only where it makes a read
 *     allowed: a failed condition, mostly. What may be written after it may be written before it.
 * <li>Of two configurations that differ only in writes without an answer, one that has used more of
 *     them than the other is given up: nothing ever asks for them.
 * </ul>
 */
final class FileSearch {
    private static final int BITS = Long.SIZE;

    private final List<FileOperation> byCall;
    private final List<FileOperation> byReturn;
    private final int maxSteps;
    /** Revisions of the writes that must be in the order. */
    private final TreeSet<Long> required = new TreeSet<>();
    /** The numbers of the writes that a read has seen. */
    private final Set<Integer> seen = new HashSet<>();
    private final FileOperation[] open = new FileOperation[BITS];
    /** Bits in use; those of them that are of reads; those of what has no answer. */
    private long used;
    private long reads;
    private long unanswered;
    private Set<Configuration> configurations = new LinkedHashSet<>();
    private int steps;
    private FileOperation stuckAt;

    /** How a search ended. */
    enum End { FOUND, NONE, GAVE_UP }

    /** A point that the search has reached. */
    private record Configuration(int current, long taken, long ordered) {
        boolean has(long bit) {
            return (ordered & bit) != 0;
        }
    }

    FileSearch(List<FileOperation> byCall, int maxSteps) {
        this.byCall = byCall;
        this.maxSteps = maxSteps;
        byReturn = new ArrayList<>(byCall);
        byReturn.sort(Comparator.comparingLong(FileOperation::returned));
        for (FileOperation operation : byCall) seen.add(operation.wanted());
        for (FileOperation operation : byCall) {
            if (isRequired(operation)) required.add(operation.revision());
        }
        configurations.add(new Configuration(0, 0, 0));
    }

    private boolean isRequired(FileOperation operation) {
        return operation.isWrite() && operation.revision() != 0
                && (operation.isAnswered() || seen.contains(operation.leaves()));
    }

    End run() {
        int returned = 0;
        for (FileOperation operation : byCall) {
            while (byReturn.get(returned).returned() < operation.called()) {
                End end = onReturn(byReturn.get(returned++));
                if (end != null) return end;
            }
            if (!onCall(operation)) return End.GAVE_UP;
        }
        while (returned < byReturn.size() && byReturn.get(returned).isAnswered()) {
            End end = onReturn(byReturn.get(returned++));
            if (end != null) return end;
        }
        return End.FOUND;
    }

    /** The operation whose return nothing explains. */
    FileOperation stuckAt() {
        return stuckAt;
    }

    private boolean onCall(FileOperation operation) {
        if (used == -1) return false;
        long bit = Long.lowestOneBit(~used);
        open[Long.numberOfTrailingZeros(bit)] = operation;
        used |= bit;
        if (!operation.isAnswered()) unanswered |= bit;
        if (operation.isWrite()) return true;
        reads |= bit;
        Set<Configuration> next = new LinkedHashSet<>(2 * configurations.size());
        for (Configuration configuration : configurations) next.add(withReads(configuration));
        configurations = next;
        return true;
    }

    /** Puts every open read in order that can stand here. */
    private Configuration withReads(Configuration from) {
        long ordered = from.ordered;
        for (long left = reads & ~ordered; left != 0; left &= left - 1) {
            if (open(left).isAllowed(from.current, from.taken)) ordered |= Long.lowestOneBit(left);
        }
        return ordered == from.ordered ? from
                : new Configuration(from.current, from.taken, ordered);
    }

    /** The operation of the lowest bit. */
    private FileOperation open(long bits) {
        return open[Long.numberOfTrailingZeros(bits)];
    }

    /** Null when the search goes on. */
    private End onReturn(FileOperation operation) {
        long bit = 1;
        while (open(bit) != operation) bit <<= 1;
        Set<Configuration> reached = reach(bit);
        if (steps > maxSteps) return End.GAVE_UP;
        if (reached.isEmpty()) {
            stuckAt = operation;
            return End.NONE;
        }
        configurations = reached;
        release(bit);
        return null;
    }

    /** All configurations that have an operation in order, and have it as the last one if new. */
    private Set<Configuration> reach(long bit) {
        Set<Configuration> reached = new LinkedHashSet<>();
        ArrayDeque<Configuration> rest = new ArrayDeque<>();
        for (Configuration configuration : configurations) {
            if (configuration.has(bit)) reached.add(configuration);
            else rest.add(configuration);
        }
        if (rest.isEmpty()) return reached;
        Set<Configuration> known = new HashSet<>(rest);
        while (!rest.isEmpty() && ++steps <= maxSteps) {
            for (Configuration next : writesFrom(rest.poll())) {
                if (next.has(bit)) reached.add(next);
                else if (known.add(next)) rest.add(next);
            }
        }
        return reached;
    }

    private List<Configuration> writesFrom(Configuration from) {
        List<Configuration> all = new ArrayList<>();
        for (long left = used & ~reads & ~from.ordered; left != 0; left &= left - 1) {
            FileOperation write = open(left);
            if (!write.isAllowed(from.current, from.taken) || !isTurnOf(write, from)) continue;
            Configuration after = new Configuration(write.leaves(), write.taken(from.taken),
                    from.ordered | Long.lowestOneBit(left));
            Configuration next = withReads(after);
            if (next != after || !isIdle(write, from)) all.add(next);
        }
        return all;
    }

    /** Whether a write without an answer makes no difference to any but the reads after it. */
    private boolean isIdle(FileOperation write, Configuration before) {
        if (write.isAnswered() || write.revision() != 0) return false;
        return write.sets() != 0 || before.current == 0;
    }

    private boolean isTurnOf(FileOperation write, Configuration from) {
        if (write.revision() != 0) {
            Long next = required.higher(from.taken);
            return next == null || next >= write.revision();
        }
        if (write.isAnswered()) return true;
        for (long left = unanswered & ~from.ordered; left != 0; left &= left - 1) {
            FileOperation other = open(left);
            if (other.called() < write.called() && areAlike(write, other)) return false;
        }
        return true;
    }

    private boolean areAlike(FileOperation one, FileOperation other) {
        return one.condition() == other.condition() && one.sets() == 0 == (other.sets() == 0)
                && one.revision() == other.revision()
                && !seen.contains(one.sets()) && !seen.contains(other.sets());
    }

    /** Gives back the bit of what has returned, and of what is without an answer but in order. */
    private void release(long returned) {
        long everywhere = -1;
        for (Configuration configuration : configurations) everywhere &= configuration.ordered;
        long free = returned | everywhere & unanswered;
        Set<Configuration> kept = new LinkedHashSet<>();
        for (Configuration each : configurations) {
            kept.add(new Configuration(each.current, each.taken, each.ordered & ~free));
        }
        for (long left = free; left != 0; left &= left - 1) {
            open[Long.numberOfTrailingZeros(left)] = null;
        }
        used &= ~free;
        reads &= ~free;
        unanswered &= ~free;
        configurations = kept.size() == 1 ? kept : withoutWaste(kept);
    }

    private Set<Configuration> withoutWaste(Set<Configuration> all) {
        Set<Configuration> kept = new LinkedHashSet<>();
        for (Configuration each : all) {
            if (all.stream().noneMatch(other -> wastes(each, other))) kept.add(each);
        }
        steps += all.size();
        return kept;
    }

    /** Whether one has used more than the other, and has nothing else for it. */
    private boolean wastes(Configuration one, Configuration other) {
        return one != other && one.current == other.current && one.taken == other.taken
                && (one.ordered & other.ordered) == other.ordered
                && ((one.ordered ^ other.ordered) & ~unanswered) == 0;
    }
}
