package doozer.web;

import doozer.node.View;
import doozer.tree.Glob;
import doozer.tree.WatchIndex;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * One glob that pages ask for, however many: which revisions match it is noted once for all of
 * them, and a page takes from it what it has not seen yet. Owned by the loop's thread.
 */
final class Topic {
    private static final int FIRST = 8;
    /** So many are noted; then, of several of one path only the last. */
    private static final int MOST = 1024;

    final Glob glob;
    final Set<EventStream> readers = new LinkedHashSet<>();
    WatchIndex.Handle handle;
    /** Whether there is something new since pages were last told, or since it was last tidied. */
    boolean isChanged;
    boolean isWarm;
    private long[] revisions = new long[FIRST];
    private int count;
    /** Up to this revision some may be missing here. */
    private long floor;

    Topic(Glob glob, long floor) {
        this.glob = glob;
        this.floor = floor;
    }

    /** Whether it stands for one file, or for what is in or below one directory. */
    boolean isPlain() {
        return isPlain(glob);
    }

    static boolean isPlain(Glob glob) {
        if (glob.isLiteral()) return true;
        String text = glob.text();
        return glob.wildcards() == 1 && (text.endsWith("/*") || text.endsWith("/**"));
    }

    long floor() {
        return floor;
    }

    int count() {
        return count;
    }

    long revision(int index) {
        return revisions[index];
    }

    /** Notes a revision that matches, higher than all before. */
    void add(long revision, View view) {
        if (count == MOST) compact(view);
        if (count == revisions.length) revisions = Arrays.copyOf(revisions, 2 * count);
        revisions[count++] = revision;
    }

    /** Makes room for half as many as there may be. */
    private void compact(View view) {
        Set<String> seen = new HashSet<>(); // never iterated
        int kept = MOST;
        for (int i = MOST - 1; i >= 0; i--) {
            boolean isHeld = revisions[i] >= view.oldest();
            boolean isLast = isHeld && seen.add(view.event(revisions[i]).path());
            if (isLast && kept > MOST / 2) revisions[--kept] = revisions[i];
            else if (isLast || !isHeld) floor = Math.max(floor, revisions[i]);
        }
        count = MOST - kept;
        System.arraycopy(revisions, kept, revisions, 0, count);
    }

    /** Forgets what all have seen. */
    void tidy() {
        if (count == 0) return;
        long last = revisions[count - 1];
        for (EventStream reader : readers) {
            if (reader.noted() < last) return;
        }
        clear(last);
    }

    /** Forgets all: who has not seen that revision has missed something. */
    void clear(long revision) {
        floor = revision;
        count = 0;
        revisions = new long[FIRST];
    }
}
