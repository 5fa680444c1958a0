package doozer.web;

import doozer.node.View;
import doozer.tree.Event;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one page is told, and up to where it was. Nothing is queued for it: when it is its turn, and
 * it has taken what it was told before, it is told what is new by then. Owned by the loop's thread.
 */
final class EventStream {
    /** Paths told of at once; for more a page loads anew what it shows. */
    static final int MAX_PATHS = 500;
    private static final int FIRST = 16;
    /** Revisions held at once; beyond that, of several of one path only the last is. */
    private static final int MAX_HELD = 4 * MAX_PATHS;
    /** Revisions looked at for one message, of several globs that match the same each counts. */
    private static final int MAX_LOOKED = 16_384;

    final Visitor visitor;
    private final View view;
    private List<Topic> topics = List.of();
    private long seen;
    /** Up to which revision its topics have nothing for it. */
    private long noted;
    /** Matching revisions from before it began, in order. */
    private long[] missed = new long[0];
    private boolean mustReload;
    /** Whether it stands among those that are to be told something. */
    boolean isDue;
    /** When it was last told of changes. */
    boolean wasTold;
    long toldNanos;
    private long[] found = new long[FIRST];
    private int foundCount;
    private int looked;

    EventStream(Visitor visitor, View view, long seen) {
        this.visitor = visitor;
        this.view = view;
        this.seen = seen;
        noted = view.current().revision();
    }

    /** Begins: with the globs that it asks for, and what it has missed, in order. */
    void begin(List<Topic> newTopics, long[] newMissed) {
        topics = newTopics;
        missed = newMissed;
    }

    List<Topic> topics() {
        return topics;
    }

    /** The revision up to which it was told everything. */
    long seen() {
        return seen;
    }

    /** Up to which revision its topics may forget. */
    long noted() {
        return noted;
    }

    /** Nobody can say any more what was new for it. */
    void loseTrack() {
        mustReload = true;
        missed = new long[0];
    }

    /** What is new, as a message; null for nothing. */
    byte[] take() {
        long now = view.current().revision();
        looked = 0;
        boolean reloads = !collect();
        boolean isNothing = !reloads && foundCount == 0;
        String message = reloads ? null : changes(now);
        seen = now;
        noted = now;
        mustReload = false;
        missed = new long[0];
        foundCount = 0;
        if (found.length > MAX_PATHS) found = new long[FIRST];
        if (isNothing) return null;
        if (message != null) return Events.message("change", now, message);
        return Events.message("reload", now,
                new Json().object().put("rev", now).endObject().toString());
    }

    /** How many revisions the last message took to look at. */
    int looked() {
        return looked;
    }

    /**
     * Finds the revisions that are new for it, of each path the last, in order; false as soon as it
     * is certain that it has to load anew.
     */
    private boolean collect() {
        if (mustReload) return false;
        for (Topic topic : topics) {
            if (topic.floor() > noted) return false;
        }
        for (long revision : missed) {
            if (!add(revision)) return false;
        }
        for (Topic topic : topics) {
            for (int i = topic.count() - 1; i >= 0 && topic.revision(i) > noted; i--) {
                if (!add(topic.revision(i))) return false;
            }
        }
        return keepLast();
    }

    private boolean add(long revision) {
        if (++looked > MAX_LOOKED || revision < view.oldest()) return false;
        if (foundCount == MAX_HELD && !keepLast()) return false;
        if (foundCount == found.length) found = Arrays.copyOf(found, 2 * foundCount);
        found[foundCount++] = revision;
        return true;
    }

    /** Keeps the last of each path, in order; false if there are too many. */
    private boolean keepLast() {
        Arrays.sort(found, 0, foundCount);
        Set<String> paths = new HashSet<>(); // never iterated
        int first = foundCount;
        for (int i = foundCount - 1; i >= 0; i--) {
            if (first < foundCount && found[i] == found[first]) continue;
            if (!paths.add(view.event(found[i]).path())) continue;
            found[--first] = found[i];
            if (paths.size() > MAX_PATHS) return false;
        }
        foundCount -= first;
        System.arraycopy(found, first, found, 0, foundCount);
        return true;
    }

    private String changes(long now) {
        Json json = new Json().object().put("rev", now).array("changes");
        for (int i = 0; i < foundCount; i++) put(json, view.event(found[i]));
        return json.endArray().endObject().toString();
    }

    private void put(Json json, Event event) {
        json.object().put("path", event.path());
        Values.put(json, event);
        if (event.kind() == Event.Kind.DEL) {
            String gone = view.current().missing(event.path());
            if (gone != null) json.put("gone", gone);
        }
        json.endObject();
    }
}
