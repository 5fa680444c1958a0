package doozer.node;

import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Response;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a node knows of one connection. Owned by whoever steps the node.
 *
 * <p>A connection is paused, so that nothing more is read from it, while its answers are not taken
 * or while it has too many requests that are not answered yet; it goes on at half of that.
 */
final class Client {
    /** Stands for "no tag" in the keys of streams: no tag has this value. */
    private static final long UNTAGGED = 1L << 31;
    static final String UNKNOWN_OUTCOME = "outcome unknown";

    final int connection;
    private final boolean isText;
    private final Effects effects;
    private final int maxOutstanding;
    private final int maxOpen;
    private Dialect dialect;
    private boolean isFirst = true;
    private int access;
    private boolean isGone;
    private boolean isClosing;
    private boolean isCongested;
    private boolean isPaused;
    /** Requests that will be answered without anybody else's doing, streams apart. */
    private int outstanding;
    /** Lists that are on their way: they count as outstanding, and not as watches. */
    private int finiteOpen;
    private boolean isEnding;

    /** Reads, watches and the like, in the order sent; served once a turn. */
    final ArrayDeque<QueuedRead> queue = new ArrayDeque<>(4);
    /** Writes that were sent, and up to which of them all have come to their end. */
    private long writesBegun;
    private long writesEnded;
    /** Later ones that have ended before: refused, while an earlier one is on its way. */
    private final TreeSet<Long> endedEarly = new TreeSet<>();
    /** True while this client stands in the list of those to be served. */
    boolean isQueued;
    /** True while its next read waits for a majority. */
    boolean isAwaiting;
    /** Streams that wait until this client takes answers again. */
    final ArrayDeque<Stream> parked = new ArrayDeque<>(2);

    /** Every stream, wait and delayed read, by tag; none before it was needed. */
    private final TreeMap<Long, Stream> streams = new TreeMap<>();
    private int streamsOpened;
    /** What they weigh together: a list 1, which is not counted against what may be open. */
    private int open;

    Client(Input.Opened opened, Settings settings, Effects effects) {
        connection = opened.connection();
        isText = opened.isText();
        this.effects = effects;
        dialect = isText ? Dialect.OWN : Dialect.initially(settings.compat());
        access = settings.secrets().initially();
        maxOutstanding = settings.bounds().maxOutstanding();
        maxOpen = settings.bounds().maxWatches();
    }

    Dialect dialect() {
        return dialect;
    }

    /** Whether it has said HELLO: then a watch may ask for more, and is told more. */
    boolean isAfterHello() {
        return dialect == Dialect.OWN && !isText;
    }

    /** Takes note of a request; true when its verb means something to this connection. */
    boolean serves(Request request) {
        boolean first = isFirst;
        isFirst = false;
        dialect = dialect.after(request, first);
        return request.verb() != null && dialect.serves(request.verb(), first);
    }

    void grant(int more) {
        access |= more;
    }

    boolean may(int wanted) {
        return (access & wanted) == wanted;
    }

    boolean isGone() {
        return isGone;
    }

    boolean isCongested() {
        return isCongested;
    }

    /** True while events have to wait: their lines would stand in the middle of a list. */
    boolean holdsEvents() {
        return isCongested || isText && finiteOpen > 0;
    }

    boolean isPaused() {
        return isPaused;
    }

    void send(long tag, Response response) {
        if (isGone || effects.send(connection, tag, response)) return;
        isCongested = true;
        updatePause();
    }

    /** The one answer to a request, in the shape of this connection's dialect. */
    void answer(long tag, Response response) {
        send(tag, dialect.only(response));
    }

    void refuse(long tag, ErrorCode code, String detail) {
        // The seed era reads READONLY as "go there", and the detail as an address.
        boolean isAddress = code == ErrorCode.READONLY
                && (dialect == Dialect.SEED || dialect == Dialect.UNDECIDED);
        answer(tag, Response.error(code, isAddress ? null : detail));
    }

    /** Says so, and closes the connection: nothing that it sends later can be meant for us. */
    void refuseAndClose(long tag, String detail) {
        refuse(tag, ErrorCode.UNKNOWN_VERB, detail);
        closeConnection(detail);
    }

    private void closeConnection(String reason) {
        if (isClosing) return;
        isClosing = true;
        effects.close(connection, reason);
    }

