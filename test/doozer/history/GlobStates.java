package doozer.history;

import java.util.regex.Pattern;

/** The events that one glob matches, and how many files it matches at every index of a log. */
final class GlobStates {
    private final Pattern pattern;
    private final Ints events = new Ints();
    private final Ints starts = new Ints();
    private final Ints counts = new Ints();

    GlobStates(States states, String glob) {
        pattern = pattern(glob);
        states.addEventsOf(pattern, events);
        events.sort();
        starts.add(0);
        counts.add(0);
        int count = 0;
        for (int i = 0; i < events.size(); i++) {
            int change = states.change(events.get(i));
            if (change == 0) continue;
            count += change;
            starts.add(events.get(i));
            counts.add(count);
        }
    }

    /** A glob as a regular expression. */
    static Pattern pattern(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (glob.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '.') {
                regex.append("\\.");
            } else {
                regex.append(c);
            }
        }
        return Pattern.compile(regex.toString());
    }

    boolean matches(String path) {
        return pattern.matcher(path).matches();
    }

    /** The indices of all events of matching paths. */
    Ints events() {
        return events;
    }

    /** The first index, from one to another, where so many files match. */
    int nextWithCount(int from, int to, int wanted) {
        for (int i = starts.floor(from); i < starts.size() && starts.get(i) <= to; i++) {
            if (counts.get(i) == wanted) return Math.max(from, starts.get(i));
        }
        return EventLog.NONE;
    }
}
