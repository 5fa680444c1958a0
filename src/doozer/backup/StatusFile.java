package doozer.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** How far a journal is, as text for Prometheus in a small file of its own. Owned by one thread. */
final class StatusFile {
    private final Disk disk;
    private final Path directory;
    private final StringBuilder text = new StringBuilder();

    StatusFile(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /**
     * What is told.
     *
     * @param revision up to which all was given to the system
     * @param synced up to which all is on the disk for good
     * @param snapshot of the newest snapshot, -1 for none
     * @param cluster the newest one of the cluster, -1 if it is not known
     * @param lagMillis for how long the journal has been behind
     */
    record Figures(long revision, long synced, long unsyncedBytes, long snapshot, long cluster,
            long lagMillis) {
        long lag() {
            return Math.max(0, cluster - revision);
        }
    }

    /** Replaces the file; whoever reads it sees the old or the new one. */
    void write(Figures figures, long nowMillis) throws IOException {
        JournalFiles files = JournalFiles.list(disk, directory);
        text.setLength(0);
        put("revision", "Every change up to this revision was written.", figures.revision());
        put("synced_revision", "Every change up to this revision is on the disk for good.",
                figures.synced());
        put("snapshot_revision", "The newest snapshot, -1 for none yet.", figures.snapshot());
        put("cluster_revision", "The newest revision of the cluster, -1 if unknown.",
                figures.cluster());
        put("lag_revisions", "Revisions that are not written yet.", figures.lag());
        put("lag_seconds", "For how long the journal has been behind the cluster.",
                seconds(figures.lagMillis()));
        put("unsynced_bytes", "Bytes written that are not on the disk for good.",
                figures.unsyncedBytes());
        put("segments", "Segments in the directory.", files.segments().size());
        put("snapshots", "Snapshots in the directory.", files.snapshots().size());
        put("bytes", "Bytes of both together.", files.bytes(disk));
        put("time_seconds", "When this was written, since 1970.", seconds(nowMillis));
        Path temporary = directory.resolve("status" + AtomicFile.SUFFIX);
        disk.delete(temporary);
        try (Disk.Output output = disk.createForAll(temporary)) {
            output.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
        }
        disk.rename(temporary, directory.resolve("status"));
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%d.%03d", millis / 1000, millis % 1000);
    }

    private void put(String name, String help, Object value) {
        String full = "doozer_journal_" + name;
        text.append("# HELP ").append(full).append(' ').append(help).append('\n')
                .append("# TYPE ").append(full).append(" gauge\n")
                .append(full).append(' ').append(value).append('\n');
    }
}
