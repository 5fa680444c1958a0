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
 */
record Chain(Item.Head head, Path last, long end, long goodLength, long tornBytes,
        boolean isInStep, boolean hasSnapshot) {

    /** Reads it, and changes nothing; there is at least one segment. */
    static Chain examine(Disk disk, JournalFiles files) throws IOException {
        Entry last = files.lastSegment();
        try (SegmentReader reader = SegmentReader.open(disk, last.file(), true)) {
            boolean isInStep = false;
            for (Item item = reader.next(); item != null; item = reader.next()) {
                if (item instanceof Item.Change change) isInStep = change.hasMore();
            }
            boolean hasSnapshot = false;
            long base = base(disk, files.segments());
            for (Entry snapshot : files.snapshots()) hasSnapshot |= snapshot.revision() >= base;
            return new Chain(reader.head(), last.file(), reader.end(), reader.goodLength(),
                    reader.tornBytes(), isInStep, hasSnapshot);
        }
    }

    /** The revision before the oldest change that the last one goes back to without a gap. */
    private static long base(Disk disk, List<Entry> segments) throws IOException {
        long base = 0;
        for (int i = segments.size() - 1; i >= 0; i--) {
            try (SegmentReader reader = SegmentReader.open(disk, segments.get(i).file(), true)) {
                base = reader.head().base();
                if (reader.head().is(Item.Head.ANEW)) return base;
            }
        }
        return base;
    }
}
