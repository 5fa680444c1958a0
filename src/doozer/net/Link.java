package doozer.net;

import doozer.wire.BadFrameException;
import doozer.wire.Output;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.zip.CRC32C;

/**
 * One connection with another node. Owned by the loop's thread.
 *
 * <pre>
 *   dialled: CONNECTING --> GREETING --> OPEN --> CLOSED      frame: length, 4 bytes
 *   accepted:               GREETING --> OPEN                        CRC-32C of the rest, 4 bytes
 *                              +--refused: CLOSING                   as many bytes as it says
 * </pre>
 *
 * The checksum is there as TCP's own lets one broken segment in some ten million pass, and a single
 * wrong bit in a vote is one too many.
 */
public final class Link extends Endpoint {
    private enum State { CONNECTING, GREETING, OPEN, CLOSING, CLOSED }

    /** More than the longest message: a batch of one value of the greatest length. */
    static final int MAX_FRAME_BYTES = 32 << 20;
    /** The first message is a hello. */
    private static final int MAX_FIRST_BYTES = 64 << 10;
    private static final int HEADER_BYTES = 8;
    /** How often it is asked at most whether what was said arrives, and how long is waited. */
    private static final long ASK_EVERY_NANOS = 500_000_000;
    private static final long ANSWER_NANOS = 2_000_000_000;
    private static final int FIRST_PARTIAL_BYTES = 1 << 10;

    private final String address;
    private final Greeting greeting;
    private final CRC32C checksum = new CRC32C();
    private State state;
    private boolean isOverBound;
    private boolean hasSpoken;
    /** Whether something was said since it was asked whether it arrives. */
    private boolean hasSaid;
    private boolean isAsked;
    private long askedNanos;
    /** The beginning of what has not arrived in full, up to its position; or null. */
    private ByteBuffer partial;
    private int frameStart;

    private Link(Loop loop, Start start) {
        super(loop, start.channel, start.key);
        address = start.address;
        state = address == null ? State.GREETING : State.CONNECTING;
        greeting = new Greeting(loop.options().links().secret(), address != null);
    }

    /** What a link begins with; the address is null for one that was accepted. */
    private record Start(SocketChannel channel, SelectionKey key, String address) { }

    /** One that is to be connected to that address. */
    static Link dialled(Loop loop, SocketChannel channel, SelectionKey key, String address) {
        return new Link(loop, new Start(channel, key, address));
    }

    /** One that somebody has opened to us, a client as far as we knew. */
    static Link accepted(Loop loop, Connection from) {
        return new Link(loop, new Start(from.channel, from.key, null));
    }

    /** The address that was dialled; null for a link that was accepted. */
    public String address() {
        return address;
    }

    /** Whether messages can be sent. */
    public boolean isOpen() {
        return state == State.OPEN;
    }

    // Beginning.

    /** Connects to where its address leads; says so if that fails, a turn later. Loop only. */
    void connect(InetSocketAddress to) {
        if (state != State.CONNECTING) return;
        try {
            if (channel.connect(to)) greetFirst();
            else setInterest(SelectionKey.OP_CONNECT);
        } catch (IOException | RuntimeException e) {
            loop.execute(() -> fail(e));
        }
    }

    /** Could not be connected. Loop only. */
    void fail(Exception why) {
        if (state != State.CONNECTING) return;
        state = State.CLOSED;
        closeChannel(null);
        String text = why.getMessage() == null ? why.toString() : why.getMessage();
        // Whatever else the system means by it takes minutes, and nobody waits for so long.
        boolean isNobody = why instanceof ConnectException;
        loop.links().onClosed(this, isNobody ? Handler.LinkEnd.NOBODY
                : Handler.LinkEnd.UNREACHED, text);
    }

    @Override
    void onWritable() {
        if (state != State.CONNECTING) {
            loop.markDirty(this);
            return;
        }
        try {
            if (channel.finishConnect()) greetFirst();
        } catch (IOException e) {
            fail(e);
        }
    }

    private void greetFirst() {
        state = State.GREETING;
        say(greeting.opening());
        setInterest(SelectionKey.OP_READ);
    }

