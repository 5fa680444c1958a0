package doozer.net;

import doozer.wire.Address;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The connections of a loop that are bytes to it: those of browsers. They have a port, numbers and
 * bounds of their own, and what is left of a turn when nodes and clients have had theirs: so many
 * are read and written, the rest in the turns that follow at once. Owned by the loop's thread.
 */
public final class ByteConnections {
    private static final int ACCEPTS_A_TURN = 32;
    private static final int READS_A_TURN = 32;
    private static final int WRITES_A_TURN = 32;
    /** How many more than there may be are told so at a time; others are just closed. */
    private static final int MOST_TOLD = 64;

    /** How many are closed at once where no descriptor is left. */
    private static final int CLOSED_FOR_ROOM = 64;

    private final Loop loop;
    private final Selector selector;
    private final Listeners listeners;
    private final Door door = new PageDoor();
    private final Stalls stalls;
    private final Numbers numbers = new Numbers();
    private final ArrayDeque<ByteConnection> ready = new ArrayDeque<>();
    private final ArrayDeque<ByteConnection> dirty = new ArrayDeque<>();
    private ByteHandler handler;
    private String place = "";
    private int max;
    private int count;
    /** Bytes queued for all of them. */
    private long queued;
    private boolean hasNews;

    ByteConnections(Loop loop, Selector selector, Listeners listeners) {
        this.loop = loop;
        this.selector = selector;
        this.listeners = listeners;
        stalls = new Stalls(loop.options().halfFrameNanos());
        listeners.makesRoom(this::makeRoom);
    }

    /** Serves them for that handler, who is told of so many at a time; before any is opened. */
    public void serve(ByteHandler newHandler, int maxConnections) {
        handler = newHandler;
        max = maxConnections;
    }

    /**
     * Opens a port for them, of which there may be several.
     *
     * @return the port, which the system has chosen if the address has 0
     * @throws IOException with what is wrong with the address
     */
    public int listen(Address address) throws IOException {
        return listeners.open(address, door);
    }

    /** Closes all of them, and their ports. Not while one of them is told of something. */
    public void end() {
        listeners.close(door);
        for (SelectionKey key : List.copyOf(selector.keys())) {
            if (key.attachment() instanceof ByteConnection one) one.closeNow(null);
        }
    }

    /** Says where they are, in words, for browsers that come to the port of clients. */
    public void setPlace(String newPlace) {
        place = newPlace;
    }

    String place() {
        return place;
    }

    ByteHandler handler() {
        return handler;
    }

    Stalls stalls() {
        return stalls;
    }

    /** The open one with that number; null when it is gone. */
    public ByteConnection get(int number) {
        return (ByteConnection) numbers.get(number);
    }

    private void admit(SocketChannel channel) throws IOException {
        if (count >= max + MOST_TOLD) {
            String peer = Endpoint.peerOf(channel);
            channel.close();
            handler.onRefused(peer, tooMany());
            return;
        }
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        ByteConnection connection = new ByteConnection(loop, channel, key);
        key.attach(connection);
        if (count++ >= max) {
            handler.onRefused(connection.peer(), tooMany());
            connection.refuse(handler.refusal());
            return;
        }
        numbers.give(connection);
        handler.onOpened(connection);
        hasNews = true;
    }

    private String tooMany() {
        return "there are " + max + " connections to the web page, as many as there may be"
                + " (-maxweb)";
    }

    /** Where they come in. */
    private final class PageDoor implements Door {
        @Override
        public int acceptsATurn() {
            return ACCEPTS_A_TURN;
        }

        @Override
        public void admit(SocketChannel channel) throws IOException {
            ByteConnections.this.admit(channel);
        }

        @Override
        public boolean comesLast() {
            return true;
        }

        @Override
        public void onCannotAccept(String reason) {
            handler.onRefused("-", reason);
        }
    }

    /** The last part of a turn; gives nanoseconds until the next one is wanted. */
    long turn(long nowNanos, ByteBuffer direct) {
        if (handler == null) return Long.MAX_VALUE;
        hasNews = false;
        stalls.expire();
        for (int i = Math.min(ready.size(), READS_A_TURN); i > 0; i--) read(ready.poll(), direct);
        long wait = handler.onBytesTurn(nowNanos);
        for (int i = Math.min(dirty.size(), WRITES_A_TURN); i > 0; i--) {
            flush(dirty.poll(), direct);
        }
        while (isFull(0)) closeFullest();
        boolean isBusy = hasNews || !ready.isEmpty() || !dirty.isEmpty();
        return isBusy ? 0 : Math.min(wait, stalls.untilNextNanos());
    }

    /** Closes the oldest that wait for nothing; whether there were any. Clients go first. */
    private boolean makeRoom() {
        return stalls.closeOldest(CLOSED_FOR_ROOM,
                "the process has no descriptor left (ulimit -n), and clients go first");
    }

    /** Whether that many bytes and what is queued for all of them are too many. */
    public boolean isFull(long more) {
        return queued + more > loop.options().pagesBufferBytes();
    }

    void onQueued(long bytes) {
        queued += bytes;
    }

    /** What one does not take must not take the place of what others would. */
    private void closeFullest() {
        ByteConnection fullest = null;
        for (SelectionKey key : selector.keys()) {
            if (!(key.attachment() instanceof ByteConnection one) || !key.isValid()) continue;
            if (fullest == null || one.out.bytes() > fullest.out.bytes()) fullest = one;
        }
        if (fullest == null) throw new IllegalStateException(queued + " bytes are queued for none");
        fullest.closeNow("the most was queued for it, of more than "
                + loop.options().pagesBufferBytes() + " bytes for all pages");
    }

    private static void read(ByteConnection connection, ByteBuffer direct) {
        connection.isReady = false;
        try {
            connection.read(direct);
        } catch (IOException e) {
            connection.closeNow(null);
        }
    }

    private static void flush(ByteConnection connection, ByteBuffer direct) {
        connection.isDirty = false;
        try {
            connection.flush(direct);
        } catch (IOException e) {
            connection.closeNow(null);
        }
    }

    void markReady(ByteConnection connection) {
        if (!connection.isReady) ready.add(connection);
        connection.isReady = true;
    }

    void markDirty(ByteConnection connection) {
        if (!connection.isDirty) dirty.add(connection);
        connection.isDirty = true;
    }

    void drained(ByteConnection connection) {
        hasNews = true;
        connection.onDrained();
    }

    void onClosed(ByteConnection connection, String reason) {
        count--;
        stalls.remove(connection);
        if (!connection.isOpened()) return;
        handler.onClosed(connection, reason);
        numbers.takeBack(connection);
    }
}
