package doozer.web;

import doozer.node.View;
import doozer.tree.Event;
import doozer.tree.Glob;
import doozer.tree.WatchIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The globs that pages ask for, each once. To a write it costs one match, and a note for each glob
 * that matches, whatever the number of pages. Owned by the loop's thread.
 */
final class Topics implements WatchIndex.Matches<Topic> {
    /** Different globs in all. */
    static final int MOST = 16_384;

    private final View view;
    private final WatchIndex<Topic> index = new WatchIndex<>();
    private final Map<String, Topic> byGlob = new HashMap<>(); // never iterated
    /** Those with something that pages were not told yet; and those that are to be tidied. */
    private ArrayList<Topic> changed = new ArrayList<>();
    private ArrayList<Topic> warm = new ArrayList<>();
    private long revision;

    Topics(View view) {
        this.view = view;
    }

    boolean hasRoom(int more) {
        return byGlob.size() + more <= MOST;
    }

    int size() {
        return byGlob.size();
    }

    List<Topic> join(List<Glob> globs, EventStream reader) {
        List<Topic> topics = new ArrayList<>();
        for (Glob glob : globs) {
            Topic topic = byGlob.get(glob.text());
            if (topic == null) {
                topic = new Topic(glob, view.current().revision());
                topic.handle = index.add(glob, topic);
                byGlob.put(glob.text(), topic);
            }
            if (topic.readers.add(reader)) topics.add(topic);
        }
        return topics;
    }

    void leave(List<Topic> topics, EventStream reader) {
        for (Topic topic : topics) {
            topic.readers.remove(reader);
            if (!topic.readers.isEmpty()) continue;
            index.remove(topic.handle);
            byGlob.remove(topic.glob.text());
        }
    }

    void onRevisions(long first, long last) {
        if (index.size() == 0) return;
        for (revision = first; revision <= last; revision++) {
            Event event = view.event(revision);
            if (event.kind() != Event.Kind.NOP) index.match(event.path(), this);
        }
    }

    @Override
    public void matched(Topic topic) {
        topic.add(revision, view);
        if (!topic.isChanged) changed.add(topic);
        topic.isChanged = true;
        if (!topic.isWarm) warm.add(topic);
        topic.isWarm = true;
    }

    boolean hasChanged() {
        return !changed.isEmpty();
    }

    /** Those that have changed since the last call. */
    List<Topic> takeChanged() {
        ArrayList<Topic> taken = changed;
        changed = new ArrayList<>();
        for (Topic topic : taken) topic.isChanged = false;
        return taken;
    }

    /** Forgets what all have seen. */
    void tidy() {
        ArrayList<Topic> taken = warm;
        warm = new ArrayList<>();
        for (Topic topic : taken) {
            topic.isWarm = false;
            topic.tidy();
            if (topic.count() == 0 || topic.readers.isEmpty()) continue;
            topic.isWarm = true;
            warm.add(topic);
        }
    }
}
