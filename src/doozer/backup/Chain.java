package doozer.backup;

import doozer.backup.JournalFiles.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a journal goes on from.
 *
 * @param head of the last segment
 * @param last the last segment
 * @param end everything up to this revision is in it
 * @param goodLength of the last segment
 * @param tornBytes behind that
 * @param hasSnapshot whether a snapshot belongs to it, without which it is of no use
 * @param health of all that the newest state is restored from
 */
record Chain(Item.Head head, Path last, long end, long goodLength, long tornBytes,
        boolean isInStep, boolean hasSnapshot, Health health) {
    /**
     * Whether the newest state can be restored.
     *
     * @param damage why not; null if it can be
     * @param passedOver what is wrong with the newest snapshot, where an older one and the changes
     *     since do in its place; null for nothing
     */
    record Health(String damage, String passedOver) {
        private static final Health GOOD = new Health(null, null);
    }

    /** Reads it, and changes nothing; there is at least one segment. */
    static Chain examine(Disk disk, Path directory, JournalFiles files) throws IOException {
        Entry last = files.lastSegment();
        try (SegmentReader reader = SegmentReader.open(disk, last.file(), true)) {
            boolean isInStep = false;
            for (Item item = reader.next(); item != null; item = reader.next()) {
                if (item instanceof Item.Change change) isInStep = change.hasMore();
            }
            boolean hasSnapshot = hasSnapshot(disk, files);
            Health health = hasSnapshot ? health(disk, directory) : Health.GOOD;
            return new Chain(reader.head(), last.file(), reader.end(), reader.goodLength(),
                    reader.tornBytes(), isInStep, hasSnapshot && health.passedOver() == null,
                    health);
        }
    }

    /** Whether the last segment goes back to the newest snapshot without beginning anew. */
    private static boolean hasSnapshot(Disk disk, JournalFiles files) throws IOException {
        if (files.snapshots().isEmpty()) return false;
        long newest = files.newestSnapshot().revision();
        List<Entry> segments = files.segments();
        for (int i = segments.size() - 1; i >= 0 && segments.get(i).revision() > newest + 1; i--) {
            if (isAnew(disk, segments.get(i))) return false;
        }
        return true;
    }

    private static boolean isAnew(Disk disk, Entry segment) throws IOException {
        try (SegmentReader reader = SegmentReader.open(disk, segment.file(), true)) {
            return reader.head().is(Item.Head.ANEW);
        } catch (BackupException e) {
            // Who reads all of it finds out, and says so.
            return false;
        }
    }

    /** Reads what a restore reads: damage is to be known while the cluster is there. */
    private static Health health(Disk disk, Path directory) throws IOException {
        try {
            return new Health(null, JournalReader.read(disk, directory, Replay.NONE,
                    Steps.Limit.NONE).passedOver());
        } catch (BackupException e) {
            if (e.kind() == BackupException.Kind.TOO_NEW) throw e;
            return new Health(e.getMessage(), null);
        } catch (IOException e) {
            // A disk that cannot read a file any more has lost it as well.
            return new Health("a file in " + directory + " cannot be read: " + e, null);
        }
    }
}
