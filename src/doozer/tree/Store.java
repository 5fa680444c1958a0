package doozer.tree;

/**
 * The current tree and the history behind it, owned by one thread: the event loop of its node.
 *
 * <p>Each write that succeeds takes exactly one revision, which is one event. One that fails
 * changes nothing at all. What a write is judged by is the state alone, so the same writes in the
 * same order come to the same end everywhere.
 */
public final class Store {
    /** The condition that always holds. */
    private static final long ALWAYS = -1;

    /** What a condition is compared with, for what is no file. */
    private static final long MISSING = 0;
    private static final long DIRECTORY = -2;

    private final int maxRevisions;
    private final long maxBytes;
    private final Edit edit = new Edit();
    private History history = new History(Start.NOTHING);
    private Tree current = Tree.EMPTY;

    /** How a write ended. */
    public enum Outcome {
        /** Done: one revision, one event. */
        OK,
        /** The condition does not hold. */
        REV_MISMATCH,
        /** A directory is where the file should be. */
        IS_DIRECTORY,
        /** A file is where a directory of the path should be. */
        NOT_DIRECTORY
    }

    /**
     * An empty store, at revision 0.
     *
     * @param maxRevisions how many revisions {@link #trim()} leaves at most, from 1
     * @param maxBytes how many bytes, as estimated, it lets them keep alive; the newest revision is
     *     kept whatever it takes
     */
    public Store(int maxRevisions, long maxBytes) {
        Check.that(maxRevisions > 0 && maxBytes >= 0, "a history has room for a revision");
        this.maxRevisions = maxRevisions;
        this.maxBytes = maxBytes;
    }

    /** The state now. */
    public Tree current() {
        return current;
    }

    /**
     * Writes a file, and makes the directories on the way to it.
     *
     * <p>Judged in this order: a file among the parents is NOT_DIRECTORY; a condition that does not
     * hold is REV_MISMATCH; a directory at the path is IS_DIRECTORY.
     *
     * <p>The file keeps the owner that it has; a new one is nobody's.
     *
     * @param path a valid path
     * @param ifRevision -1 always holds. Otherwise the revision of what is there must not be above
     *     it, where nothing counts as 0 and a directory as -2: so 0 asks for a missing file, and
     *     other negative numbers never hold for one
     * @param value shared from now on, never modified
     */
    public Outcome set(String path, long ifRevision, byte[] value) {
        Outcome outcome = judge(path, ifRevision);
        if (outcome != Outcome.OK) return outcome;
        long owner = edit.target() instanceof FileEntry old ? old.owner() : 0;
        return put(path, value, owner);
    }

    /**
     * As {@link #set(String, long, byte[])}, and from now on the file is that session's.
     *
     * @param owner the id of a session, which is not above the new revision; 0 for nobody
     */
    public Outcome set(String path, long ifRevision, byte[] value, long owner) {
        Outcome outcome = judge(path, ifRevision);
        return outcome == Outcome.OK ? put(path, value, owner) : outcome;
    }

    private Outcome put(String path, byte[] value, long owner) {
        FileEntry old = (FileEntry) edit.target();
        FileEntry file = FileEntry.of(path, current.revision() + 1, value, owner);
        Directory root = edit.put(file);
        append(new Event(file.revision(), Event.Kind.SET, path, file), root, old);
        return Outcome.OK;
    }

    /**
     * Deletes a file, and the directories that it leaves empty. Deleting a missing file succeeds,
     * if the condition holds, and is an event like any other. Judged like {@link #set}.
     *
     * @param path a valid path
     * @param ifRevision as for {@link #set}
     */
    public Outcome delete(String path, long ifRevision) {
        Outcome outcome = judge(path, ifRevision);
        if (outcome != Outcome.OK) return outcome;
        FileEntry old = (FileEntry) edit.target();
        long revision = current.revision() + 1;
        Directory root = old == null ? current.root() : edit.remove();
        append(new Event(revision, Event.Kind.DEL, path, (FileEntry) null), root, old);
        return Outcome.OK;
    }

    /** Takes a revision, and changes nothing else. */
    public void nop() {
        Event event = new Event(current.revision() + 1, Event.Kind.NOP, "/", (FileEntry) null);
        append(event, current.root(), null);
    }

    /**
     * Makes one step of the newest revisions: their events tell of each other from now on.
     *
     * @param firstRevision the first of them, up to the current one: then nothing changes. None is
     *     in a longer step yet; those that are not held any more are passed over
     */
    public void asOneStep(long firstRevision) {
        long last = current.revision();
        Check.that(firstRevision > 0 && firstRevision <= last, "a step is of what was made");
        if (firstRevision == last) return;
        Event oldest = history.event(Math.max(firstRevision, history.oldest()));
        Check.that(oldest.first() >= firstRevision && history.event(last).isAlone(),
                "an event is in one step");
        history.join(firstRevision, last);
    }

