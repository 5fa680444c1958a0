package doozer.web;

import doozer.node.View;
import doozer.tree.Directory;
import doozer.tree.Entry;
import doozer.tree.Event;
import doozer.tree.FileEntry;
import doozer.tree.Tree;

/**
 * One file, and what became of it as far back as is known and can be found quickly: each version
 * leads to the one before, in the tree before it; only deletions are searched for, event by event,
 * in pieces of work. Owned by the loop's thread.
 */
final class FileJson implements LongAnswer {
    private static final int SHOWN = 64 << 10;
    private static final int MAX_HISTORY = 50;
    /** Work in all, in events looked at. */
    private static final int MAX_WORK = 50_000;
    static final int WORK_A_PIECE = 1_000;
    /** To find a file takes as much as one event for each so many characters of its path. */
    private static final int CHARACTERS_A_WORK = 8;

    private final View view;
    private final String path;
    private final Json json = new Json();
    private int entries;
    private int work;
    /** Up to which revision its history is still to be told. */
    private long revision;
    /** Whether it is not there at that revision. */
    private boolean isDeleted;
    private boolean isGivenUp;

    FileJson(Query query, View view) throws HttpException {
        this.view = view;
        path = TreeJson.path(query);
        Tree tree = States.of(query, view);
        revision = tree.revision();
        Entry there = tree.find(path);
        if (there instanceof Directory) {
            throw new HttpException(404, "ISDIR: " + path + " is a directory");
        }
        json.object().put("rev", revision).put("path", path).put("exists", there != null);
        if (there != null) Values.put(json.object("file"), (FileEntry) there, SHOWN).endObject();
        json.array("history");
    }

    @Override
    public Json advance() {
        int until = work + WORK_A_PIECE;
        while (work < until) {
            // What is forgotten meanwhile is not told any more, nor what another birth has undone.
            boolean isKept = revision >= view.oldest() && revision <= view.current().revision();
            if (isGivenUp || !isKept) return finish();
            if (isDeleted) searchDeletion();
            else readVersion();
        }
        return null;
    }

    @Override
    public int length() {
        return json.length();
    }

    private Json finish() {
        boolean isComplete = !isGivenUp && (revision == 0 || view.oldest() == 1);
        return json.endArray().put("oldest", view.oldest()).put("complete", isComplete)
                .endObject();
    }

    private void readVersion() {
        if (entries == MAX_HISTORY) {
            isGivenUp = true;
            return;
        }
        work += 1 + path.length() / CHARACTERS_A_WORK;
        if (view.at(revision).find(path) instanceof FileEntry file) {
            entries++;
            Values.putVersion(json.object(), file).endObject();
            revision = file.revision() - 1;
        } else {
            isDeleted = true;
        }
    }

    /** Looks at one event: whether it has deleted the file. */
    private void searchDeletion() {
        if (++work > MAX_WORK) {
            isGivenUp = true;
            return;
        }
        Event event = view.event(revision);
        if (event.kind() == Event.Kind.DEL && event.path().equals(path)) {
            entries++;
            Values.putDeletion(json.object(), revision).endObject();
            isDeleted = false;
        }
        revision--;
    }
}