    private void say(byte[] words) {
        Output to = out.begin(loop.outputs());
        int before = to.length();
        to.putBytes(words);
        out.end(to.length() - before);
        loop.markDirty(this);
    }

    private void greet(byte[] said) {
        byte[] answer = greeting.take(said);
        if (answer != null) say(answer);
        if (greeting.refusal() != null) {
            // The other side is to hear why.
            if (answer == null) refuse();
            else state = State.CLOSING;
        } else if (greeting.isDone()) {
            state = State.OPEN;
            askedNanos = loop.nowNanos();
            loop.links().onOpen(this);
        }
    }

    private void refuse() {
        state = State.CLOSED;
        closeChannel(greeting.refusal());
        loop.links().onClosed(this, greeting.isWithNode() ? Handler.LinkEnd.REFUSED
                : Handler.LinkEnd.UNREACHED, greeting.refusal());
    }

    // Reading.

    @Override
    void onReadable(ByteBuffer direct) throws IOException, BadFrameException {
        direct.clear();
        int count = channel.read(direct);
        if (count < 0) {
            closeNow(address == null ? null : "its other end has closed it");
            return;
        }
        loop.traffic().onRead(count);
        take(direct.flip());
    }

    /** Takes what has arrived. Loop only. */
    void take(ByteBuffer in) throws BadFrameException {
        while (in.hasRemaining() && isListening()) {
            if (partial == null) {
                int unit = unitBytes(in, in.position(), in.remaining());
                if (unit <= in.remaining()) {
                    ByteBuffer whole = in.slice(in.position(), unit);
                    in.position(in.position() + unit);
                    onWhole(whole);
                    continue;
                }
                partial = ByteBuffer.allocate(Math.max(FIRST_PARTIAL_BYTES, in.remaining()));
            }
            keep(in, unitBytes(partial, 0, partial.position()) - partial.position());
            if (unitBytes(partial, 0, partial.position()) > partial.position()) continue;
            ByteBuffer whole = partial.flip();
            partial = null;
            onWhole(whole);
        }
        watchProgress();
    }

    private boolean isListening() {
        return state == State.GREETING || state == State.OPEN;
    }

    /** How long what begins there is, or its header, as long as no more of it is there. */
    private int unitBytes(ByteBuffer from, int start, int have) throws BadFrameException {
        if (state == State.GREETING) return greeting.needed();
        if (have < HEADER_BYTES) return HEADER_BYTES;
        int length = from.getInt(start);
        int most = hasSpoken ? MAX_FRAME_BYTES : MAX_FIRST_BYTES;
        if (length < 0 || length > most) {
            throw new BadFrameException("a frame of a node has up to " + most + " bytes, not "
                    + Integer.toUnsignedString(length));
        }
        return HEADER_BYTES + length;
    }

    /** Keeps bytes of something longer: memory grows with what has arrived, no faster. */
    private void keep(ByteBuffer in, int most) {
        int count = Math.min(in.remaining(), most);
        if (partial.remaining() < count) {
            int capacity = Math.max(partial.position() + count, 2 * partial.capacity());
            partial = ByteBuffer.allocate(capacity).put(partial.flip());
        }
        partial.put(in.slice(in.position(), count));
        in.position(in.position() + count);
    }

    private void onWhole(ByteBuffer whole) throws BadFrameException {
        if (state == State.GREETING) {
            byte[] said = new byte[whole.remaining()];
            whole.get(said);
            greet(said);
            return;
        }
        int expected = whole.getInt(whole.position() + 4);
        ByteBuffer body = whole.slice(whole.position() + HEADER_BYTES,
                whole.remaining() - HEADER_BYTES);
        checksum.reset();
        checksum.update(body);
        if ((int) checksum.getValue() != expected) {
            throw new BadFrameException("the checksum of a frame is wrong");
        }
        if (!body.rewind().hasRemaining()) {
            onEmpty();
            return;
        }
        hasSpoken = true;
        loop.handler().onLinkReceived(this, body);
    }

    // Whether anybody is there.

