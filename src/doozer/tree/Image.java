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
 * <p>That is version 1. Where several events that are held were made in one step, the version is 2.
 * Then the number of each kind tells how many events of the same step come after it, too: it is
 * kind + 4 * after. And behind the cost of the base's event is how many of its step came before it.
 * Steps are no part of the state, nor of its hash. An image without them is of version 1.
 *
 * <p>The hashes find our own mistakes, the checksum finds other people's.
 */
public final class Image {
    /** The longest value that can be read back: well above any that a client can send. */
    static final int MAX_VALUE = 1 << 28;

    /** What every image begins with, as a number of seven bytes. */
    static final long MAGIC = 0x646f6f7a657200L;

    /** Of an image in which each event is alone in its step, and of any other. */
    static final int VERSION_PLAIN = 1;
    static final int VERSION_STEPS = 2;

    /** What the events after one in its step are multiplied by, where a kind is added. */
    static final int KINDS = 4;

    private final Start start;
    private final Event[] later;
    private final Tree last;
    private final boolean hasSteps;

    /** Shares the array: nobody modifies it from now on. */
    Image(Start start, Event[] later, Tree last, boolean hasSteps) {
        Check.that(start.tree().revision() + later.length == last.revision(),
                "the events lead to the last state");
        this.start = start;
        this.later = later;
        this.last = last;
        this.hasSteps = hasSteps;
    }

    /** The newest state in it. */
    public Tree tree() {
        return last;
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

    /** Whether some event in it is not alone in its step. */
    boolean hasSteps() {
        return hasSteps;
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
