package doozer.net;

import doozer.wire.BadFrameException;
import doozer.wire.BinaryCodec;
import doozer.wire.Codec;
import doozer.wire.Output;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.TextCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One connection of a client. Owned by the loop's thread.
 *
 * <pre>
 *   SILENT --first byte--> OPEN --close--> CLOSING --all is written--> LINGERING --> CLOSED
 *      |--any other first byte: refused ---------^                                     ^
 *      +--first byte of another node: its socket goes on as a Link --------------------+
 * </pre>
 *
 * What was written last would be lost if the socket were closed with bytes in it that nobody has
 * read: so a closing connection says that it is done, and drops what still comes until the other
 * end is done too, or a limit of time is over.
 */
public final class Connection extends Endpoint {
    enum State { SILENT, OPEN, CLOSING, LINGERING, CLOSED }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    /** Bytes that wait while a command is busy; reading goes on below, to see the input's end. */
    private static final int LEFTOVER_FULL = 64 << 10;

    private State state = State.SILENT;
    private boolean isText;
    private Codec codec;
    private String reason;
    private boolean isPaused;
    private boolean isOverBound;
    private boolean isInputEnded;
    private boolean isEndTold;
    /** Bytes that had been read when the connection was paused, or null. */
    private ByteBuffer leftover;
    /** Whether there are as many connections of clients as there may be, this one not counted. */
    boolean isForNodes;
    /** Whether it stands in the loop's list of those that go on. */
    boolean isResumed;

    Connection(Loop loop, SocketChannel channel, SelectionKey key) {
        super(loop, channel, key);
    }

    /** Whether a person or a script types at its other end. */
    public boolean isText() {
        return isText;
    }

    /** How many bytes are queued for it. */
    public int queued() {
        return out.bytes();
    }

    /**
     * Queues an answer, which goes out at the end of the turn.
     *
     * @return false when more than the bound is queued; {@link Handler#onDrained} follows
     */
    public boolean send(long tag, Response response) {
        if (state != State.OPEN) return true;
        boolean wasBusy = codec.isBusy();
        out.add(tag, response, codec, loop.outputs());
        if (!isWriteBlocked) loop.markDirty(this);
        if (wasBusy && !codec.isBusy()) loop.markResumed(this);
        closeIfCodecSaysSo();
        if (out.bytes() > loop.options().outBufferBytes()) isOverBound = true;
        return !isOverBound;
    }

    /** Delivers no more requests until {@link #resume}; the socket fills up, and so its sender. */
    public void pause() {
        isPaused = true;
        // Half a frame that we do not read on does not stand still by its sender's fault.
        if (state == State.OPEN) loop.stalls().remove(this);
        updateInterest();
    }

    /** Delivers requests again, those first that had arrived. */
    public void resume() {
        isPaused = false;
        loop.markResumed(this);
    }

    /** Closes it once everything queued is written; reads nothing more. */
    public void close(String why) {
        if (state == State.SILENT || state == State.OPEN) beginClosing(why);
    }

    @Override
    void onExpired() {
        String limit = " for " + loop.options().halfFrameNanos() / 1_000_000 + " ms (-halfframe)";
        closeNow(switch (state) {
            case SILENT -> loop.tooMany();
            case OPEN -> "half a frame stood still" + limit;
            case CLOSING -> "its other end has taken nothing" + limit;
            default -> reason;
        });
    }

    @Override
    void closeNow(String why) {
        if (state == State.CLOSED) return;
        state = State.CLOSED;
        leftover = null;
        codec = null;
        closeChannel(why);
        loop.onClosed(this, why);
    }

    private void beginClosing(String why) {
        state = State.CLOSING;
        reason = why;
        leftover = null;
        loop.markDirty(this);
        loop.stalls().add(this);
        updateInterest();
    }

    @Override
    void onWritable() {
        loop.markDirty(this);
    }

    @Override
    void onReadable(ByteBuffer direct) throws IOException, BadFrameException {
        direct.clear();
        int count = channel.read(direct);
        if (count < 0) {
            onEndOfInput();
            return;
        }
        direct.flip();
        if (state == State.LINGERING) return;
        if (leftover == null) process(direct);
        else append(direct);
    }

    private void append(ByteBuffer more) {
        int size = leftover.remaining() + more.remaining();
        leftover = ByteBuffer.allocate(size).put(leftover).put(more).flip();
        updateInterest();
    }

