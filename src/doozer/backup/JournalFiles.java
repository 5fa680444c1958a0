package doozer.backup;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is in the directory of a journal.
 *
 * <pre>
 *   00000000000000000041.backup     a snapshot: the state of revision 41
 *   00000000000000000042.journal    a segment: its first change is of revision 42
 *   lock, status, *.tmp
 * </pre>
 *
 * @param snapshots by revision, the oldest first
 * @param segments by their first revision, the oldest first
 * @param temporary what a journal that was killed has left
 */
record JournalFiles(List<Entry> snapshots, List<Entry> segments, List<Path> temporary) {
    static final String SNAPSHOT = ".backup";
    static final String SEGMENT = ".journal";

    private static final Pattern NAME = Pattern.compile("([0-9]{20})(\\.backup|\\.journal)(.*)");

    /** A file, and the revision that its name tells. */
    record Entry(long revision, Path file) { }

    static JournalFiles list(Disk disk, Path directory) throws IOException {
        JournalFiles files = new JournalFiles(new ArrayList<>(), new ArrayList<>(),
                new ArrayList<>());
        List<String> names;
        try {
            names = disk.list(directory);
        } catch (NoSuchFileException e) {
            throw new BackupException(BackupException.Kind.NOT_THERE, directory,
                    "there is no such file or directory");
        }
        for (String name : names) files.add(directory, name);
        files.snapshots.sort(Comparator.comparingLong(Entry::revision));
        files.segments.sort(Comparator.comparingLong(Entry::revision));
        return files;
    }

    private void add(Path directory, String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) return;
        Path file = directory.resolve(name);
        if (matcher.group(3).endsWith(AtomicFile.SUFFIX)) {
            temporary.add(file);
            return;
        }
        long revision = revision(matcher.group(1));
        if (!matcher.group(3).isEmpty() || revision < 0) return;
        Entry entry = new Entry(revision, file);
        if (matcher.group(2).equals(SNAPSHOT)) snapshots.add(entry);
        else segments.add(entry);
    }

    private static long revision(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    static Path snapshot(Path directory, long revision) {
        return directory.resolve(String.format("%020d", revision) + SNAPSHOT);
    }

    /** The segment whose first change is of that revision. */
    static Path segment(Path directory, long first) {
        return directory.resolve(String.format("%020d", first) + SEGMENT);
    }

    boolean isEmpty() {
        return snapshots.isEmpty() && segments.isEmpty();
    }

    Entry newestSnapshot() {
        return snapshots.get(snapshots.size() - 1);
    }

    Entry lastSegment() {
        return segments.get(segments.size() - 1);
    }

    long bytes(Disk disk) throws IOException {
        long bytes = 0;
        for (Entry entry : snapshots) bytes += disk.size(entry.file());
        for (Entry entry : segments) bytes += disk.size(entry.file());
        return bytes;
    }
}
