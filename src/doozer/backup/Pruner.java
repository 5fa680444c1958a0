package doozer.backup;

import doozer.backup.JournalFiles.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Deletes what is old: whole snapshots, and segments of which no snapshot that is left needs
 * anything. The newest snapshot and what follows it stay, whatever the bounds are. Stateless.
 */
final class Pruner {
    private Pruner() {
    }

    /**
     * Deletes what may go; gives how many files that were.
     *
     * @param ranMillis for how long the journal has run by now, see {@link Age}
     */
    static int prune(Disk disk, Path directory, JournalOptions options, long ranMillis)
            throws IOException {
        JournalFiles files = JournalFiles.list(disk, directory);
        int deleted = deleteUnused(disk, files);
        while (files.snapshots().size() > 1 && isTooMuch(disk, files, options, ranMillis)) {
            // First the snapshot: segments without one are of no use, and do no harm.
            disk.delete(files.snapshots().remove(0).file());
            deleted += 1 + deleteUnused(disk, files);
        }
        return deleted;
    }

    private static int deleteUnused(Disk disk, JournalFiles files) throws IOException {
        if (files.snapshots().isEmpty()) return 0;
        long oldest = files.snapshots().get(0).revision();
        List<Entry> segments = files.segments();
        int deleted = 0;
        while (segments.size() > 1 && segments.get(1).revision() <= oldest + 1) {
            disk.delete(segments.remove(0).file());
            deleted++;
        }
        return deleted;
    }

    /** Whether the oldest snapshot is to go; there is another one. */
    private static boolean isTooMuch(Disk disk, JournalFiles files, JournalOptions options,
            long ranMillis) throws IOException {
        if (options.keepBytes() < Long.MAX_VALUE && files.bytes(disk) > options.keepBytes()) {
            return true;
        }
        if (options.keepAge() == null) return false;
        // Once the next one is old enough, whatever is younger can be had from that.
        List<Entry> later = files.snapshots().subList(1, files.snapshots().size());
        for (Entry next : later) {
            try {
                Item.Head head = BackupReader.head(disk, next.file());
                return Age.of(head) <= ranMillis - options.keepAge().toMillis();
            } catch (BackupException e) {
                // From a damaged one nothing can be had: the one after it has to be old enough.
                continue;
            }
        }
        return false;
    }
}
