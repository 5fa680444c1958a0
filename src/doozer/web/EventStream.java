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
    private long[] found = new long[16];
    private int foundCount;

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
        collect();
        boolean reloads = mustReload;
        boolean isNothing = !reloads && foundCount == 0;
        String message = reloads ? null : changes(now);
        seen = now;
        noted = now;
        mustReload = false;
        missed = new long[0];
        foundCount = 0;
        if (found.length > MAX_PATHS) found = new long[16];
        if (isNothing) return null;
        if (message != null) return Events.message("change", now, message);
        return Events.message("reload", now,
                new Json().object().put("rev", now).endObject().toString());
    }

    /** The revisions that are new for it, in order, some of them more than once. */
    private void collect() {
        for (long revision : missed) add(revision);
        for (Topic topic : topics) {
            if (topic.floor() > noted) mustReload = true;
            for (int i = topic.count() - 1; i >= 0 && topic.revision(i) > noted; i--) {
                add(topic.revision(i));
            }
        }
        Arrays.sort(found, 0, foundCount);
        if (foundCount > 0 && found[0] < view.oldest()) mustReload = true;
    }

    private void add(long revision) {
        if (foundCount == found.length) found = Arrays.copyOf(found, 2 * foundCount);
        found[foundCount++] = revision;
    }

    /** The last of each path, in order; null if there are too many. */
    private String changes(long now) {
        Set<String> paths = new HashSet<>(); // never iterated
        int first = foundCount;
        for (int i = foundCount - 1; i >= 0; i--) {
            if (paths.add(view.event(found[i]).path())) found[--first] = found[i];
        }
        if (foundCount - first > MAX_PATHS) return null;
        Json json = new Json().object().put("rev", now).array("changes");
        for (int i = first; i < foundCount; i++) put(json, view.event(found[i]));
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
