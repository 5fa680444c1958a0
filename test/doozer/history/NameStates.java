package doozer.history;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The names in one directory, at every index of a log. */
final class NameStates {
    private final int last;
    private final Ints starts = new Ints();
    private final List<List<String>> names = new ArrayList<>();

    NameStates(States states, String directory) {
        last = states.last();
        starts.add(0);
        names.add(List.of());
        Ints events = new Ints();
        states.addEventsBelow(directory, events);
        events.sort();
        // How many files there are for each name: itself, or below it.
        TreeMap<String, Integer> files = new TreeMap<>();
        for (int i = 0; i < events.size(); i++) {
            int index = events.get(i);
            int change = states.change(index);
            if (change == 0) continue;
            String name = firstName(states.log.event(index).path(), directory);
            int size = files.size();
            files.merge(name, change, (old, more) -> old + more == 0 ? null : old + more);
            if (files.size() == size) continue;
            starts.add(index);
            names.add(List.copyOf(files.keySet()));
        }
    }

    private static String firstName(String path, String directory) {
        int from = directory.length() == 1 ? 1 : directory.length() + 1;
        int slash = path.indexOf('/', from);
        return slash < 0 ? path.substring(from) : path.substring(from, slash);
    }

    /** How many names there are at an index. */
    int count(int index) {
        return names.get(starts.floor(index)).size();
    }

    /** The names at an index. */
    List<String> at(int index) {
        return names.get(starts.floor(index));
    }

    /** The first index from one on where the directory has exactly these names, in this order. */
    int next(int from, List<String> wanted) {
        if (from > last) return EventLog.NONE;
        for (int segment = starts.floor(from); segment < starts.size(); segment++) {
            if (names.get(segment).equals(wanted)) return Math.max(from, starts.get(segment));
        }
        return EventLog.NONE;
    }

    /** The first index from one on where the directory has so many names. */
    int nextWithCount(int from, long wanted) {
        if (from > last) return EventLog.NONE;
        for (int segment = starts.floor(from); segment < starts.size(); segment++) {
            if (names.get(segment).size() == wanted) return Math.max(from, starts.get(segment));
        }
        return EventLog.NONE;
    }
}