    /**
     * Takes back the newest revisions, as if they had never been: for a step that fails half way.
     * Whoever has seen them must not go on with what they saw.
     *
     * @param revision the newest that stays: one that is held, or 0 when none was ever let go of
     */
    public void rollBack(long revision) {
        Tree target = isHeld(revision) ? history.tree(revision) : history.before();
        Check.that(target != null && target.revision() == revision,
                "a store goes back to a state that it holds");
        for (long newest = current.revision(); newest > revision; newest--) history.dropNewest();
        current = target;
        if (!isHeld(revision)) return;
        Event newest = history.event(revision);
        // What is left of a step is one by itself: its end has never been.
        if (newest.last() > revision) history.join(newest.first(), revision);
    }

    /**
     * The current state with the whole history, to be written out while this store goes on. Copies
     * a reference for each revision held, and keeps alive what they lead to.
     */
    public Image image() {
        return new Image(history.start(), history.later(), current, history.isPlain());
    }

    /**
     * Becomes what another store is: the same state, history and costs, with this one's own bounds
     * for the next {@link #trim()}. Constant time.
     *
     * @param loaded as an {@link ImageReader} gives it; empty from now on. It must not be behind
     *     this one: nobody takes back what was read here
     */
    public void install(Store loaded) {
        Check.that(loaded != this, "a store is installed into another one");
        Check.that(loaded.current.revision() >= current.revision(), "installing goes forward");
        history = loaded.history;
        current = loaded.current;
        loaded.begin(Start.NOTHING);
    }

    /**
     * Goes on at a later revision with the same files, and without a history: nobody can read what
     * was before, or in between.
     *
     * @param revision the one that the current state has from now on
     */
    public void leap(long revision) {
        Check.that(revision > current.revision(), "a leap goes forward");
        begin(new Start(current.at(revision), null, 0));
    }

    /** Begins anew, with nothing before this. */
    void begin(Start start) {
        history = new History(start);
        current = start.tree();
    }

    /** The oldest revision that can be read and watched; 1 on a fresh store, which has none yet. */
    public long oldest() {
        return history.oldest();
    }

    /**
     * The state at a revision.
     *
     * @param revision from {@link #oldest()} to the current one
     */
    public Tree at(long revision) {
        Check.that(isHeld(revision), "a tree is read within the history");
        return history.tree(revision);
    }

    /**
     * The state before a revision, or null when that is not kept.
     *
     * @param revision from {@link #oldest()} to the current one
     */
    public Tree before(long revision) {
        Check.that(isHeld(revision), "what was before is asked for within the history");
        return revision > history.oldest() ? history.tree(revision - 1) : history.before();
    }

    /**
     * What a revision did.
     *
     * @param revision from {@link #oldest()} to the current one
     */
    public Event event(long revision) {
        Check.that(isHeld(revision), "an event is read within the history");
        return history.event(revision);
    }

    /**
     * Lets go of the oldest revisions until both bounds hold, or only the newest is left. The owner
     * calls it at the end of a turn; until then a store may be over its bounds.
     */
    public void trim() {
        while (history.length() > maxRevisions
                || history.length() > 1 && history.bytes() > maxBytes) {
            history.dropOldest();
        }
    }

    /** About how many bytes the history keeps alive beside the current tree: {@link Footprint}. */
    public long historyBytes() {
        return history.bytes();
    }

    /** How many revisions can be read. */
    public int historyLength() {
        return history.length();
    }

    private boolean isHeld(long revision) {
        return revision >= history.oldest() && revision <= current.revision();
    }

    /** Goes down to the path, and says what comes of a write there. */
    private Outcome judge(String path, long ifRevision) {
        Check.that(Path.isValid(path), "only valid paths are written to");
        if (!edit.descend(current.root(), path)) return Outcome.NOT_DIRECTORY;
        Entry there = edit.target();
        if (ifRevision != ALWAYS && revisionOf(there) > ifRevision) return Outcome.REV_MISMATCH;
        return there instanceof Directory ? Outcome.IS_DIRECTORY : Outcome.OK;
    }

    private static long revisionOf(Entry there) {
        if (there == null) return MISSING;
        return there instanceof FileEntry file ? file.revision() : DIRECTORY;
    }

    private long costOf(Event event, FileEntry old) {
        long cost = Footprint.event(event.path());
        if (event.file() == null && old == null) return cost;
        return cost + edit.replacedBytes() + Footprint.file(event.file(), old);
    }

    private void append(Event event, Directory root, FileEntry old) {
        Check.that(event.revision() == current.revision() + 1, "an event takes the next revision");
        current = current.next(root, old, event.file());
        history.append(current, event, costOf(event, old));
    }
}
