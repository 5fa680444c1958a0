package doozer.node;

import doozer.tree.FileEntry;
import doozer.tree.Glob;
import doozer.tree.Tree;
import doozer.tree.Walk;

/**
 * The files that a watch begins with: those that its globs match in one tree, in the order of the
 * globs, and each once. Owned by whoever steps the node.
 */
final class WatchWalk {
    private final Tree tree;
    private final Glob[] globs;
    private int glob;
    private Walk walk;
    private int work;

    /** One before the first file. */
    WatchWalk(Tree tree, Glob[] globs) {
        this.tree = tree;
        this.globs = globs;
        walk = tree.walk(globs[0]);
    }

    /** Goes on towards the next file; as {@link Walk#advance}. */
    Walk.Step advance() {
        Walk.Step step = walk.advance(WalkStream.NODES_A_FILE);
        work = step == Walk.Step.PAUSED ? WalkStream.NODES_A_FILE : WalkStream.NODES_FOUND + glob;
        if (step == Walk.Step.FOUND) return isTold() ? Walk.Step.PAUSED : step;
        if (step == Walk.Step.PAUSED || glob == globs.length - 1) return step;
        walk = tree.walk(globs[++glob]);
        return Walk.Step.PAUSED;
    }

    /** Whether the file was found by a glob before this one. */
    private boolean isTold() {
        if (glob == 0) return false;
        String path = walk.path();
        for (int i = 0; i < glob; i++) {
            if (globs[i].matches(path)) return true;
        }
        return false;
    }

    /** What the last advance came to, as {@link Stream#work} counts it. */
    int work() {
        return work;
    }

    /** The path of the file found. */
    String path() {
        return walk.path();
    }

    /** The file found. */
    FileEntry file() {
        return walk.file();
    }
}
