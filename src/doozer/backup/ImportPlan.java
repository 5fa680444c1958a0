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
 * that are so already are left alone, and those that open sessions own. Owned by one thread.
 */
public final class ImportPlan {
    /** Of a transaction; the server takes more changes, and as many bytes as a body has at most. */
    private static final int MAX_CHANGES = 100;
    private static final int MAX_BYTES = 1 << 20;
    /** What a change takes beside its path and its body, at most. */
    private static final int CHANGE_BYTES = 64;
    private static final String MAX_VALUE = "max_value_bytes:";

    private final TreeMap<String, WalkedFile> there = new TreeMap<>(PathOrder.WALK);
    private final List<Change> changes = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();
    private final List<String> obstacles = new ArrayList<>();
    private final long maxValue;
    private long equal;
    private long spared;

    /**
     * One change that has to be made.
     *
     * @param mark {@code +} for a new file, {@code ~} for another body, {@code -} for none any more
     * @param revision that the file has now; 0 for none
     * @param body null for none any more
     */
    public record Change(char mark, String path, long revision, byte[] body) {
        private long bytes() {
            return path.length() + CHANGE_BYTES + (body == null ? 0 : body.length);
        }
    }

    private ImportPlan(long maxValue) {
        this.maxValue = maxValue;
    }

    /**
     * Compares, and changes nothing.
     *
     * @param hasDelete whether files that are not wanted go
     * @throws doozer.client.DoozerException when the cluster does not answer
     */
    public static ImportPlan of(DoozerClient client, Wanted wanted, boolean hasDelete) {
        ImportPlan plan = new ImportPlan(maxValue(client));
        String into = wanted.into();
        long revision = client.rev();
        String glob = into.length() == 1 ? "/**" : into + "/**";
        client.walk(glob, revision, file -> plan.there.put(file.path(), file) != file);
        // Deleted first: a directory may be wanted where there is a file.
        plan.delete(wanted, hasDelete);
        wanted.files().forEach((path, body) -> {
            if (body != null) plan.set(path, body);
        });
        plan.leaveToSessions(client);
        // Also a file that is where a directory above all of it would have to be.
        for (String above = into; above.length() > 1;
                above = above.substring(0, Math.max(1, above.lastIndexOf('/')))) {
            client.walk(above, revision, file -> plan.there.put(file.path(), file) != file);
        }
        plan.foresee();
        return plan;
    }

    /** What a body may have, as the node tells; an older one does not. */
    private static long maxValue(DoozerClient client) {
        for (String line : client.info().split("\n")) {
            if (!line.startsWith(MAX_VALUE)) continue;
            return Long.parseLong(line.substring(MAX_VALUE.length()));
        }
        return Item.MAX_BODY;
    }

    private void delete(Wanted wanted, boolean hasDelete) {
        for (WalkedFile file : there.values()) {
            String path = file.path();
            boolean isWanted = wanted.files().get(path) != null;
            boolean isNamed = wanted.files().containsKey(path);
            if (isWanted || !isNamed && !(hasDelete && wanted.mayDelete(path))) continue;
            changes.add(new Change('-', path, file.revision(), null));
        }
    }

    private void set(String path, byte[] body) {
        WalkedFile file = there.get(path);
        if (file == null) {
            changes.add(new Change('+', path, 0, body));
        } else if (Arrays.equals(file.body(), body)) {
            equal++;
        } else {
            changes.add(new Change('~', path, file.revision(), body));
        }
    }

    /** Whoever holds a lock is to go on holding it. */
    private void leaveToSessions(DoozerClient client) {
        if (changes.stream().allMatch(change -> change.revision() == 0)) return;
        Set<String> owned = owned(client);
        for (Change change : changes) {
            if (!owned.contains(change.path())) continue;
            if (change.body() == null) spared++;
            else kept.add(change.path());
        }
        changes.removeIf(change -> owned.contains(change.path()));
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

    /** Looks for what the cluster would refuse. */
    private void foresee() {
        // What there is in the end, and whether it is new; what is below a path stands behind it.
        TreeMap<String, Boolean> after = new TreeMap<>(PathOrder.WALK);
        for (String path : there.keySet()) after.put(path, false);
        for (Change change : changes) {
            if (change.body() == null) after.remove(change.path());
            else after.put(change.path(), change.mark() == '+');
            if (change.body() == null || change.body().length <= maxValue) continue;
            obstacles.add("RANGE: " + change.path() + ": a body of " + change.body().length
                    + " bytes, and the cluster takes " + maxValue + " at most (-maxvalue)");
        }
        String file = "";
        boolean isToldOf = true;
        for (Map.Entry<String, Boolean> one : after.entrySet()) {
            String path = one.getKey();
            if (file.isEmpty() || !path.startsWith(file + "/")) {
                file = path;
                isToldOf = false;
            } else if (one.getValue()) {
                obstacles.add("NOTDIR: " + path + ": " + file + " is a file");
            } else if (!isToldOf) {
                obstacles.add("ISDIR: " + file + ": there are files below it, as " + path);
                isToldOf = true;
            }
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

    /** The paths of files that are wanted otherwise, and stay: sessions own them that are open. */
    public List<String> kept() {
        return List.copyOf(kept);
    }

    /** What the cluster would refuse, each with the path, for people; empty for nothing. */
    public List<String> obstacles() {
        return List.copyOf(obstacles);
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
            List<Change> step = changes.subList(done, done + count(done));
            commit(client, step);
            done += step.size();
            for (Change one : step) bytes += one.body() == null ? 0 : one.body().length;
            progress.onProgress(done, changes.size(), bytes);
        }
    }

    /** How many changes are made in one step, from that one on. */
    private int count(int first) {
        long most = Math.min(MAX_BYTES, maxValue);
        long size = 0;
        int count = 0;
        while (first + count < changes.size() && count < MAX_CHANGES) {
            size += changes.get(first + count).bytes();
            if (count > 0 && size > most) break;
            count++;
        }
        return count;
    }

    private static void commit(DoozerClient client, List<Change> step) {
        Change first = step.get(0);
        // The longest body has no room in a transaction.
        boolean isAlone = step.size() == 1 && first.body() != null;
        if (isAlone) {
            client.set(first.path(), first.revision(), first.body());
            return;
        }
        Transaction transaction = client.txn();
        for (Change one : step) {
            if (one.body() == null) transaction.delete(one.path(), one.revision());
            else transaction.set(one.path(), one.revision(), one.body());
        }
        transaction.commit();
    }
}
