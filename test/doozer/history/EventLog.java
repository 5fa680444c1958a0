package doozer.history;

import doozer.tree.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sequence of events that all nodes agree on, as they are heard to apply it. Owned by one
 * thread. Within this package events are counted: index i is the i-th event and the state after it,
 * index 0 the empty store. Without a gap the index is the revision.
 */
public final class EventLog {
    /** What no index is. */
    static final int NONE = -1;

    private static final long ALWAYS = Long.MIN_VALUE;

    private final List<Event> events = new ArrayList<>();
    private final Violations problems = new Violations();
    /** For each revision that was jumped to, the index of the state that it has. */
    private final TreeMap<Long, Integer> jumps = new TreeMap<>();
    private long[] applied = new long[64];
    private long next = 1;
    private boolean isDense = true;
    private boolean isTimed = true;

    /** A node has applied an event; how early is not known. */
    public void add(Event event) {
        add(event, ALWAYS);
    }

    /**
     * A node has applied an event: maybe as the first of them, maybe as the last.
     *
     * @param nanos when. The first node to apply an event says how early it can be seen: no answer
     *     that came before that may show it
     */
    public void add(Event event, long nanos) {
        if (event.revision() < next) {
            compare(event);
            return;
        }
        if (event.revision() > next) {
            isDense = false;
            problems.add("revision " + event.revision() + " was applied where " + next
                    + " should have been");
        }
        isTimed &= nanos != ALWAYS;
        int count = events.size();
        if (count == applied.length) applied = Arrays.copyOf(applied, count * 2);
        applied[count] = count == 0 ? nanos : Math.max(applied[count - 1], nanos);
        events.add(event);
        next = event.revision() + 1;
    }

    /** A recovery or a restore: the state stays, its revision becomes a greater one. */
    public void jump(long revision) {
        if (revision < next) {
            problems.add("a jump to " + revision + ", when " + next + " would come next");
            return;
        }
        isDense = false;
        jumps.put(revision, events.size());
        next = revision + 1;
    }

    private void compare(Event event) {
        int index = indexOf(event.revision());
        if (index == NONE || event.revision() < 1 || jumps.containsKey(event.revision())) {
            problems.add("an event in a gap: " + text(event));
        } else if (!same(event, event(index))) {
            problems.add("two events of one revision: " + text(event(index)) + " and "
                    + text(event));
        }
    }

    /** What is wrong with what was added, if anything. */
    public List<String> problems() {
        return problems.list();
    }

    Violations violations() {
        return problems;
    }

    /** How many events there are. */
    public int size() {
        return events.size();
    }

    /** The revision of the newest state. */
    public long revision() {
        return next - 1;
    }

    /** Whether two events are equal in every part. */
    static boolean same(Event one, Event other) {
        return one == other || one.revision() == other.revision() && one.kind() == other.kind()
                && one.path().equals(other.path()) && Arrays.equals(one.value(), other.value());
    }

    static String text(Event event) {
        String value = event.kind() == Event.Kind.SET ? " " + Text.of(event.value()) : "";
        return "revision " + event.revision() + " " + event.kind() + " " + event.path() + value;
    }

    /** An event by its index, from 1. */
    Event event(int index) {
        return events.get(index - 1);
    }

    /** The revision that the state of an index got with its event. */
    long revision(int index) {
        return index == 0 ? 0 : events.get(index - 1).revision();
    }

    /** The index of the state that has exactly this revision, or {@link #NONE}. */
    int indexOf(long revision) {
        if (revision < 0 || revision >= next) return NONE;
        int floor = floor(revision);
        if (revision(floor) == revision) return floor;
        return jumps.getOrDefault(revision, NONE);
    }

    /** The last index whose revision is not above this one. */
    int floor(long revision) {
        if (isDense) return (int) Math.max(0, Math.min(revision, events.size()));
        int low = 0;
        int high = events.size();
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (revision(middle) <= revision) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    /**
     * The first index of a state of this revision or a later one; beyond the end if there is none.
     */
    int ceiling(long revision) {
        if (revision <= 0) return 0;
        Map.Entry<Long, Integer> jump = jumps.ceilingEntry(revision);
        int byEvent = floor(revision - 1) + 1;
        return jump == null ? byEvent : Math.min(byEvent, jump.getValue());
    }

    /** Whether a revision was jumped over. */
    boolean isInGap(long revision) {
        return revision > 0 && revision < next && indexOf(revision) == NONE;
    }

    /** Whether a node is known to have applied an event before a time. */
    boolean isAppliedBefore(int index, long nanos) {
        return isTimed && applied[index - 1] < nanos;
    }

    /** The last index that any node had applied at a time; all of them if that is not known. */
    int appliedBy(long nanos) {
        int count = events.size();
        if (count == 0 || applied[count - 1] <= nanos) return count;
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (applied[middle - 1] <= nanos) low = middle;
            else high = middle - 1;
        }
        return low;
    }
}
