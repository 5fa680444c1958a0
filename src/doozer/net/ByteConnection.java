package doozer.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One connection that is bytes and nothing else to the loop. Owned by the loop's thread.
 *
 * <pre>
 *   OPEN --close--> CLOSING --all is written--> LINGERING --> CLOSED
 *     |--one too many: refused --^
 * </pre>
 *
 * As a client's {@link Connection} it says that it is done before it is closed, so that its last
 * words arrive. It may stand still only while its owner says so, and nobody keeps it waiting with
 * something to write.
 */
public final class ByteConnection extends Endpoint {
    private enum State { OPEN, CLOSING, LINGERING, CLOSED }

    /** So much may be queued while it is not blocked: a few small messages. */
    private static final int BLOCKED_FROM = 16 << 10;

    private final ByteConnections all;
    private State state = State.OPEN;
    private String reason;
    private boolean isPaused;
    private boolean isInputEnded;
    private boolean maySleep;
    /** Whether its owner waits to hear that all is written. */
    private boolean tellsDrained;
    /** Whether it stands in the list of those with something to read. */
    boolean isReady;

    ByteConnection(Loop loop, SocketChannel channel, SelectionKey key) {
        super(loop, channel, key);
        all = loop.bytes();
    }

    /** Whether what is said here never leaves this machine. */
    public boolean isLoopback() {
        try {
            return channel.getLocalAddress() instanceof InetSocketAddress here
                    && here.getAddress().isLoopbackAddress();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Queues bytes, shared from now on, which go out at the end of the turn.
     *
     * @return false when more than the bound is queued: nothing should be added until
     *     {@link ByteHandler#onDrained}
     */
    public boolean send(byte[] bytes) {
        if (state != State.OPEN) return true;
        out.add(bytes, loop.outputs());
        all.onQueued(bytes.length);
        if (!isWriteBlocked) all.markDirty(this);
        boolean hasRoom = out.bytes() <= loop.options().outBufferBytes();
        if (!hasRoom) tellsDrained = true;
        return hasRoom;
    }

    /**
     * Whether its other end does not keep up, or has to take a lot first, or anything where too
     * much is queued for all; if so, {@link ByteHandler#onDrained} follows.
     */
    public boolean isBlocked() {
        int most = all.isFull(0) ? 1 : BLOCKED_FROM;
        boolean isBlocked = isWriteBlocked || out.bytes() >= most;
        if (isBlocked) tellsDrained = true;
        return isBlocked;
    }

    /** Reads nothing until {@link #resume}; the socket fills up, and so its sender. */
    public void pause() {
        isPaused = true;
        updateInterest();
    }

    /** Reads again. */
    public void resume() {
        isPaused = false;
        updateInterest();
    }

    /**
     * Says whether it has to get on: then it is closed when the limit of time is over, counted from
     * now. What is queued has to be taken in any case.
     */
    public void mayStall(boolean hasToGetOn) {
        maySleep = !hasToGetOn;
        if (state != State.OPEN) return;
        if (hasToGetOn) all.stalls().add(this);
        else if (!isWriteBlocked) all.stalls().remove(this);
    }

    /** Closes it once everything queued is written; reads nothing more. */
    public void close(String why) {
        if (state != State.OPEN) return;
        state = State.CLOSING;
        reason = why;
        all.markDirty(this);
        all.stalls().add(this);
        updateInterest();
    }

    /** Is one too many: says so, and is closed. It has no number. */
    void refuse(byte[] lastWords) {
        send(lastWords);
        close(null);
    }

    @Override
    void onExpired() {
        closeNow(state == State.OPEN ? null : reason);
    }

    @Override
    void closeNow(String why) {
        if (state == State.CLOSED) return;
        state = State.CLOSED;
        all.onQueued(-out.bytes());
        closeChannel(why);
        all.onClosed(this, why);
    }

    @Override
    void onWritable() {
        all.markDirty(this);
    }

    @Override
    void onReadable(ByteBuffer direct) {
        all.markReady(this);
    }

    /** Tells its owner, who has asked for it. */
    void onDrained() {
        tellsDrained = false;
        all.handler().onDrained(this);
    }

    /** Reads what has arrived. */
    void read(ByteBuffer direct) throws IOException {
        if (state == State.CLOSED || isPaused && state == State.OPEN) return;
        direct.clear();
        int count = channel.read(direct);
        if (count < 0) {
            onEndOfInput();
            return;
        }
        direct.flip();
        if (state == State.OPEN && count > 0) all.handler().onBytes(this, direct);
    }

    private void onEndOfInput() {
        isInputEnded = true;
        updateInterest();
        if (state == State.OPEN) all.handler().onInputEnded(this);
        else if (state == State.LINGERING) closeNow(reason);
    }

    @Override
    void flush(ByteBuffer direct) throws IOException {
        if (state == State.CLOSED) return;
        int before = out.bytes();
        boolean wasBlocked = isWriteBlocked;
        try {
            isWriteBlocked = !out.flush(channel, direct, loop.outputs());
        } finally {
            all.onQueued(out.bytes() - before);
        }
        boolean hasGotOn = out.bytes() < before;
        if (isWriteBlocked && (hasGotOn || !wasBlocked)) all.stalls().add(this);
        if (!isWriteBlocked && state == State.CLOSING) beginLingering();
        updateInterest();
        if (isWriteBlocked || state != State.OPEN) return;
        if (wasBlocked) mayStall(!maySleep);
        if (tellsDrained) all.drained(this);
    }

    private void beginLingering() throws IOException {
        state = State.LINGERING;
        if (isInputEnded) closeNow(reason);
        else channel.shutdownOutput();
    }

    private void updateInterest() {
        boolean reads = state == State.LINGERING || state == State.OPEN && !isPaused;
        setInterest((reads && !isInputEnded ? SelectionKey.OP_READ : 0)
                | (isWriteBlocked ? SelectionKey.OP_WRITE : 0));
    }
}
