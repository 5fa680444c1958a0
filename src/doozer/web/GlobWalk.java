package doozer.web;

import doozer.node.View;
import doozer.tree.Glob;
import doozer.tree.Tree;
import doozer.tree.Walk;

/**
 * The files that a glob matches, a page of them: found in pieces of work, each a fraction of a
 * millisecond, so that no list holds the loop. Owned by the loop's thread.
 */
final class GlobWalk implements LongAnswer {
    /** Nodes of the tree looked at for one request; then it is cut. */
    static final int MAX_WORK = 100_000;
    /** Wildcards in a glob of a page: fewer than clients may use. */
    static final int MAX_WILDCARDS = 8;
    private static final int WORK_A_PIECE = 1024;

    private final Walk walk;
    private final Json json;
    private final long offset;
    private final int limit;
    private int found;
    private boolean isDone;

    GlobWalk(Query query, View view) throws HttpException {
        Glob glob = glob(query.text("glob"));
        Tree tree = States.of(query, view);
        offset = query.number("offset", 0);
        limit = TreeJson.limit(query);
        walk = tree.walk(glob).skip(offset);
        json = new Json().object().put("rev", tree.revision()).put("glob", glob.text())
                .put("offset", offset).array("entries");
    }

    static Glob glob(String text) throws HttpException {
        Glob glob = Glob.parse(text);
        if (glob != null && glob.wildcards() <= MAX_WILDCARDS) return glob;
        throw new HttpException(400, "a glob is a path with ?, * and ** in its names, and on this"
                + " page up to " + MAX_WILDCARDS + " of them");
    }

    @Override
    public Json advance() {
        long until = walk.visited() + WORK_A_PIECE;
        while (!isDone && walk.visited() < until) step((int) (until - walk.visited()));
        return isDone ? json : null;
    }

    @Override
    public int length() {
        return json.length();
    }

    private void step(int budget) {
        Walk.Step step = walk.advance(budget);
        if (step == Walk.Step.FOUND && found < limit) {
            found++;
            Values.put(json.object().put("path", walk.path()), walk.file(), Values.SHOWN)
                    .endObject();
        } else if (step != Walk.Step.PAUSED) {
            finish(step == Walk.Step.FOUND, false);
        }
        if (!isDone && walk.visited() >= MAX_WORK) finish(true, true);
    }

    private void finish(boolean hasMore, boolean isCut) {
        json.endArray().put("more", hasMore);
        // Whoever goes on where nothing was found would not get any further.
        if (hasMore && (found > 0 || !isCut)) json.put("next", offset + found);
        // There may be no more: so much was looked at that nobody is to wait for the rest.
        if (isCut) json.put("cut", true);
        json.endObject();
        isDone = true;
    }
}
