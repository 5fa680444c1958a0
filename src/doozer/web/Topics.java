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
    /** Different globs in all that are plain: {@link Topic#isPlain}. */
    static final int MOST_PLAIN = 16_384;
    /** Wildcards in all others together: each may cost each write as much as its path is long. */
    static final int MOST_WILDCARDS = 2_048;

    private final View view;
    private final WatchIndex<Topic> index = new WatchIndex<>();
    /** By the compiled form, as globs of one form match alike. */
    private final Map<String, Topic> byForm = new HashMap<>(); // never iterated
    private int plain;
    private int wildcards;
    /** Those with something that pages were not told yet; and those that are to be tidied. */
    private ArrayList<Topic> changed = new ArrayList<>();
    private ArrayList<Topic> warm = new ArrayList<>();
    private long revision;

    Topics(View view) {
        this.view = view;
    }

    /** Refuses globs if, with those that are there, they are too many. */
    void checkRoom(List<Glob> globs) throws HttpException {
        int morePlain = 0;
        int moreWildcards = 0;
        for (Glob glob : globs) {
            if (byForm.containsKey(glob.tokens())) continue;
            if (Topic.isPlain(glob)) morePlain++;
            else moreWildcards += glob.wildcards();
        }
        if (morePlain > 0 && plain + morePlain > MOST_PLAIN) {
            throw new HttpException(503, "pages look at " + plain + " files and directories, of"
                    + " which there may be " + MOST_PLAIN + "; try again later");
        }
        if (moreWildcards > 0 && wildcards + moreWildcards > MOST_WILDCARDS) {
            throw new HttpException(503, "globs of all pages have " + wildcards + " wildcards, of"
                    + " which there may be " + MOST_WILDCARDS + "; try again later, or a glob as"
                    + " /dir/* or /dir/**");
        }
    }

    int size() {
        return byForm.size();
    }

    List<Topic> join(List<Glob> globs, EventStream reader) {
        List<Topic> topics = new ArrayList<>();
        for (Glob glob : globs) {
            Topic topic = byForm.get(glob.tokens());
            if (topic == null) topic = add(glob);
            if (topic.readers.add(reader)) topics.add(topic);
        }
        return topics;
    }

    private Topic add(Glob glob) {
        Topic topic = new Topic(glob, view.current().revision());
        topic.handle = index.add(glob, topic);
        byForm.put(glob.tokens(), topic);
        if (topic.isPlain()) plain++;
        else wildcards += glob.wildcards();
        return topic;
    }

    void leave(List<Topic> topics, EventStream reader) {
        for (Topic topic : topics) {
            topic.readers.remove(reader);
            if (topic.readers.isEmpty()) remove(topic);
        }
        if (byForm.isEmpty()) {
            changed.clear();
            warm.clear();
        }
    }

    private void remove(Topic topic) {
        index.remove(topic.handle);
        byForm.remove(topic.glob.tokens());
        if (topic.isPlain()) plain--;
        else wildcards -= topic.glob.wildcards();
        // It may yet stand among those that have changed.
        topic.clear(view.current().revision());
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

    /** How many times a topic is remembered besides among those that there are, for tests. */
    int kept() {
        return changed.size() + warm.size();
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
