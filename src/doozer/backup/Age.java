package doozer.backup;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * For how long a journal has run, over all its runs: nobody can set this clock, so what is old by
 * it is old. It stands still while the journal is down, which only keeps files for longer. Each
 * snapshot tells it in its note, from which the next run goes on. Owned by one thread.
 */
final class Age {
    private static final Pattern NOTE = Pattern.compile("ran ([0-9]{1,18}) ms");
    private static final long MILLI = 1_000_000;

    private final JournalTime time;
    private final long beganNanos;
    private final long beforeMillis;

    /** Goes on from the newest snapshot whose head can be read. */
    Age(Disk disk, JournalFiles files, JournalTime time) throws IOException {
        this.time = time;
        beganNanos = time.nanos();
        long before = 0;
        List<JournalFiles.Entry> snapshots = files.snapshots();
        for (JournalFiles.Entry snapshot : snapshots) {
            try {
                before = Math.max(before, of(BackupReader.head(disk, snapshot.file())));
            } catch (BackupException e) {
                // It is younger by that only in appearance: less is deleted.
                continue;
            }
        }
        beforeMillis = before;
    }

    long millis() {
        return beforeMillis + (time.nanos() - beganNanos) / MILLI;
    }

    /** As a note of a snapshot. */
    String note() {
        return "ran " + millis() + " ms";
    }

    /** For how long the journal had run at that snapshot; one that does not tell was the first. */
    static long of(Item.Head head) {
        Matcher matcher = NOTE.matcher(head.note());
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
