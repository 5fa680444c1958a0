package doozer.net;

import doozer.wire.BadFrameException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** One connected socket of a loop, whoever is at its other end. Owned by the loop's thread. */
abstract class Endpoint {
    static final int NONE = -1;

    final Loop loop;
    final SocketChannel channel;
    final SelectionKey key;
    final OutQueue out = new OutQueue();
    boolean isWriteBlocked;
    /** Whether it stands in the loop's list of those with something to write. */
    boolean isDirty;
    /** Its place among those that must not stand still; these four are the list's to change. */
    Endpoint olderStall;
    Endpoint newerStall;
    long stallDeadlineNanos;
    boolean isStalled;
    private int number = NONE;
    private String lastPeer;

    Endpoint(Loop loop, SocketChannel channel, SelectionKey key) {
        this.loop = loop;
        this.channel = channel;
        this.key = key;
    }

    void give(int newNumber) {
        number = newNumber;
    }

    /** Whether it has a number: the handler knows of it. */
    boolean isOpened() {
        return number != NONE;
    }

    /** A number that no other open one of its kind has. */
    public int number() {
        return number;
    }

    /** The address of its other end, for people; also when it was just closed with a reason. */
    public String peer() {
        return lastPeer == null ? peerOf(channel) : lastPeer;
    }

    static String peerOf(SocketChannel channel) {
        try {
            String text = String.valueOf(channel.getRemoteAddress());
            return text.startsWith("/") ? text.substring(1) : text;
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Closes the socket, and remembers who was at its other end if there is a reason to tell. */
    void closeChannel(String why) {
        if (why != null) lastPeer = peerOf(channel);
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way, and with it everything that it held.
        }
    }

    void setInterest(int wanted) {
        if (key.isValid() && key.interestOps() != wanted) key.interestOps(wanted);
    }

    /** The system says that it can be written to, or that it is connected. */
    abstract void onWritable();

    /** Reads what has arrived, and hands on what is whole. */
    abstract void onReadable(ByteBuffer direct) throws IOException, BadFrameException;

    /** Writes what is queued, as far as the socket takes it. */
    abstract void flush(ByteBuffer direct) throws IOException;

    /** Has stood still for as long as it may. */
    abstract void onExpired();

    /** Ends it: says so in the log, unless there is no reason. */
    abstract void closeNow(String why);
}
