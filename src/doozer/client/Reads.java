package doozer.client;

import doozer.wire.Request;
import doozer.wire.Verb;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Everything that shows files, in the state of now or of a revision. Any thread. */
public abstract sealed class Reads extends Writes permits DoozerClient {
    Reads() {
    }

    /** The file's body and revision as of now. */
    public final FileBody get(String path) {
        return call(new Request(Verb.GET).path(path)).file();
    }

    /** The file's body and revision as of that revision. */
    public final FileBody get(String path, long revision) {
        return call(new Request(Verb.GET).path(path).rev(revision)).file();
    }

    /** {@link #get(String)} as a future. */
    public final CompletableFuture<FileBody> getAsync(String path) {
        return async(new Request(Verb.GET).path(path), Call::file);
    }

    /** {@link #get(String, long)} as a future. */
    public final CompletableFuture<FileBody> getAsync(String path, long revision) {
        return async(new Request(Verb.GET).path(path).rev(revision), Call::file);
    }

    /** The present revision. */
    public final long rev() {
        return call(new Request(Verb.REV)).revision();
    }

    /** {@link #rev} as a future. */
    public final CompletableFuture<Long> revAsync() {
        return async(new Request(Verb.REV), Call::revision);
    }

    /** What there is at a path as of now. */
    public final Stat stat(String path) {
        return call(new Request(Verb.STAT).path(path)).stat();
    }

    /** What there is at a path as of that revision. */
    public final Stat stat(String path, long revision) {
        return call(new Request(Verb.STAT).path(path).rev(revision)).stat();
    }

    /** {@link #stat(String)} as a future. */
    public final CompletableFuture<Stat> statAsync(String path) {
        return async(new Request(Verb.STAT).path(path), Call::stat);
    }

    /** {@link #stat(String, long)} as a future. */
    public final CompletableFuture<Stat> statAsync(String path, long revision) {
        return async(new Request(Verb.STAT).path(path).rev(revision), Call::stat);
    }

    /** The entries of a directory as of now, in order. */
    public final List<DirectoryEntry> list(String path) {
        return call(new Request(Verb.GETDIR).path(path)).entries();
    }

    /** The entries of a directory as of that revision, in order. */
    public final List<DirectoryEntry> list(String path, long revision) {
        return call(new Request(Verb.GETDIR).path(path).rev(revision)).entries();
    }

    /** {@link #list(String)} as a future. */
    public final CompletableFuture<List<DirectoryEntry>> listAsync(String path) {
        return async(new Request(Verb.GETDIR).path(path), Call::entries);
    }

    /** {@link #list(String, long)} as a future. */
    public final CompletableFuture<List<DirectoryEntry>> listAsync(String path, long revision) {
        return async(new Request(Verb.GETDIR).path(path).rev(revision), Call::entries);
    }

    /** The files that match a glob as of now, in order, all in memory at once. */
    public final List<WalkedFile> walk(String glob) {
        return call(new Request(Verb.WALK).path(glob)).files();
    }

    /** The files that match a glob as of that revision, in order, all in memory at once. */
    public final List<WalkedFile> walk(String glob, long revision) {
        return call(new Request(Verb.WALK).path(glob).rev(revision)).files();
    }

    /** {@link #walk(String)} as a future. */
    public final CompletableFuture<List<WalkedFile>> walkAsync(String glob) {
        return async(new Request(Verb.WALK).path(glob), Call::files);
    }

    /** {@link #walk(String, long)} as a future. */
    public final CompletableFuture<List<WalkedFile>> walkAsync(String glob, long revision) {
        return async(new Request(Verb.WALK).path(glob).rev(revision), Call::files);
    }

    /**
     * Waits for the first change, from that revision on, of a file that matches a glob; one of the
     * past is found too.
     *
     * @throws TooLateException when that revision is not kept any more
     */
    public final Event await(String glob, long revision) {
        return call(new Request(Verb.WAIT).path(glob).rev(revision)).event();
    }

    /** {@link #await} as a future. */
    public final CompletableFuture<Event> awaitAsync(String glob, long revision) {
        return async(new Request(Verb.WAIT).path(glob).rev(revision), Call::event);
    }
}
