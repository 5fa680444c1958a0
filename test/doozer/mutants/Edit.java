package doozer.mutants;

import java.util.ArrayList;
import java.util.List;

/**
 * Some lines of a source file that others take the place of. Lines are compared without the blanks
 * around them, so that nothing but their words matters. Immutable; any thread.
 *
 * @param file from the root of the checkout, with slashes
 * @param oldLines one or more, one below the other; in the file exactly once
 */
record Edit(String file, List<String> oldLines, List<String> newLines) {

    /** The room of the file: the part of its name behind {@code src/doozer/}. */
    String room() {
        String[] parts = file.split("/");
        if (parts.length < 4 || !file.startsWith("src/doozer/")) {
            throw new IllegalArgumentException(file + " is no source of a room");
        }
        return parts[2];
    }

    /** How often the old lines are there. */
    int places(String source) {
        List<String> lines = source.lines().toList();
        int count = 0;
        for (int i = 0; i + oldLines.size() <= lines.size(); i++) {
            if (isAt(i, lines)) count++;
        }
        return count;
    }

    /** The source with the new lines. */
    String apply(String source) {
        if (places(source) != 1) {
            throw new IllegalArgumentException(file + " has " + places(source) + " times: "
                    + oldLines);
        }
        List<String> lines = source.lines().toList();
        ArrayList<String> changed = new ArrayList<>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            if (i + oldLines.size() <= lines.size() && isAt(i, lines)) {
                changed.addAll(newLines);
                i += oldLines.size() - 1;
            } else {
                changed.add(lines.get(i));
            }
        }
        return String.join("\n", changed) + "\n";
    }

    private boolean isAt(int first, List<String> lines) {
        for (int i = 0; i < oldLines.size(); i++) {
            if (!lines.get(first + i).strip().equals(oldLines.get(i).strip())) return false;
        }
        return true;
    }
}
