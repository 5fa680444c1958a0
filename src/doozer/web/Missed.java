package doozer.web;

import doozer.node.View;
import doozer.tree.Event;
import doozer.tree.Glob;
import java.util.Arrays;
import java.util.List;

/**
 * Finds what a page has missed that comes back, if that is not too much to look through at once.
 * What it takes is counted in characters of paths that one word of a glob's states is moved over.
 * Owned by the loop's thread.
 */
final class Missed {
    /** An event takes as much for each glob, however short its path is. */
    static final int WORK_AN_EVENT = 10;

    private final View view;
    private final List<Glob> globs;
    private final int words;
    private long work;

    Missed(View view, List<Glob> globs) {
        this.view = view;
        this.globs = globs;
        int sum = 0;
        for (Glob glob : globs) sum += glob.text().length() / Long.SIZE + 1;
        words = sum;
    }

    /** The revisions after that one that match any of the globs, in order; null: too much. */
    long[] since(long from, long mostWork) {
        long now = view.current().revision();
        if ((now - from) * words * WORK_AN_EVENT > mostWork) return null;
        long[] found = new long[16];
        int count = 0;
        for (long revision = from + 1; revision <= now; revision++) {
            Event event = view.event(revision);
            work += (long) words * WORK_AN_EVENT;
            if (event.kind() == Event.Kind.NOP) continue;
            work += (long) words * event.path().length();
            if (work > mostWork) return null;
            if (!matches(event.path())) continue;
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
        for (Glob glob : globs) {
            if (glob.matches(path)) return true;
        }
        return false;
    }
}
