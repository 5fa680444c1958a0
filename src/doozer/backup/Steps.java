package doozer.backup;

import doozer.tree.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Passes changes on, whole steps only, up to a limit: never a state that nobody could have read.
 * Owned by one thread.
 */
final class Steps {
    private final Path file;
    private final Replay to;
    private final Limit limit;
    private final List<Item.Change> pending = new ArrayList<>();
    private long reached;
    private long changes;
    private String note;
    private boolean isOver;

    /** How far to go; the highest number stands for no limit. */
    record Limit(long revision, long timeMillis) {
        static final Limit NONE = new Limit(Long.MAX_VALUE, Long.MAX_VALUE);
    }

    Steps(Path file, Replay to, Limit limit, long base) {
        this.file = file;
        this.to = to;
        this.limit = limit;
        reached = base;
        isOver = base >= limit.revision;
    }

    /** Takes the next change; false when nothing more is needed. */
    boolean add(Item.Change change) throws IOException {
        if (isOver) return false;
        pending.add(change);
        if (pending.size() > Event.MAX_STEP) {
            throw new BackupException(BackupException.Kind.DAMAGED, file, "a step of more than "
                    + Event.MAX_STEP + " changes");
        }
        if (change.hasMore()) return true;
        boolean isBeyond = change.revision() > limit.revision
                || change.timeMillis() > limit.timeMillis;
        if (isBeyond) return refuse(change);
        for (Item.Change one : pending) to.change(one);
        changes += pending.size();
        pending.clear();
        reached = change.revision();
        isOver = reached == limit.revision;
        return !isOver;
    }

    private boolean refuse(Item.Change last) {
        Item.Change first = pending.get(0);
        boolean isWithin = first.revision() <= limit.revision
                && first.timeMillis() <= limit.timeMillis;
        if (isWithin) {
            note = "the revisions " + first.revision() + " to " + last.revision() + " were made in"
                    + " one step: this is the state before it, of revision " + reached;
        }
        pending.clear();
        isOver = true;
        return false;
    }

    /** Takes a mark; false when nothing more is needed. */
    boolean mark(Item.Mark mark) throws IOException {
        if (isOver || mark.revision() <= reached || !pending.isEmpty()) return !isOver;
        if (mark.timeMillis() > limit.timeMillis) {
            isOver = true;
            return false;
        }
        reached = Math.min(mark.revision(), limit.revision);
        to.skipTo(reached);
        isOver = reached == limit.revision;
        return !isOver;
    }

    /** Whether nothing more is needed. */
    boolean isOver() {
        return isOver;
    }

    /** The revision of the state that was made. */
    long reached() {
        return reached;
    }

    /** How many changes were passed on. */
    long changes() {
        return changes;
    }

    /** Changes of a step whose end has not come. */
    int incomplete() {
        return pending.size();
    }

    /** What is to be said of where it has stopped; null for nothing. */
    String note() {
        return note;
    }
}
