package doozer.tree;

/**
 * The current state of a store and the history that it held, at the moment when it was made.
 * Immutable: any thread may read it and write it out, whatever the store does meanwhile.
 *
 * <p>As bytes it is one state, and the events that make all the later ones of it. Numbers without a
 * size are unsigned, seven bits a byte, the lowest first, a byte below 128 the last; others have
 * their highest byte first.
 *
 * <pre>
 *   "doozer" 0 version                         8 bytes
 *   base revision, number of files
 *     kept, length, rest of path,              kept: how much of the path before is the same, up to
 *     revision, length, value                  and with a slash. In the order of a walk
 *   hash of that state                         8 bytes
 *   kind of the event of the base revision     0: the history does not hold it
 *     cost, then length and path               no path for a nop; the value is in the files
 *   number of events
 *     kind: 1 set, 2 deleted, 3 nop            consecutive revisions
 *     length, path, and for a set length, value
 *   hash of the last state                     8 bytes
 *   CRC-32C of all that is before it           4 bytes
 * </pre>
 *
 * <p>That is version 1. Where several events that are held were made in one step, or some file has
 * or had an owner, the version is 2. Then the number of each kind tells how many events of the same
 * step come after it, too: it is kind + 4 * after. Behind the cost of the base's event is how many
 * of its step came before it. And an owner is before the value's length, of each file, and of each
 * event that is a set: 0 for nobody. Steps are no part of the state, nor of its hash; owners are.
 *
 * <p>The hashes find our own mistakes, the checksum finds other people's.
 */
public final class Image {
    /** The longest value that can be read back: well above any that a client can send. */
    static final int MAX_VALUE = 1 << 28;

    /** What every image begins with, as a number of seven bytes. */
    static final long MAGIC = 0x646f6f7a657200L;

    /** Of an image with each event alone in its step and without an owner, and of any other. */
    static final int VERSION_PLAIN = 1;
    static final int VERSION_FULL = 2;

    /** What the events after one in its step are multiplied by, where a kind is added. */
    static final int KINDS = 4;

    private final Start start;
    private final Event[] later;
    private final Tree last;
    private final boolean isPlain;

    /** Shares the array: nobody modifies it from now on. */
    Image(Start start, Event[] later, Tree last, boolean isPlain) {
        Check.that(start.tree().revision() + later.length == last.revision(),
                "the events lead to the last state");
        this.start = start;
        this.later = later;
        this.last = last;
        this.isPlain = isPlain;
    }

    /** The newest state in it. */
    public Tree tree() {
        return last;
    }

    /**
     * The state of which the events make the newest one: that before the oldest revision that was
     * held; or that of it, when the one before was let go of.
     */
    public Tree base() {
        return start.tree();
    }

    /** How many events have led from the base to the newest state, with consecutive revisions. */
    public int eventCount() {
        return later.length;
    }

    /**
     * One of these events, the oldest first.
     *
     * @param index from 0
     */
    public Event event(int index) {
        return later[index];
    }

    /** Writes it from the beginning; as many of them as you like. */
    public ImageWriter writer() {
        return new ImageWriter(this);
    }

    Start start() {
        return start;
    }

    /** The events after the start, the oldest first: shared, never modified. */
    Event[] later() {
        return later;
    }

    /** Whether each event in it is alone in its step, and there is no owner. */
    boolean isPlain() {
        return isPlain;
    }

    /** What stands for the kind of an event, and for what follows it in its step. */
    static long code(Event event) {
        return code(event.kind()) + KINDS * (event.last() - event.revision());
    }

    /** What stands for a kind of event. */
    static int code(Event.Kind kind) {
        return kind == Event.Kind.SET ? 1 : kind == Event.Kind.DEL ? 2 : 3;
    }

    /** The kind of event that a number from 1 to 3 stands for. */
    static Event.Kind kind(long code) {
        return code == 1 ? Event.Kind.SET : code == 2 ? Event.Kind.DEL : Event.Kind.NOP;
    }
}
