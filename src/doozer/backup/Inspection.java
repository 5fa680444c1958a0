package doozer.backup;

import doozer.backup.BackupException.Kind;
import doozer.backup.JournalFiles.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks at a backup, a segment, or the directory of a journal, and changes nothing. */
public final class Inspection {
    private final Disk disk;
    private final Map<String, String> facts = new LinkedHashMap<>();

    Inspection(Disk disk) {
        this.disk = disk;
    }

    /**
     * What the beginning of a file, or the names in a directory, tell: at once, whatever its size.
     *
     * @return names and values, in order
     * @throws BackupException when it is none of ours
     */
    public static Map<String, String> info(Path path) throws IOException {
        Inspection inspection = new Inspection(new SystemDisk());
        return isDirectory(path) ? inspection.infoOfJournal(path) : inspection.infoOfFile(path);
    }

    /**
     * Reads and checks all of it.
     *
     * @return names and values, in order
     * @throws BackupException when anything in it is not what was written
     */
    public static Map<String, String> verify(Path path) throws IOException {
        Inspection inspection = new Inspection(new SystemDisk());
        return isDirectory(path) ? inspection.verifyJournal(path) : inspection.verifyFile(path);
    }

    private static boolean isDirectory(Path path) throws BackupException {
        if (Files.exists(path)) return Files.isDirectory(path);
        throw new BackupException(Kind.NOT_THERE, path, "there is no such file or directory");
    }

    private Map<String, String> infoOfFile(Path file) throws IOException {
        try (ItemReader items = ItemReader.open(disk, file)) {
            if (!(items.next() instanceof Item.Head head)) {
                throw items.damaged("it does not begin with a head");
            }
            boolean isBackup = head.form() == Item.Form.BACKUP;
            put("form", isBackup ? "backup" : "segment of a journal");
            describe(head);
            put(isBackup ? "revision" : "after_revision", head.base());
            if (head.is(Item.Head.HISTORY)) put("history", "changes follow that revision");
            if (head.is(Item.Head.LOCAL)) put("local", "one node's, perhaps behind its cluster");
            if (head.is(Item.Head.ANEW)) put("begins_anew", head.note());
            put("made", Instant.ofEpochMilli(head.timeMillis()));
            put("program", head.program());
            put("bytes", items.size());
            return facts;
        }
    }

    private void describe(Item.Head head) {
        put("cluster", head.name());
        put("identity", head.identity());
    }

    private Map<String, String> infoOfJournal(Path directory) throws IOException {
        JournalFiles files = journal(directory);
        put("form", "journal");
        if (!files.segments().isEmpty()) {
            try (SegmentReader last = SegmentReader.open(disk, files.lastSegment().file(), true)) {
                describe(last.head());
            }
        }
        putSnapshots(files);
        put("segments", files.segments().size());
        put("bytes", files.bytes(disk));
        return facts;
    }

    private JournalFiles journal(Path directory) throws IOException {
        JournalFiles files = JournalFiles.list(disk, directory);
        if (!files.isEmpty()) return files;
        throw new BackupException(Kind.FOREIGN, directory, "there is no journal in it");
    }

    private void putSnapshots(JournalFiles files) throws IOException {
        List<Entry> snapshots = files.snapshots();
        put("snapshots", snapshots.size());
        if (snapshots.isEmpty()) return;
        putSnapshot("oldest", snapshots.get(0));
        putSnapshot("newest_snapshot", snapshots.get(snapshots.size() - 1));
    }

    private void putSnapshot(String name, Entry snapshot) throws IOException {
        Item.Head head = BackupReader.head(disk, snapshot.file());
        put(name + "_revision", head.base());
        put(name + "_made", Instant.ofEpochMilli(head.timeMillis()));
    }

    private Map<String, String> verifyFile(Path file) throws IOException {
        Item.Form form;
        try (ItemReader items = ItemReader.open(disk, file)) {
            form = items.next() instanceof Item.Head head ? head.form() : Item.Form.BACKUP;
        }
        if (form == Item.Form.SEGMENT) {
            verifySegment(file, true, null);
            return facts;
        }
        BackupReader.Result result = verifyBackup(file);
        put("form", "backup");
        describe(result.head());
        put("revision", result.revision());
        put("files", result.files());
        put("changes", result.changes());
        return facts;
    }

    private BackupReader.Result verifyBackup(Path file) throws IOException {
        return BackupReader.read(disk, file, new StoreReplay(file, 1, 0), Steps.Limit.NONE);
    }

    private Map<String, String> verifyJournal(Path directory) throws IOException {
        JournalFiles files = journal(directory);
        for (Entry snapshot : files.snapshots()) verifyBackup(snapshot.file());
        List<String> gaps = new ArrayList<>();
        long[] endAndChanges = null;
        for (int i = 0; i < files.segments().size(); i++) {
            boolean isLast = i == files.segments().size() - 1;
            Path file = files.segments().get(i).file();
            long end = endAndChanges == null ? -1 : endAndChanges[0];
            try (SegmentReader reader = SegmentReader.open(disk, file, isLast)) {
                boolean isAnew = reader.head().is(Item.Head.ANEW);
                if (end >= 0 && !isAnew) JournalReader.check(reader.head(), end, file);
                if (end >= 0 && isAnew) {
                    gaps.add(end + " to " + reader.head().base() + ": " + reader.head().note());
                }
            }
            endAndChanges = verifySegment(file, isLast, endAndChanges);
        }
        put("form", "journal");
        putSnapshots(files);
        put("segments", files.segments().size());
        // The newest state is put together from them, too.
        Restored newest = new Restore(disk, directory, true).read();
        put("revision", newest.revision());
        put("files", newest.fileCount());
        for (int i = 0; i < gaps.size(); i++) put("gap_" + (i + 1), gaps.get(i));
        for (int i = 0; i < newest.lost().size(); i++) put("lost_" + (i + 1), newest.lost().get(i));
        return facts;
    }

    /** Reads it to its end; gives that, and how many changes there were so far. */
    private long[] verifySegment(Path file, boolean isLast, long[] before) throws IOException {
        try (SegmentReader reader = SegmentReader.open(disk, file, isLast)) {
            long changes = before == null ? 0 : before[1];
            for (Item item = reader.next(); item != null; item = reader.next()) {
                if (item instanceof Item.Change) changes++;
            }
            if (facts.isEmpty()) describe(reader.head());
            put("changes", changes);
            put("last_revision", reader.end());
            if (reader.tornBytes() > 0) put("torn_bytes", reader.tornBytes());
            return new long[] {reader.end(), changes};
        }
    }

    private void put(String name, Object value) {
        facts.put(name, String.valueOf(value));
    }
}
