package doozer.cli;

import doozer.golden.Resource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The list of where commands behave otherwise than the recordings, as in cli-differences.txt, which
 * says how it is to be read. Remembers which entries were used. One thread's.
 */
final class CliDifferences {
    private static final String PREFIX = "Use: doozer ";

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> used = new HashSet<>();

    /**
     * What a line is to do in place of what was recorded; null for what is as recorded.
     *
     * @param exit the exit status
     * @param runs whether it goes on where the recorded one ended
     * @param out what it prints
     * @param err a part of what it says on stderr
     */
    record Entry(boolean isNotYet, Integer exit, boolean runs, Template out, String err) {
        private static Entry of(boolean isNotYet, String instead) {
            Entry entry = new Entry(isNotYet, null, false, null, null);
            for (String part : instead.split("; ")) entry = entry.with(part);
            return entry;
        }

        private Entry with(String part) {
            String[] words = part.split(" ", 2);
            return switch (words[0]) {
                case "exit" -> new Entry(isNotYet, Integer.valueOf(words[1]), runs, out, err);
                case "runs" -> new Entry(isNotYet, exit, true, out, err);
                case "out" -> new Entry(isNotYet, exit, runs, Template.listed(text(words)), err);
                case "err" -> new Entry(isNotYet, exit, runs, out, text(words));
                case "help" -> new Entry(isNotYet, exit, runs, Template.beginsWith(PREFIX), err);
                default -> throw new IllegalArgumentException(part);
            };
        }

        private static String text(String[] words) {
            return words.length == 1 ? "" : words[1].replace("\\n", "\n");
        }
    }

    static CliDifferences read() {
        return new CliDifferences(Resource.lines("cli-differences.txt"));
    }

    CliDifferences(Iterable<String> lines) {
        boolean isNotYet = false;
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) continue;
            if (line.startsWith("[")) isNotYet = line.equals("[not yet]");
            else add(isNotYet, line.split(" +\\| +"));
        }
    }

    private void add(boolean isNotYet, String[] columns) {
        if (columns.length != 3) throw new IllegalArgumentException(String.join(" | ", columns));
        Entry old = entries.put(columns[0], Entry.of(isNotYet, columns[2]));
        if (old != null) throw new IllegalArgumentException(columns[0] + " stands there twice");
    }

    /** The entry of a line, its own or that of all that begin like it; or null. */
    Entry find(String name) {
        for (Map.Entry<String, Entry> next : entries.entrySet()) {
            String key = next.getKey();
            boolean isThis = key.endsWith("*")
                ? name.startsWith(key.substring(0, key.length() - 1)) : name.equals(key);
            if (!isThis) continue;
            used.add(key);
            return next.getValue();
        }
        return null;
    }

    /** The entries that no line has needed. */
    Set<String> unused() {
        Set<String> unused = new HashSet<>(entries.keySet());
        unused.removeAll(used);
        return unused;
    }
}
