package doozer.backup;

import doozer.backup.BackupException.Kind;
import doozer.backup.JournalFiles.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the state of a revision out of a journal: the newest snapshot that is not above it, and the
 * changes behind that. Owned by one thread.
 */
final class JournalReader {
    private final Disk disk;
    private final Path directory;
    private final Replay to;
    private Steps.Limit limit;
    private final List<String> lost = new ArrayList<>();
    private Item.Head head;
    private Steps steps;
    private String passedOver;

    private JournalReader(Disk disk, Path directory, Replay to, Steps.Limit limit) {
        this.disk = disk;
        this.directory = directory;
        this.to = to;
        this.limit = limit;
    }

    /**
     * What was read.
     *
     * @param head of the snapshot
     * @param lost what is missing, in words
     * @param passedOver what is wrong with the best snapshot, where an older one was taken; or null
     */
    record Result(Item.Head head, Steps steps, List<String> lost, String passedOver) { }

    static Result read(Disk disk, Path directory, Replay to, Steps.Limit limit)
            throws IOException {
        return new JournalReader(disk, directory, to, limit).read();
    }

    private Result read() throws IOException {
        JournalFiles files = JournalFiles.list(disk, directory);
        if (limit.timeMillis() != Long.MAX_VALUE) {
            long revision = TimeSearch.revision(disk, files, limit.timeMillis(), lost);
            limit = new Steps.Limit(Math.min(limit.revision(), revision), Long.MAX_VALUE);
        }
        readFrom(files, choices(files));
        if (steps.incomplete() > 0) {
            lost.add(steps.incomplete() + " changes of a step whose end is not in the journal");
        }
        if (limit.revision() != Long.MAX_VALUE && steps.reached() < limit.revision()
                && steps.note() == null) {
            lost.add("the revisions " + (steps.reached() + 1) + " to " + limit.revision()
                    + " are not in the journal");
        }
        return new Result(head, steps, lost, passedOver);
    }

    /** Makes the state from the newest snapshot that is good. */
    private void readFrom(JournalFiles files, List<Entry> choices) throws IOException {
        BackupException damage = null;
        long needed = 0;
        for (Entry snapshot : choices) {
            try {
                readSnapshot(snapshot);
            } catch (BackupException e) {
                if (e.kind() == Kind.TOO_NEW) throw e;
                if (damage == null) {
                    damage = e;
                    needed = snapshot.revision();
                    passedOver = e.getMessage();
                }
                lost.add("a snapshot is damaged, so an older one was taken, and the changes since: "
                        + e.getMessage());
                continue;
            }
            steps = new Steps(directory, to, limit, head.base());
            readSegments(files.segments());
            // What was before a gap is no state of behind it.
            if (damage == null || steps.reached() >= needed || steps.note() != null) return;
            throw new BackupException(damage.kind(), directory,
                    damage.getMessage() + "; without it the newest state there is is that of"
                    + " revision " + steps.reached() + ": ask for that one");
        }
        throw damage;
    }

    private void readSnapshot(Entry snapshot) throws IOException {
        // All of it is read, and checked; what comes after it is none of its changes.
        head = BackupReader.read(disk, snapshot.file(), to, Steps.Limit.NONE).head();
        if (head.base() == snapshot.revision()) return;
        throw new BackupException(Kind.DAMAGED, snapshot.file(), "its name is not that of the"
                + " revision " + head.base() + " that is in it");
    }

    /** The snapshots that it may be made from, the best first; at least one. */
    private List<Entry> choices(JournalFiles files) throws IOException {
        if (files.snapshots().isEmpty()) {
            throw new BackupException(Kind.NOT_THERE, directory, "there is no snapshot in it: this"
                    + " is no journal, or it was stopped before its first snapshot was whole");
        }
        List<Entry> choices = new ArrayList<>();
        for (Entry snapshot : files.snapshots()) {
            if (snapshot.revision() <= limit.revision()) choices.add(0, snapshot);
        }
        if (!choices.isEmpty()) return choices;
        Entry oldest = files.snapshots().get(0);
        long millis = BackupReader.head(disk, oldest.file()).timeMillis();
        throw new BackupException(Kind.NOT_THERE, directory, "the oldest state in it is that of"
                + " revision " + oldest.revision() + ", of " + Instant.ofEpochMilli(millis));
    }

    private void readSegments(List<Entry> segments) throws IOException {
        int first = segments.size() - 1;
        while (first >= 0 && segments.get(first).revision() > head.base() + 1) first--;
        if (segments.isEmpty() || steps.isOver()) return;
        // Where none goes back to the snapshot, the first one there is has to follow on it.
        long end = first < 0 ? head.base() : -1;
        for (int i = Math.max(0, first); i < segments.size(); i++) {
            boolean isLast = i == segments.size() - 1;
            try (SegmentReader reader = SegmentReader.open(disk, segments.get(i).file(), isLast)) {
                if (end >= 0 && !goesOn(reader.head(), end, segments.get(i).file())) return;
                checkCluster(reader.head(), segments.get(i).file());
                if (!read(reader)) return;
                end = reader.end();
                if (isLast && reader.tornBytes() > 0) {
                    lost.add(reader.tornBytes() + " bytes at the end of " + segments.get(i).file()
                            + ": a write that had not come to its end");
                }
            }
        }
    }

    /** Whether a segment follows the one before; a state that is not known what led to does not. */
    private boolean goesOn(Item.Head next, long end, Path file) throws BackupException {
        if (next.is(Item.Head.ANEW)) {
            if (limit.revision() == Long.MAX_VALUE) {
                lost.add("everything after revision " + end + ": " + next.note()
                        + ", and no snapshot was taken since");
            } else {
                lost.add("the journal began anew after revision " + end + ": " + next.note());
            }
            return false;
        }
        check(next, end, file);
        return true;
    }

    /** Ends with an exception if a segment that goes on does not begin where the last one ended. */
    static void check(Item.Head next, long end, Path file) throws BackupException {
        if (next.base() == end) return;
        throw new BackupException(Kind.DAMAGED, file, "it goes on behind revision " + next.base()
                + ", and what is before it ends with " + end + ": a segment is missing, or was cut"
                + " off. Restore up to revision " + end);
    }

    private void checkCluster(Item.Head segment, Path file) throws BackupException {
        if (segment.identity().equals(head.identity())) return;
        throw new BackupException(Kind.OTHER_CLUSTER, file, "it is of the cluster "
                + segment.identity() + ", the snapshot of " + head.identity());
    }

    /** False when nothing more is needed. */
    private boolean read(SegmentReader reader) throws IOException {
        // Nothing is read behind what is needed: it may be damaged, and is none of our concern.
        boolean isMore = !steps.isOver();
        while (isMore) {
            Item item = reader.next();
            if (item == null) return true;
            if (item instanceof Item.Mark mark) isMore = steps.mark(mark);
            else if (((Item.Change) item).revision() > head.base()) {
                isMore = steps.add((Item.Change) item);
            }
        }
        return isMore;
    }
}