    /** Goes on with what had arrived before a pause. Loop only. */
    void onResumed() throws BadFrameException {
        if (state != State.OPEN || isPaused) return;
        ByteBuffer rest = leftover;
        leftover = null;
        process(rest == null ? NOTHING : rest);
        if (isInputEnded) onEndOfInput();
        else updateInterest();
    }

    private void onEndOfInput() throws BadFrameException {
        isInputEnded = true;
        updateInterest();
        if (state == State.CLOSING || isEndTold) return;
        if (state == State.OPEN) {
            loop.onInputEnded(this);
            // What was half a line is all of it now.
            loop.stalls().remove(this);
        }
        if (state != State.OPEN) {
            closeNow(reason);
            return;
        }
        // What was read before the end comes first: this is called again when that is done.
        while (leftover == null && state == State.OPEN && !isPaused && !codec.isBusy()) {
            Request last = codec.atEnd();
            takeReplies();
            if (last == null) {
                isEndTold = true;
                loop.handler().onInputEnded(this);
                return;
            }
            loop.handler().onRequest(this, last);
        }
    }

    private void process(ByteBuffer in) throws BadFrameException {
        if (state == State.SILENT && in.hasRemaining()) {
            if (Greeting.beginsWith(in.get(in.position()))) {
                state = State.CLOSED;
                loop.stalls().remove(this);
                loop.becomesLink(this, in);
                return;
            }
            onFirstByte(in.get(in.position()));
        }
        while (state == State.OPEN && !isPaused && !isOverBound) {
            Request request = codec.next(in);
            boolean hasSaid = takeReplies();
            if (request != null) loop.handler().onRequest(this, request);
            else if (!hasSaid) break;
        }
        if (state != State.OPEN) return;
        if (in.hasRemaining()) {
            // The loop's own buffer is used again; one of ours goes on from where it stands.
            leftover = in.isDirect() ? ByteBuffer.allocate(in.remaining()).put(in).flip() : in;
            updateInterest();
        } else if (codec.isMidRequest()) {
            loop.stalls().add(this);
            return;
        }
        loop.stalls().remove(this);
    }

    private void onFirstByte(byte first) {
        if (isForNodes && loop.isFull()) {
            closeNow(loop.tooMany());
            return;
        }
        if (first == 0) {
            codec = new BinaryCodec(loop.options().maxValueBytes());
        } else if (TextCodec.beginsWith(first)) {
            isText = true;
            codec = new TextCodec(loop.options().maxValueBytes(), loop.bytes().place());
        } else {
            beginClosing("its first byte, " + (first & 0xff) + ", begins nothing known here");
            return;
        }
        state = State.OPEN;
        loop.open(this);
    }

    /** Queues what the codec itself has to say, if anything; closes if it says so. */
    private boolean takeReplies() {
        Output replies = codec.replies();
        boolean hasSaid = replies.length() > 0;
        if (hasSaid) {
            out.add(replies, loop.outputs());
            replies.clear();
            if (!isWriteBlocked) loop.markDirty(this);
            if (out.bytes() > loop.options().outBufferBytes()) isOverBound = true;
        }
        closeIfCodecSaysSo();
        return hasSaid;
    }

    private void closeIfCodecSaysSo() {
        String why = codec.closing();
        if (why != null) close(why.isEmpty() ? null : why);
    }

    @Override
    void flush(ByteBuffer direct) throws IOException {
        if (state == State.CLOSED) return;
        int before = out.bytes();
        isWriteBlocked = !out.flush(channel, direct, loop.outputs());
        // Whoever takes our last words slowly takes them all the same.
        if (state == State.CLOSING && out.bytes() < before) loop.stalls().add(this);
        if (!isWriteBlocked && state == State.CLOSING) beginLingering();
        updateInterest();
        if (isOverBound && out.bytes() <= loop.options().outBufferBytes() / 2) {
            isOverBound = false;
            if (state == State.OPEN) {
                loop.drained(this);
                // Without a pause of the handler's, it is our own words that had piled up.
                if (!isPaused) loop.markResumed(this);
            }
        }
    }

    private void beginLingering() throws IOException {
        state = State.LINGERING;
        if (isInputEnded) closeNow(reason);
        else channel.shutdownOutput();
    }

    private void updateInterest() {
        boolean reads = state == State.SILENT || state == State.LINGERING
                || state == State.OPEN && !isPaused && !isOverBound
                && (leftover == null || leftover.remaining() < LEFTOVER_FULL);
        int wanted = (reads && !isInputEnded ? SelectionKey.OP_READ : 0)
                | (isWriteBlocked ? SelectionKey.OP_WRITE : 0);
        setInterest(wanted);
    }
}
