package doozer.history;

import doozer.tree.Event;
import doozer.wire.ErrorCode;
import java.util.function.IntPredicate;

/** What is at one path, at every index of a log. */
final class PathStates {
    /** What can be at a path. */
    enum Kind { MISSING, UNDER_A_FILE, FILE, DIRECTORY }

    private static final Kind[] KINDS = Kind.values();
    private static final long ALWAYS = -1;
    private static final long DIRECTORY_REVISION = -2;

    private final States states;
    /** Where each segment begins, what it is, and for a file the index of its event. */
    private final Ints starts = new Ints();
    private final Ints kinds = new Ints();
    private final Ints files = new Ints();

    PathStates(States states, String path) {
        this.states = states;
        boolean isRoot = path.equals("/");
        begin(0, isRoot ? Kind.DIRECTORY : Kind.MISSING, 0);
        // No file can have what is no path: it reads as missing.
        if (!isRoot && path.startsWith("/")) replay(path);
    }

    private void replay(String path) {
        Ints events = new Ints();
        events.addAll(states.eventsOf(path));
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            events.addAll(states.eventsOf(path.substring(0, slash)));
        }
        states.addEventsBelow(path, events);
        events.sort();
        int above = 0;
        int below = 0;
        int own = 0;
        for (int i = 0; i < events.size(); i++) {
            int index = events.get(i);
            int length = states.log.event(index).path().length();
            int change = states.change(index);
            if (length < path.length()) above += change;
            else if (length > path.length()) below += change;
            else own = states.log.event(index).kind() == Event.Kind.SET ? index : 0;
            Kind kind = above > 0 ? Kind.UNDER_A_FILE : own > 0 ? Kind.FILE
                    : below > 0 ? Kind.DIRECTORY : Kind.MISSING;
            begin(index, kind, kind == Kind.FILE ? own : 0);
        }
    }

    private void begin(int index, Kind kind, int file) {
        int last = starts.size() - 1;
        if (last >= 0 && kinds.get(last) == kind.ordinal() && files.get(last) == file) return;
        starts.add(index);
        kinds.add(kind.ordinal());
        files.add(file);
    }

    /** The first index from one on whose segment passes a test, or {@link EventLog#NONE}. */
    int next(int from, IntPredicate test) {
        if (from > states.last()) return EventLog.NONE;
        for (int segment = starts.floor(from); segment < starts.size(); segment++) {
            if (test.test(segment)) return Math.max(from, starts.get(segment));
        }
        return EventLog.NONE;
    }

    /** The segment that an index is in. */
    int segmentAt(int index) {
        return starts.floor(index);
    }

    Kind kind(int segment) {
        return KINDS[kinds.get(segment)];
    }

    /** The index of the event that wrote the file of a segment; 0 where there is no file. */
    int file(int segment) {
        return files.get(segment);
    }

    /**
     * What a write is told that is judged in a segment; null when it is done. The same order as in
     * {@link doozer.tree.Store#set}.
     */
    ErrorCode judge(int segment, long ifRevision) {
        Kind kind = kind(segment);
        if (kind == Kind.UNDER_A_FILE) return ErrorCode.NOTDIR;
        long have = kind == Kind.DIRECTORY ? DIRECTORY_REVISION
                : kind == Kind.FILE ? states.log.revision(file(segment)) : 0;
        if (ifRevision != ALWAYS && have > ifRevision) return ErrorCode.REV_MISMATCH;
        return kind == Kind.DIRECTORY ? ErrorCode.ISDIR : null;
    }
}
