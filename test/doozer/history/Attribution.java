package doozer.history;

import doozer.tree.Event;
import doozer.wire.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whose event is which: each write that was done has exactly one event, each write of unknown
 * outcome at most one, each other none, and each event of our clients is that of one write. Owned
 * by one thread.
 *
 * <p>An answer or a hook names the event of most writes. What is left over falls into groups of
 * equal kind, path and value. As values are unique, that of a SET is one write and one event at
 * most; DEL and NOP of unknown revision may be many, and are matched when the time of each is
 * known. Two matchings are looked for in each group: one that covers every event, and one that
 * covers every write that was done. Where both exist, one exists that covers both (Mendelsohn and
 * Dulmage).
 */
final class Attribution {
    private static final long ALWAYS = -1;

    private final Case subject;
    private final Violations violations;
    /** By the number of the operation: the index of its event, or 0. */
    private final int[] positions;
    /** By index: whose event it is, as far as that is clear. */
    private final Operation[] makers;
    /** By the number of the operation: where it has to look for its event. */
    private final Group[] groupOf;
    private final List<Group> groups = new ArrayList<>();

    /** Writes and events that are equal in kind, path and value. */
    private record Group(Ints events, List<Operation> writes) {
    }

    private record Key(Event.Kind kind, String path, ByteBuffer value) {
    }

    Attribution(Case subject, Violations violations) {
        this.subject = subject;
        this.violations = violations;
        positions = new int[subject.operations.length];
        makers = new Operation[subject.log.size() + 1];
        groupOf = new Group[subject.operations.length];
        List<Operation> open = new ArrayList<>();
        for (Operation operation : subject.operations) {
            if (operation.ask() instanceof Ask.Write) attribute(operation, open);
        }
        gather(open);
        checkConditions();
    }

    private void attribute(Operation operation, List<Operation> open) {
        long revision = operation.knownRevision();
        if (revision == 0) {
            if (!operation.isFailed()) open.add(operation);
        } else if (operation.isFailed()) {
            violations.add("took effect at " + revision + ", though refused: " + operation);
        } else if (operation.hookRevision() != 0 && operation.hookRevision() != revision) {
            violations.add("took effect at " + operation.hookRevision() + ": " + operation);
        } else {
            claim(operation, subject.log.indexOf(revision));
        }
    }

    private void claim(Operation operation, int index) {
        Ask.Write write = (Ask.Write) operation.ask();
        if (index <= 0 || !isEventOf(write, subject.log.event(index))) {
            String there = index <= 0 ? "there is no such event"
                    : "the event is " + EventLog.text(subject.log.event(index));
            violations.add("a lost write, " + there + ": " + operation);
        } else if (makers[index] != null) {
            violations.add("one event of two writes: " + makers[index] + " and " + operation);
        } else {
            makers[index] = operation;
            positions[operation.number] = index;
        }
    }

    private static boolean isEventOf(Ask.Write write, Event event) {
        return event.kind() == write.kind() && event.path().equals(write.path())
                && Arrays.equals(event.value(), write.value());
    }

    /** Sorts what is left over into groups; where one write meets one event, they are a pair. */
    private void gather(List<Operation> open) {
        Map<Key, Group> byKey = new LinkedHashMap<>();
        for (Operation operation : open) {
            Ask.Write write = (Ask.Write) operation.ask();
            Key key = new Key(write.kind(), write.path(), ByteBuffer.wrap(write.value()));
            Group group = byKey.computeIfAbsent(key, k -> new Group(new Ints(), new ArrayList<>()));
            group.writes.add(operation);
            groupOf[operation.number] = group;
        }
        for (int index = 1; index < makers.length; index++) {
            if (makers[index] != null) continue;
            Event event = subject.log.event(index);
            Group group = byKey.get(
                    new Key(event.kind(), event.path(), ByteBuffer.wrap(event.value())));
            if (group != null) group.events.add(index);
            else if (subject.isOwn(event)) violations.add(nobodys(event));
        }
        for (Group group : byKey.values()) {
            if (!isPair(group)) groups.add(group);
            else claim(group.writes.get(0), group.events.get(0));
        }
    }

    private boolean isPair(Group group) {
        return group.events.size() == 1 && group.writes.size() == 1
                && (group.writes.get(0).isDone()
                || subject.isOwn(subject.log.event(group.events.get(0))));
    }

