package doozer.web;

import doozer.node.View;
import doozer.tree.Directory;
import doozer.tree.Entry;
import doozer.tree.Event;
import doozer.tree.FileEntry;
import doozer.tree.Tree;

/**
 * One file, and what became of it as far back as is known and can be found quickly: each version
 * leads to the one before, in the tree before it; only deletions are searched for, event by event.
 * Owned by the loop's thread.
 */
final class FileJson {
    private static final int SHOWN = 64 << 10;
    private static final int MAX_HISTORY = 50;
    /** Events looked at in search of deletions. */
    private static final int MAX_EVENTS = 50_000;

    private final View view;
    private final String path;
    private final Json json = new Json();
    private int entries;
    private int events;

    private FileJson(View view, String path) {
        this.view = view;
        this.path = path;
    }

    static Json of(Query query, View view) throws HttpException {
        return new FileJson(view, TreeJson.path(query)).in(States.of(query, view));
    }

    private Json in(Tree tree) throws HttpException {
        Entry there = tree.find(path);
        if (there instanceof Directory) {
            throw new HttpException(404, "ISDIR: " + path + " is a directory");
        }
        json.object().put("rev", tree.revision()).put("path", path).put("exists", there != null);
        if (there != null) Values.put(json.object("file"), (FileEntry) there, SHOWN).endObject();
        json.array("history");
        boolean isComplete = history(tree.revision());
        return json.endArray().put("oldest", view.oldest()).put("complete", isComplete)
                .endObject();
    }

    /** What became of it up to that revision, the newest first; whether that is all. */
    private boolean history(long newest) {
        long revision = newest;
        while (revision >= view.oldest()) {
            if (entries == MAX_HISTORY) return false;
            if (view.at(revision).find(path) instanceof FileEntry file) {
                entries++;
                Values.putVersion(json.object(), file).endObject();
                revision = file.revision() - 1;
            } else {
                long deleted = deletion(revision);
                if (deleted < 0) return false;
                if (deleted == 0) break;
                entries++;
                Values.putDeletion(json.object(), deleted).endObject();
                revision = deleted - 1;
            }
        }
        return revision == 0 || view.oldest() == 1;
    }

    /** When it was deleted last; 0: never as far back as is known; -1: that takes too long. */
    private long deletion(long newest) {
        for (long revision = newest; revision >= view.oldest(); revision--) {
            if (++events > MAX_EVENTS) return -1;
            Event event = view.event(revision);
            if (event.kind() == Event.Kind.DEL && event.path().equals(path)) return revision;
        }
        return 0;
    }
}
