package doozer.backup;

import doozer.client.DoozerClient;
import doozer.client.Dump;
import doozer.client.DumpOptions;
import doozer.client.DumpedFile;
import doozer.client.RevisionMismatchException;
import doozer.client.Transaction;
import doozer.client.WalkedFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What has to be changed in a cluster for files to be what is wanted: see {@link Wanted}. Files
 * that are so already are left alone. Owned by one thread.
 */
public final class ImportPlan {
    /** Of a transaction; the server takes more of either. */
    private static final int MAX_CHANGES = 100;
    private static final int MAX_BYTES = 1 << 20;

    private final List<Change> changes = new ArrayList<>();
    private long equal;
    private long spared;

    /**
     * One change that has to be made.
     *
     * @param mark {@code +} for a new file, {@code ~} for another body, {@code -} for none any more
     * @param revision that the file has now; 0 for none
     * @param body null for none any more
     */
    public record Change(char mark, String path, long revision, byte[] body) { }

    private ImportPlan() {
    }

    /**
     * Compares, and changes nothing.
     *
     * @param hasDelete whether files that are not wanted go
     * @throws doozer.client.DoozerException when the cluster does not answer
     */
    public static ImportPlan of(DoozerClient client, Wanted wanted, boolean hasDelete) {
        ImportPlan plan = new ImportPlan();
        Map<String, WalkedFile> there = new TreeMap<>(PathOrder.WALK);
        String glob = wanted.into().length() == 1 ? "/**" : wanted.into() + "/**";
        client.walk(glob, client.rev(), file -> there.put(file.path(), file) != file);
        // Deleted first: a directory may be wanted where there is a file.
        if (hasDelete) plan.deleteUnwanted(client, wanted, there);
        for (Map.Entry<String, byte[]> one : wanted.files().entrySet()) {
            WalkedFile file = there.get(one.getKey());
            if (one.getValue() == null && file != null) plan.delete(file);
        }
        for (Map.Entry<String, byte[]> one : wanted.files().entrySet()) {
            if (one.getValue() != null) plan.set(one.getKey(), there, one.getValue());
        }
        return plan;
    }

    private void deleteUnwanted(DoozerClient client, Wanted wanted,
            Map<String, WalkedFile> there) {
        Set<String> owned = owned(client);
        for (WalkedFile file : there.values()) {
            String path = file.path();
            boolean isUnwanted = !wanted.files().containsKey(path) && wanted.mayDelete(path);
            if (!isUnwanted) continue;
            if (owned.contains(path)) spared++;
            else delete(file);
        }
    }

    /** What sessions own: only a dump tells. It is newer, and what it owns by then stays, too. */
    private static Set<String> owned(DoozerClient client) {
        Set<String> owned = new HashSet<>();
        try (Dump dump = client.dump(DumpOptions.ofNow())) {
            for (DumpedFile file = dump.nextFile(); file != null; file = dump.nextFile()) {
                if (file.owner() != 0) owned.add(file.path());
            }
        }
        return owned;
    }

    private void delete(WalkedFile file) {
        changes.add(new Change('-', file.path(), file.revision(), null));
    }

    private void set(String path, Map<String, WalkedFile> there, byte[] body) {
        WalkedFile file = there.get(path);
        if (file == null) {
            changes.add(new Change('+', path, 0, body));
        } else if (Arrays.equals(file.body(), body)) {
            equal++;
        } else {
            changes.add(new Change('~', path, file.revision(), body));
        }
    }

    /** What has to be done, in that order. */
    public List<Change> changes() {
        return List.copyOf(changes);
    }

    /** How many files are not wanted, and stay: sessions own them that are open. */
    public long spared() {
        return spared;
    }

    /** How many files are as wanted already. */
    public long equal() {
        return equal;
    }

    /**
     * Does it, some changes in a step; those that have been made stay when a later one fails, and
     * another plan does the rest.
     *
     * @throws RevisionMismatchException when somebody has changed a file since this was planned
     * @throws doozer.client.DoozerException when the cluster refuses
     */
    public void apply(DoozerClient client, Progress progress) {
        long bytes = 0;
        int done = 0;
        while (done < changes.size()) {
            Transaction transaction = client.txn();
            int count = 0;
            long size = 0;
            while (done + count < changes.size() && count < MAX_CHANGES) {
                Change next = changes.get(done + count);
                size += next.path().length() + (next.body() == null ? 0 : next.body().length);
                if (count > 0 && size > MAX_BYTES) break;
                if (next.body() == null) transaction.delete(next.path(), next.revision());
                else transaction.set(next.path(), next.revision(), next.body());
                bytes += next.body() == null ? 0 : next.body().length;
                count++;
            }
            transaction.commit();
            done += count;
            progress.onProgress(done, changes.size(), bytes);
        }
    }
}