    private String nobodys(Event event) {
        for (Operation operation : subject.operations) {
            if (operation.ask() instanceof Ask.Write write && isEventOf(write, event)) {
                String why = operation.isFailed() ? "refused, and took effect"
                        : "took effect more than once";
                return why + ", as " + EventLog.text(event) + ": " + operation;
            }
        }
        return "an event that nobody asked for: " + EventLog.text(event);
    }

    /** Each event must have been possible, and allowed by the condition of its write. */
    private void checkConditions() {
        for (int index = 1; index < makers.length; index++) {
            Event event = subject.log.event(index);
            if (event.kind() == Event.Kind.NOP) continue;
            Operation maker = makers[index];
            long condition = maker == null ? ALWAYS : ((Ask.Write) maker.ask()).ifRevision();
            ErrorCode code = judge(event.path(), condition, index);
            if (code == null) continue;
            String whose = maker == null ? EventLog.text(event) : maker.toString();
            violations.add("done at " + event.revision() + ", where " + code + " was due: "
                    + whose);
        }
    }

    private ErrorCode judge(String path, long condition, int index) {
        PathStates view = subject.states.path(path);
        return view.judge(view.segmentAt(index - 1), condition);
    }

    /** The index of the event of a write; 0 when it has none, or when it is not clear which. */
    int position(Operation operation) {
        return positions[operation.number];
    }

    /**
     * The first event above an index that may be that of a write that was done, when it is not
     * clear which is; {@link EventLog#NONE} when there is none.
     */
    int nextPossible(Operation operation, int above) {
        Group group = groupOf[operation.number];
        if (group == null) return EventLog.NONE;
        for (int i = group.events.ceiling(above + 1); i < group.events.size(); i++) {
            int index = group.events.get(i);
            if (isAllowed(operation, index)) return index;
        }
        return EventLog.NONE;
    }

    private boolean isAllowed(Operation operation, int index) {
        Ask.Write write = (Ask.Write) operation.ask();
        return write.kind() == Event.Kind.NOP
                || judge(write.path(), write.ifRevision(), index) == null;
    }

    /**
     * Matches what is still open.
     *
     * @param after by the number of the operation: the index that its event has to be above
     */
    void settle(int[] after) {
        for (Group group : groups) {
            int events = group.events.size();
            List<Operation> writes = group.writes;
            boolean[][] ofWrites = new boolean[writes.size()][events];
            for (int i = 0; i < writes.size(); i++) {
                for (int j = 0; j < events; j++) {
                    ofWrites[i][j] = isPossible(writes.get(i), group.events.get(j), after);
                }
            }
            coverDone(group, ofWrites);
            coverEvents(group, ofWrites);
        }
    }

    private boolean isPossible(Operation operation, int index, int[] after) {
        return index > after[operation.number] && isAllowed(operation, index)
                && !subject.log.isAppliedBefore(index, operation.called())
                && index <= subject.log.appliedBy(operation.returned());
    }

    private void coverDone(Group group, boolean[][] ofWrites) {
        List<boolean[]> edges = new ArrayList<>();
        List<Operation> done = new ArrayList<>();
        for (int i = 0; i < ofWrites.length; i++) {
            if (!group.writes.get(i).isDone()) continue;
            done.add(group.writes.get(i));
            edges.add(ofWrites[i]);
        }
        int alone = Matching.firstAlone(edges.toArray(new boolean[0][]), group.events.size());
        if (alone >= 0) violations.add("a lost write, no event is left for it: " + done.get(alone));
    }

    private void coverEvents(Group group, boolean[][] ofWrites) {
        List<boolean[]> edges = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        for (int j = 0; j < group.events.size(); j++) {
            Event event = subject.log.event(group.events.get(j));
            if (!subject.isOwn(event)) continue;
            boolean[] edge = new boolean[ofWrites.length];
            for (int i = 0; i < edge.length; i++) edge[i] = ofWrites[i][j];
            edges.add(edge);
            events.add(event);
        }
        int alone = Matching.firstAlone(edges.toArray(new boolean[0][]), ofWrites.length);
        if (alone >= 0) {
            violations.add("an event more than the " + ofWrites.length + " writes can have made: "
                    + EventLog.text(events.get(alone)));
        }
    }
}
