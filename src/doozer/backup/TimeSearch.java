package doozer.backup;

import doozer.backup.JournalFiles.Entry;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * Finds the revision that a journal had reached at a time: that of the last record, or snapshot,
 * that is not of later. Clocks are set back, and forward: so times may go down from one record to
 * the next, and whatever stands before that record counts, of whatever time it is. Owned by one
 * thread.
 */
final class TimeSearch {
    private final Disk disk;
    private final long millis;
    private final List<String> lost;
    /** Of the newest snapshot that is not of later; -1 for none. */
    private long snapshot = -1;
    /** Of the last record that is not of later. */
    private long found = -1;
    private long foundMillis;
    /** The record behind that; null where there is none. */
    private Item next;
    /** Why it cannot be read what is behind it. */
    private BackupException damage;

    private TimeSearch(Disk disk, long millis, List<String> lost) {
        this.disk = disk;
        this.millis = millis;
        this.lost = lost;
    }

    /**
     * Looks for it.
     *
     * @param lost is told what is not known of that time
     * @return -1 where all is of later
     */
    static long revision(Disk disk, JournalFiles files, long millis, List<String> lost)
            throws IOException {
        return new TimeSearch(disk, millis, lost).search(files);
    }

    private long search(JournalFiles files) throws IOException {
        for (Entry entry : files.snapshots()) {
            if (time(entry) <= millis) snapshot = entry.revision();
        }
        List<Entry> segments = files.segments();
        for (int i = segments.size() - 1; i >= 0 && found < 0; i--) {
            look(segments.get(i), i == segments.size() - 1);
            if (segments.get(i).revision() <= snapshot + 1) break;
        }
        if (found >= 0) tell();
        return Math.max(found, snapshot);
    }

    private long time(Entry entry) throws IOException {
        try {
            return BackupReader.head(disk, entry.file()).timeMillis();
        } catch (BackupException e) {
            // It says so itself where it is needed.
            return Long.MAX_VALUE;
        }
    }

    private void look(Entry segment, boolean isLast) throws IOException {
        Item first = null;
        Item behind = null;
        BackupException bad = null;
        try (SegmentReader reader = SegmentReader.open(disk, segment.file(), isLast)) {
            if (reader.head().is(Item.Head.ANEW)) first = reader.head();
            for (Item item = reader.next(); item != null; item = reader.next()) {
                if (first == null) first = item;
                if (isWithin(item)) {
                    found = revision(item);
                    foundMillis = time(item);
                    behind = null;
                } else if (behind == null) {
                    behind = item;
                }
            }
        } catch (BackupException e) {
            bad = e;
        }
        if (found >= 0 && behind != null) {
            next = behind;
            damage = null;
        } else if (found >= 0) {
            if (bad != null) damage = bad;
        } else if (first != null || bad != null) {
            next = first;
            damage = first == null ? bad : null;
        }
    }

    private boolean isWithin(Item item) {
        return time(item) <= millis || revision(item) <= snapshot;
    }

    private static long time(Item item) {
        return item instanceof Item.Mark mark ? mark.timeMillis()
                : ((Item.Change) item).timeMillis();
    }

    private static long revision(Item item) {
        return item instanceof Item.Mark mark ? mark.revision() : ((Item.Change) item).revision();
    }

    /** Says what may have happened before that time all the same. */
    private void tell() throws BackupException {
        if (damage != null) throw damage;
        Instant last = Instant.ofEpochMilli(foundMillis);
        if (next instanceof Item.Head head) {
            lost.add("what happened after " + last + ": the journal began anew at "
                    + Instant.ofEpochMilli(head.timeMillis()) + ": " + head.note());
        } else if (next == null) {
            if (foundMillis < millis) {
                lost.add("what happened after " + last + ", if anything did: that is the last"
                        + " time in the journal, and " + Instant.ofEpochMilli(millis)
                        + " was asked for");
            }
        } else if (next instanceof Item.Mark mark && mark.revision() == found) {
            lost.add("what happened after " + last + ", if anything did: the journal went on at "
                    + Instant.ofEpochMilli(mark.timeMillis()) + ", and has it as of later");
        }
    }
}
