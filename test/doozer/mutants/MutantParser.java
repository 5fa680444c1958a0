package doozer.mutants;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Reads the file of a mutant. Owned by the thread that reads. */
final class MutantParser {
    private static final Set<String> FIELDS =
            Set.of("bug", "breaks", "test", "seed", "masked", "unfound");
    private static final List<String> NEEDED = List.of("bug", "breaks", "test");

    private final String name;
    private final TreeMap<String, String> fields = new TreeMap<>();
    private final ArrayList<Edit> edits = new ArrayList<>();
    private String lastField;
    private String file;
    private ArrayList<String> oldLines = new ArrayList<>();
    private ArrayList<String> newLines = new ArrayList<>();
    private int number;

    private MutantParser(String name) {
        this.name = name;
    }

    static Mutant parse(String name, String text) {
        MutantParser parser = new MutantParser(name);
        for (String line : text.split("\n", -1)) {
            parser.number++;
            if (parser.file == null && !line.startsWith("in ")) parser.onField(line);
            else parser.onChange(line);
        }
        parser.endEdit();
        return parser.mutant();
    }

    /** The text with that seed in it, in the place of what it said of seeds before. */
    static String withSeed(String text, long seed) {
        ArrayList<String> lines = new ArrayList<>();
        boolean isDropped = false;
        for (String line : text.split("\n", -1)) {
            boolean isMore = line.startsWith(" ");
            isDropped = line.startsWith("seed:") || line.startsWith("unfound:")
                    || isDropped && isMore;
            if (line.isEmpty() && !lines.contains("seed: " + seed)) lines.add("seed: " + seed);
            if (!isDropped) lines.add(line);
        }
        return String.join("\n", lines);
    }

    private void onField(String line) {
        if (line.isEmpty()) return;
        if (line.startsWith(" ") && lastField != null) {
            fields.merge(lastField, line.strip(), (one, more) -> one + " " + more);
            return;
        }
        int colon = line.indexOf(": ");
        lastField = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 2).strip();
        boolean isNew = FIELDS.contains(lastField) && !value.isEmpty()
                && fields.put(lastField, value) == null;
        if (!isNew) throw bad("not a field with a value, or twice: " + line);
    }

    private void onChange(String line) {
        if (line.startsWith("in ")) {
            endEdit();
            file = line.substring(3).strip();
        } else if (line.startsWith("-")) {
            if (!newLines.isEmpty()) endEdit();
            oldLines.add(line.substring(1).strip());
        } else if (line.startsWith("+")) {
            if (oldLines.isEmpty()) throw bad("what takes the place of nothing");
            newLines.add(line.substring(1).strip());
        } else if (line.isEmpty()) {
            endEdit();
        } else {
            throw bad("neither an old line nor a new one: " + line);
        }
    }

    private void endEdit() {
        if (!oldLines.isEmpty()) edits.add(new Edit(file, oldLines, newLines));
        oldLines = new ArrayList<>();
        newLines = new ArrayList<>();
    }

    private Mutant mutant() {
        for (String needed : NEEDED) {
            if (!fields.containsKey(needed)) throw bad("no " + needed);
        }
        if (edits.isEmpty()) throw bad("nothing is changed");
        if (!fields.get("test").matches("[\\w.]+#\\w+")) throw bad("a test is Class#method");
        if (!fields.getOrDefault("seed", "1").matches("\\d+")) throw bad("a seed is a number");
        boolean isOne = fields.size() <= NEEDED.size() + 1;
        if (!isOne) throw bad("seed, masked and unfound exclude each other");
        return new Mutant(name, fields, edits);
    }

    private IllegalArgumentException bad(String what) {
        return new IllegalArgumentException(name + ", line " + number + ": " + what);
    }
}
