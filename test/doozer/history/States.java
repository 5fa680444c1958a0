package doozer.history;

import doozer.tree.Event;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The state at every index of a log, looked at from one path or glob at a time: each view is a list
 * of segments between changes, made when it is first asked for. It knows nothing of trees and globs
 * of {@code doozer.tree}, which are among what is tested. The log must not grow meanwhile.
 */
final class States {
    /** A slash sorts below every character of a name: so this is the order of a walk. */
    static final Comparator<String> WALK_ORDER =
            Comparator.comparing(path -> path.replace('/', '\0'));

    private static final Ints NO_EVENTS = new Ints();

    final EventLog log;
    private final TreeMap<String, Ints> byPath;
    /** For each index: 1 when its event made a file, -1 when it removed one, else 0. */
    private final byte[] change;
    /** For each index: that of the next event of the same path, or one beyond the end. */
    private final int[] nextOfPath;
    private final Map<String, PathStates> paths = new HashMap<>();
    private final Map<String, NameStates> names = new HashMap<>();
    private final Map<String, GlobStates> globs = new HashMap<>();

    States(EventLog log) {
        this.log = log;
        Map<String, Ints> unsorted = new HashMap<>();
        for (int index = 1; index <= log.size(); index++) {
            unsorted.computeIfAbsent(log.event(index).path(), path -> new Ints()).add(index);
        }
        byPath = new TreeMap<>(unsorted);
        change = new byte[log.size() + 1];
        nextOfPath = new int[log.size() + 1];
        Arrays.fill(nextOfPath, log.size() + 1);
        byPath.values().forEach(this::follow);
    }

    private void follow(Ints events) {
        boolean exists = false;
        for (int i = 0; i < events.size(); i++) {
            int index = events.get(i);
            if (i > 0) nextOfPath[events.get(i - 1)] = index;
            boolean existsNow = log.event(index).kind() == Event.Kind.SET;
            change[index] = (byte) ((existsNow ? 1 : 0) - (exists ? 1 : 0));
            exists = existsNow;
        }
    }

    /** The last index of all. */
    int last() {
        return log.size();
    }

    /** What an event did to the number of files. */
    int change(int index) {
        return change[index];
    }

    int nextOfPath(int index) {
        return nextOfPath[index];
    }

    /** What is at a path. */
    PathStates path(String path) {
        return paths.computeIfAbsent(path, key -> new PathStates(this, key));
    }

    /** The names in a directory. */
    NameStates names(String directory) {
        return names.computeIfAbsent(directory, key -> new NameStates(this, key));
    }

    /** The files that a glob matches, and its events. */
    GlobStates glob(String glob) {
        return globs.computeIfAbsent(glob, key -> new GlobStates(this, key));
    }

    /** The events of exactly this path. */
    Ints eventsOf(String path) {
        return byPath.getOrDefault(path, NO_EVENTS);
    }

    /** Adds the events of all paths below a directory. */
    void addEventsBelow(String directory, Ints to) {
        String slash = directory.equals("/") ? "/" : directory + "/";
        // What comes after the slash: every path below the directory sorts before it.
        String end = slash.substring(0, slash.length() - 1) + (char) ('/' + 1);
        NavigableMap<String, Ints> below = byPath.subMap(slash, false, end, false);
        below.values().forEach(to::addAll);
    }

    /** Adds the events of all paths that a pattern matches. */
    void addEventsOf(Pattern pattern, Ints to) {
        byPath.forEach((path, events) -> {
            if (pattern.matcher(path).matches()) to.addAll(events);
        });
    }
}