    void onDrained() {
        isCongested = false;
        updatePause();
    }

    /** It sends nothing more: it is closed once it has every answer that comes by itself. */
    void onEnded() {
        isEnding = true;
    }

    /** Closes it if that is so by now; true when there is nothing left to be seen to. */
    boolean closeIfDone() {
        if (isGone || isClosing) return true;
        // Whoever pipes one command into nc wants its watch to go on.
        if (!isEnding || outstanding > 0 || (isText ? open : finiteOpen) > 0) return false;
        closeConnection(null);
        return true;
    }

    /** A request that will be answered without anybody else's doing has come in. */
    void began() {
        outstanding++;
        updatePause();
    }

    void ended() {
        outstanding--;
        Check.that(outstanding >= 0, "each request is answered once");
        updatePause();
    }

    /** A write has come in; gives its number. */
    long beganWrite() {
        began();
        return ++writesBegun;
    }

    /** The write of that number has come to its end. */
    void endedWrite(long write) {
        if (write == writesEnded + 1) {
            writesEnded++;
            while (!endedEarly.isEmpty() && endedEarly.remove(writesEnded + 1)) writesEnded++;
        } else {
            endedEarly.add(write);
        }
        ended();
    }

    /** How many writes have come in: a read that comes now sees as many. */
    long writesBegun() {
        return writesBegun;
    }

    /** Whether the first so many writes have come to their end. */
    boolean hasWritten(long writes) {
        return writesEnded >= writes;
    }

    /**
     * A write was sent on, and nobody can say what became of it. Old clients take a connection that
     * is closed for that; every answer would be taken for something else.
     */
    void closeUnknown(long tag) {
        if (isGone) return;
        String why = "the outcome of a write is unknown: it may still happen";
        if (isText || dialect == Dialect.OWN) refuse(tag, ErrorCode.OTHER, UNKNOWN_OUTCOME);
        if (dialect != Dialect.OWN || isText) closeConnection(why);
    }

    private void updatePause() {
        int resumeAt = isPaused ? maxOutstanding / 2 : maxOutstanding - 1;
        boolean pause = isCongested || outstanding + finiteOpen > resumeAt;
        if (pause == isPaused || isGone) return;
        isPaused = pause;
        if (pause) effects.pause(connection);
        else effects.resume(connection);
    }

    /** Links a stream in, or refuses it, when there are as many as one connection may have. */
    boolean open(Stream stream) {
        // Not so a list: of one, clients of 0.9 would read RANGE as its end.
        if (!stream.isFinite() && open - finiteOpen + stream.weight() > maxOpen) {
            refuse(stream.tag, ErrorCode.RANGE, "this connection has " + maxOpen + " watches and"
                    + " waits open, as many as it may (-maxwatches)");
            return false;
        }
        open += stream.weight();
        if (stream.isFinite()) finiteOpen++;
        updatePause();
        stream.isOpen = true;
        // By tag, and those of one tag in the order in which they came.
        long tag = stream.tag == Request.NO_TAG ? UNTAGGED : stream.tag;
        stream.key = tag << 32 | ++streamsOpened & 0xffff_ffffL;
        streams.put(stream.key, stream);
        return true;
    }

    /** Takes out a stream that has ended. */
    void close(Stream stream) {
        Check.that(streams.remove(stream.key) == stream, "a stream ends once");
        open -= stream.weight();
        if (stream.isFinite()) finiteOpen--;
        updatePause();
        stream.isOpen = false;
    }

    /** The oldest open stream with that tag, or null. */
    Stream findOpen(int tag) {
        Map.Entry<Long, Stream> first = streams.ceilingEntry((long) tag << 32);
        return first != null && first.getValue().tag == tag ? first.getValue() : null;
    }

    /** All open streams, by tag. */
    Collection<Stream> openStreams() {
        return streams.values();
    }

    /** How it is now. */
    View.Connection state() {
        String speaks = isText ? "TEXT" : dialect.name();
        return new View.Connection(connection, speaks.toLowerCase(Locale.ROOT), outstanding, open);
    }

    /** Some open stream, or null. */
    Stream anyOpen() {
        return streams.isEmpty() ? null : streams.firstEntry().getValue();
    }

    void onClosed() {
        isGone = true;
        queue.clear();
        parked.clear();
    }
}