    /** An empty frame is a question on the link of who has dialled, and the answer on the other. */
    private void onEmpty() {
        if (address != null) isAsked = false;
        else if (out.isEmpty()) end(begin());
    }

    /** Whether it is asked whether what was said has arrived, and has not answered yet. */
    boolean isAsked() {
        return isAsked;
    }

    /**
     * Asks whether what was said has arrived, now and then: what the system has not brought to the
     * other end it sends again, later and later, for minutes, while a new link may work. Loop only.
     *
     * @return nanoseconds until this is to be called again
     */
    long checkAlive(long nowNanos) {
        if (state != State.OPEN || address == null) return Long.MAX_VALUE;
        if (isAsked) {
            long left = askedNanos + ANSWER_NANOS - nowNanos;
            if (left > 0) return left;
            closeNow("it has not answered for " + ANSWER_NANOS / 1_000_000 + " ms");
            return Long.MAX_VALUE;
        }
        if (!hasSaid) return Long.MAX_VALUE;
        long due = askedNanos + ASK_EVERY_NANOS - nowNanos;
        if (due > 0) return due;
        end(begin());
        hasSaid = false;
        isAsked = true;
        askedNanos = nowNanos;
        return ANSWER_NANOS;
    }

    // Writing.

    /** Where the next message is to be written; {@link #end} follows. For an open link. */
    public Output begin() {
        Output to = out.begin(loop.outputs());
        frameStart = to.length();
        to.putInt(0);
        to.putInt(0);
        return to;
    }

    /**
     * Ends the message, which goes out at the end of the turn.
     *
     * @return false when more than the bound is queued; {@link Handler#onLinkDrained} follows
     */
    public boolean end(Output to) {
        int bodyStart = frameStart + HEADER_BYTES;
        int length = to.length() - bodyStart;
        checksum.reset();
        checksum.update(to.array(), bodyStart, length);
        to.putIntAt(frameStart, length);
        to.putIntAt(frameStart + 4, (int) checksum.getValue());
        out.end(HEADER_BYTES + length);
        hasSaid = true;
        loop.links().onSaid();
        if (!isWriteBlocked) loop.markDirty(this);
        if (out.bytes() > loop.options().links().bufferBytes()) isOverBound = true;
        return !isOverBound;
    }

    @Override
    void flush(ByteBuffer direct) throws IOException {
        if (state == State.CLOSED || state == State.CONNECTING) return;
        isWriteBlocked = !out.flush(channel, direct, loop.outputs());
        if (state == State.CLOSING && !isWriteBlocked) {
            refuse();
            return;
        }
        watchProgress();
        int reads = state == State.CLOSING ? 0 : SelectionKey.OP_READ;
        setInterest(reads | (isWriteBlocked ? SelectionKey.OP_WRITE : 0));
        if (isOverBound && out.bytes() <= loop.options().links().bufferBytes() / 2) {
            isOverBound = false;
            loop.onNews();
            loop.handler().onLinkDrained(this);
        }
    }

    /** Something has moved: whoever waits in the middle of something gets the full limit again. */
    private void watchProgress() {
        // But not before it is known who that is: a byte now and then would hold it for long.
        if (state == State.GREETING && isStalled) return;
        boolean waits = state != State.OPEN || partial != null || isWriteBlocked;
        if (state != State.CLOSED && waits) loop.links().stalls().add(this);
        else loop.links().stalls().remove(this);
    }

    @Override
    void onExpired() {
        closeNow("it stood still for " + loop.options().links().stallNanos() / 1_000_000
                + " ms in the middle of something (-timeout)");
    }

    // Ending.

    /** Closes it at once, without a word to the handler. */
    public void close() {
        if (state == State.CLOSED) return;
        state = State.CLOSED;
        closeChannel(null);
        loop.links().onGone(this);
    }

    @Override
    void closeNow(String why) {
        if (state == State.CLOSED) return;
        Handler.LinkEnd how = state == State.OPEN ? Handler.LinkEnd.LOST
                : Handler.LinkEnd.UNREACHED;
        state = State.CLOSED;
        closeChannel(why);
        loop.links().onClosed(this, how, why);
    }
}
