package doozer.web;

import doozer.node.View;
import doozer.tree.Event;
import doozer.tree.Glob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds what a page has missed that comes back, if that is not too much to look through at once.
 * What it takes is counted in characters of paths that one word of a glob's states is moved over.
 * Owned by the loop's thread.
 */
final class Missed {
    /** What an event takes besides, and that again for each glob. */
    static final int WORK_AN_EVENT = 10;
    static final int WORK_A_GLOB = 4;

    private final View view;
    private final List<Sought> all = new ArrayList<>();
    private long work;

    /**
     * A glob.
     *
     * @param prefix what comes before its first wildcard
     * @param words what a character behind that takes; 0 where none is looked at
     */
    private record Sought(Glob glob, String prefix, int words) {
        static Sought of(Glob glob) {
            String text = glob.text();
            int end = 0;
            while (end < text.length() && "?*".indexOf(text.charAt(end)) < 0) end++;
            boolean isQuick = glob.isLiteral() || Topic.isPlain(glob) && text.endsWith("**");
            return new Sought(glob, text.substring(0, end),
                    isQuick ? 0 : text.length() / Long.SIZE + 1);
        }
    }

    Missed(View view, List<Glob> globs) {
        this.view = view;
        for (Glob glob : globs) all.add(Sought.of(glob));
    }

    /** The revisions after that one that match any of the globs, in order; null: too much. */
    long[] since(long from, long mostWork) {
        long now = view.current().revision();
        if ((now - from) * (WORK_AN_EVENT + WORK_A_GLOB * all.size()) > mostWork) return null;
        long[] found = new long[16];
        int count = 0;
        for (long revision = from + 1; revision <= now; revision++) {
            Event event = view.event(revision);
            work += WORK_AN_EVENT;
            boolean isFound = event.kind() != Event.Kind.NOP && matches(event.path());
            if (work > mostWork) return null;
            if (!isFound) continue;
            if (count == found.length) found = Arrays.copyOf(found, 2 * count);
            found[count++] = revision;
        }
        return Arrays.copyOf(found, count);
    }

    /** What that has taken. */
    long work() {
        return work;
    }

    private boolean matches(String path) {
        for (Sought sought : all) {
            work += WORK_A_GLOB;
            if (!path.startsWith(sought.prefix)) continue;
            work += (long) sought.words * (path.length() - sought.prefix.length());
            if (sought.glob.matches(path)) return true;
        }
        return false;
    }
}
