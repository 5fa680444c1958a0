package doozer.tree;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rules once more, over a plain map of paths: what the store is compared with. */
final class Model {
    /** A slash sorts below every character of a name: so this is depth first, by name. */
    private static final Comparator<String> WALK_ORDER =
            Comparator.comparing(path -> path.replace('/', '\0'));

    /** What the model knows of a file. */
    record File(byte[] value, long revision) {
    }

    private TreeMap<String, File> files = new TreeMap<>(WALK_ORDER);
    private long revision;

    long revision() {
        return revision;
    }

    /** The state as it is now, which later writes leave alone. */
    Model copy() {
        Model copy = new Model();
        copy.files = new TreeMap<>(files);
        copy.revision = revision;
        return copy;
    }

    Store.Outcome set(String path, long ifRevision, byte[] value) {
        Store.Outcome outcome = judge(path, ifRevision);
        if (outcome == Store.Outcome.OK) files.put(path, new File(value, ++revision));
        return outcome;
    }

    Store.Outcome delete(String path, long ifRevision) {
        Store.Outcome outcome = judge(path, ifRevision);
        if (outcome == Store.Outcome.OK) {
            files.remove(path);
            revision++;
        }
        return outcome;
    }

    void nop() {
        revision++;
    }

    File file(String path) {
        return files.get(path);
    }

    boolean isDirectory(String path) {
        String below = path.equals("/") ? "/" : path + "/";
        return path.equals("/") || files.keySet().stream().anyMatch(file -> file.startsWith(below));
    }

    /** The names in a directory, in byte order. */
    List<String> names(String path) {
        String below = path.equals("/") ? "/" : path + "/";
        TreeSet<String> names = new TreeSet<>();
        for (String file : files.keySet()) {
            if (file.startsWith(below)) names.add(file.substring(below.length()).split("/")[0]);
        }
        return List.copyOf(names);
    }

    /** How many files are below a directory. */
    long filesBelow(String path) {
        String below = path.equals("/") ? "/" : path + "/";
        return files.keySet().stream().filter(file -> file.startsWith(below)).count();
    }

    /** The paths that match a regular expression, each with its revision, as a walk finds them. */
    List<String> matching(java.util.regex.Pattern pattern) {
        List<String> matching = new ArrayList<>();
        files.forEach((path, file) -> {
            if (pattern.matcher(path).matches()) matching.add(path + " " + file.revision());
        });
        return matching;
    }

    private Store.Outcome judge(String path, long ifRevision) {
        for (String file : files.keySet()) {
            if (path.startsWith(file + "/")) return Store.Outcome.NOT_DIRECTORY;
        }
        boolean directory = isDirectory(path);
        if (ifRevision != -1) {
            long have = directory ? -2 : files.containsKey(path) ? files.get(path).revision() : 0;
            if (ifRevision < have) return Store.Outcome.REV_MISMATCH;
        }
        return directory ? Store.Outcome.IS_DIRECTORY : Store.Outcome.OK;
    }
}
