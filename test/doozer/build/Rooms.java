package doozer.build;

import doozer.build.SourceFile.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rooms and the arrows between them: which room may import which. Any thread. */
final class Rooms {
    private static final Pattern ARROWS = Pattern.compile("(?m)^arrows\\.(\\w+)[ ]*=[ ]*(.*)$");
    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);");
    private static final Pattern MENTION = Pattern.compile("\\bdoozer\\.(\\w+)");

    private final Map<String, Set<String>> arrows;

    private Rooms(Map<String, Set<String>> arrows) {
        this.arrows = arrows;
    }

    /** Reads the lines {@code arrows.<room> = <rooms>} of a Makefile. */
    static Rooms of(String makefile) {
        Map<String, Set<String>> arrows = new TreeMap<>();
        Matcher line = ARROWS.matcher(makefile);
        while (line.find()) {
            Set<String> allowed = new TreeSet<>(List.of(line.group(2).strip().split("\\s+")));
            allowed.remove("");
            arrows.put(line.group(1), allowed);
        }
        return new Rooms(arrows);
    }

    Set<String> names() {
        return arrows.keySet();
    }

    Set<String> allowed(String room) {
        return arrows.get(room);
    }

    /** The rooms that a room must not import. */
    Set<String> forbidden(String room) {
        Set<String> others = new TreeSet<>(arrows.keySet());
        others.remove(room);
        others.removeAll(allowed(room));
        return others;
    }

    /** The rooms that are on a cycle of arrows, or lead into one, or to a room without a line. */
    Set<String> entangled() {
        Set<String> left = new TreeSet<>(arrows.keySet());
        Set<String> free = new TreeSet<>();
        while (left.removeIf(room -> free.containsAll(allowed(room)) && free.add(room))) {
            // Each turn frees the rooms whose arrows lead to free ones only.
        }
        return left;
    }

    /**
     * Whether a source is in a room that exists, is of the package of its folder, and names no room
     * that its own may not import.
     */
    List<Finding> check(SourceFile file) {
        // What the jar of the client exports is a matter of several rooms.
        if (file.name().equals("src/module-info.java")) return List.of();
        if (!arrows.containsKey(file.room())) return List.of(file.finding(1, "is in no room"));
        List<Finding> found = new ArrayList<>();
        Set<String> forbidden = forbidden(file.room());
        String folder = file.name().replaceAll("^src/|/[^/]*$", "").replace('/', '.');
        boolean packageSeen = false;
        List<String> lines = file.codeLines();
        for (int i = 0; i < lines.size(); i++) {
            Matcher declared = PACKAGE.matcher(lines.get(i));
            packageSeen |= declared.find() && declared.group(1).equals(folder);
            Matcher mention = MENTION.matcher(lines.get(i));
            while (mention.find()) {
                if (forbidden.contains(mention.group(1))) {
                    found.add(file.finding(i + 1, file.room() + " may not use " + mention.group()));
                }
            }
        }
        if (!packageSeen) found.add(file.finding(1, "is not in package " + folder));
        return found;
    }
}
