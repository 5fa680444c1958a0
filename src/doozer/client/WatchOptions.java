package doozer.client;

import doozer.wire.Limits;
import java.util.ArrayList;
import java.util.List;

/**
 * What a watch is to tell. Immutable: each method gives another one.
 *
 * <pre>
 *   client.watch(WatchOptions.of("/app/*").and("/lib/*").walkFirst().progress())
 * </pre>
 *
 * @param globs which files: an event that matches any of them is told, once
 * @param from the first revision to tell of; 0 for what happens from now on
 * @param hasPrevious see {@link #previous}
 * @param isWalkFirst see {@link #walkFirst}
 * @param hasProgress see {@link #progress}
 * @param hasOwners see {@link #withOwners}
 */
public record WatchOptions(List<String> globs, long from, boolean hasPrevious,
        boolean isWalkFirst, boolean hasProgress, boolean hasOwners) {

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException when there is no glob, or more than 32, or when both a
     *     revision and a walk are asked for
     */
    public WatchOptions {
        globs = List.copyOf(globs);
        if (globs.isEmpty() || globs.size() > 1 + Limits.MAX_GLOBS) {
            throw new IllegalArgumentException("a watch has from 1 to " + (1 + Limits.MAX_GLOBS)
                    + " globs, not " + globs.size());
        }
        if (isWalkFirst && from != 0) {
            throw new IllegalArgumentException("a watch begins with a walk or at a revision");
        }
    }

    /** The changes of the files that match a glob, from now on. */
    public static WatchOptions of(String glob) {
        return new WatchOptions(List.of(glob), 0, false, false, false, false);
    }

    /** Also those of files that match that one. */
    public WatchOptions and(String glob) {
        List<String> more = new ArrayList<>(globs);
        more.add(glob);
        return new WatchOptions(more, from, hasPrevious, isWalkFirst, hasProgress, hasOwners);
    }

    /** From that revision on, those of the past first; below 1 from the beginning of history. */
    public WatchOptions from(long revision) {
        return new WatchOptions(globs, Math.max(1, revision), hasPrevious, isWalkFirst,
                hasProgress, hasOwners);
    }

    /** Each event tells what was at its path before, while the server knows it. */
    public WatchOptions previous() {
        return new WatchOptions(globs, from, true, isWalkFirst, hasProgress, hasOwners);
    }

    /**
     * First come the files that match, each once, as events of the kind SET with the revisions
     * that they have, all as of one revision, in the order of the globs; then every change after
     * that revision. No file comes twice, whatever connections are lost in between.
     */
    public WatchOptions walkFirst() {
        return new WatchOptions(globs, from, hasPrevious, true, hasProgress, hasOwners);
    }

    /**
     * Events of the kind MARK tell up to which revision everything has been told: one at the
     * beginning, behind the files of {@link #walkFirst}, and then, while nothing matches and
     * other files change, one in some seconds.
     */
    public WatchOptions progress() {
        return new WatchOptions(globs, from, hasPrevious, isWalkFirst, true, hasOwners);
    }

    /** Events tell whose files are: {@link Event#owner} and {@link Event#ttlMillis}. */
    public WatchOptions withOwners() {
        return new WatchOptions(globs, from, hasPrevious, isWalkFirst, hasProgress, true);
    }
}
