package doozer.backup;

import doozer.tree.FileEntry;
import doozer.tree.Glob;
import doozer.tree.Walk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What files are to be where, in a cluster that runs already. Owned by one thread.
 */
public final class Wanted {
    private static final String RESERVED = "/ctl/";
    private static final List<String> WRITABLE = List.of("/ctl/ns/", "/ctl/boot/");

    private final String into;
    private final TreeMap<String, byte[]> files = new TreeMap<>(PathOrder.WALK);
    private final Set<String> ephemeral = new HashSet<>();
    private long reserved;

    private Wanted(String into) {
        if (!doozer.tree.Path.isValid(into)) {
            throw new IllegalArgumentException("no path: " + into);
        }
        this.into = into;
    }

    /**
     * The files of a state, below a path. Left out are files of sessions, which ended with the
     * cluster that they were of, and what clients may not write below {@code /ctl}.
     *
     * @param into {@code /} for each file under its own name
     * @throws IllegalArgumentException when that is no path
     * @throws BackupException when a path would become too long
     */
    public static Wanted of(Restored restored, String into) throws BackupException {
        Wanted wanted = new Wanted(into);
        Walk walk = restored.store().current().walk(Glob.parse("/**"));
        while (walk.advance(Integer.MAX_VALUE) == Walk.Step.FOUND) {
            FileEntry file = walk.file();
            String path = walk.path();
            if (file.owner() == 0 || !isWritable(path)) wanted.add(path, file.value());
            else wanted.ephemeral.add(wanted.target(path));
        }
        return wanted;
    }

    /**
     * What the lines {@code REV|set|path|value} and {@code REV|del|path} of a file lead to.
     *
     * @throws IllegalArgumentException when {@code into} is no path
     * @throws BackupException naming the line that is wrong
     */
    public static Wanted ofLines(Path file, String into) throws IOException {
        Wanted wanted = new Wanted(into);
        for (Map.Entry<String, byte[]> one : LineFile.read(file).entrySet()) {
            wanted.add(one.getKey(), one.getValue());
        }
        return wanted;
    }

    private void add(String path, byte[] body) throws BackupException {
        if (isWritable(path)) files.put(target(path), body);
        else reserved++;
    }

    private static boolean isWritable(String path) {
        return !path.startsWith(RESERVED) || WRITABLE.stream().anyMatch(path::startsWith);
    }

    private String target(String path) throws BackupException {
        String target = into.length() == 1 ? path : into + path;
        if (doozer.tree.Path.isValid(target)) return target;
        throw new BackupException(BackupException.Kind.NOT_THERE, path, "below " + into
                + " its path would be too long");
    }

    /** What is not restored, in words for people. */
    public List<String> leftOut() {
        List<String> out = new ArrayList<>();
        if (reserved > 0) out.add(reserved + " files below /ctl that only doozer writes");
        if (!ephemeral.isEmpty()) out.add(ephemeral.size() + " files of sessions");
        return out;
    }

    /** Whether there is no file in it: then everything would be deleted that is not wanted. */
    public boolean isEmpty() {
        return files.values().stream().allMatch(body -> body == null);
    }

    /** Where they are to be: all that is deleted is below it, too. */
    String into() {
        return into;
    }

    /** What is to be where, in the order of a walk; null for nothing. */
    Map<String, byte[]> files() {
        return files;
    }

    /** Whether a file that is not wanted may be deleted because of that. */
    boolean mayDelete(String path) {
        return !path.startsWith(RESERVED) && !ephemeral.contains(path);
    }
}
