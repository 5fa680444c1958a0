package doozer.client;

import doozer.wire.Address;
import doozer.wire.BadFrameException;
import doozer.wire.Request;
import doozer.wire.ResponseDecoder;
import doozer.wire.Verb;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * One connection, shared by all who have requests. Any thread.
 *
 * <pre>
 *   callers --request, tag--> Outbox --bytes--> socket --bytes--> reader thread
 *      |                                                              |
 *      +--OpenRequest--> open: tag -> OpenRequest <--answer, tag------+
 * </pre>
 *
 * Its monitor is never held during input or output, nor while a request is told of its answer.
 */
final class Link implements Channel, Runnable {
    private static final int INPUT_BYTES = 16 << 10;

    private final Socket socket;
    private final String address;
    private final Outbox outbox;
    /** In the order sent, in which those that lose their connection are asked again. */
    private final LinkedHashMap<Integer, OpenRequest> open = new LinkedHashMap<>();
    private final Thread reader;
    private int lastTag;
    /** How many tags have been given out. */
    private long tagsUsed;
    /** Whether it ends with the last of those that are open. */
    private boolean isRetired;
    private Loss loss;
    private volatile long heardNanos;
    /** Who is told of the end, before those that are open. Set before {@link #start}. */
    private Keeper keeper;
    /** Set before anybody has this. */
    private Connector maker;

    /** Who keeps connections. */
    interface Keeper {
        /** That one has ended; any thread. */
        void onLost(Link link, Loss loss);
    }

    /** One over a connected socket. */
    Link(Socket socket, String address) throws IOException {
        this.socket = socket;
        this.address = address;
        outbox = new Outbox(this, socket.getOutputStream());
        reader = new Thread(this, threadName("reader"));
        reader.setDaemon(true);
    }

    /** Goes on with that tag, as if all between had been used: so a test comes round to it. */
    synchronized void skipTo(int tag) {
        tagsUsed += Integer.toUnsignedLong(tag - 1 - lastTag);
        lastTag = tag - 1;
    }

    /** Who is to hear of the end; false if this has ended already. */
    synchronized boolean keptBy(Keeper newKeeper) {
        keeper = newKeeper;
        return loss == null;
    }

    /** False once this has ended. */
    synchronized boolean isOpen() {
        return loss == null;
    }

    /** Begins to read, as that connector wants it. */
    void start(Connector newMaker) {
        maker = newMaker;
        heardNanos = System.nanoTime();
        reader.start();
    }

    @Override
    public String threadName(String role) {
        return "doozer client " + role + " " + address;
    }

    @Override
    public String identity() {
        return maker.identity();
    }

    @Override
    public Link another(Deadline deadline) {
        return maker.connect(Address.parse(address), deadline, 0);
    }

    /** Where it leads to. */
    String address() {
        return address;
    }

    /** When something was last read. */
    long heardNanos() {
        return heardNanos;
    }

    /** Whether an answer is awaited. */
    synchronized boolean isAwaited() {
        return !open.isEmpty();
    }

    @Override
    public void send(OpenRequest asking, Deadline deadline) {
        if (!outbox.awaitRoom(deadline)) throw Failures.gaveUp();
        send(asking);
    }

    @Override
    public void send(OpenRequest asking) {
        Loss known = trySend(asking);
        if (known != null) throw Failures.lost(known, false);
    }

    /** Waits until there is room for a request; false when there is none before the deadline. */
    boolean awaitRoom(Deadline deadline) {
        return outbox.awaitRoom(deadline);
    }

    /** Sends a request at once; gives null, or why this has ended and it was not sent. */
    Loss trySend(OpenRequest asking) {
        // Not with the monitor: a feed whose monitor it takes may be on its way to ours.
        Request request = asking.begin(this);
        synchronized (this) {
            if (loss != null) return loss;
            add(request);
            asking.setTag(lastTag);
            open.put(lastTag, asking);
        }
        outbox.flush();
        return null;
    }

    /**
     * Forgets a request: its answers are dropped, and where it might stay open on the server, that
     * is told. Nothing happens if it is not open any more.
     */
    void abandon(OpenRequest asking) {
        synchronized (this) {
            if (!open.remove(asking.tag(), asking)) return;
            if (!asking.isCancellable()) return;
            add(new Request(Verb.CANCEL).otherTag(asking.tag()));
        }
        if (Thread.currentThread() == reader) outbox.flushLater();
        else outbox.flush();
    }

    private void add(Request request) {
        do {
            lastTag++;
            tagsUsed++;
        } while (open.containsKey(lastTag));
        outbox.add(request.tag(lastTag));
    }

    /** What the reader thread does. */
    @Override
    public void run() {
        try {
            read(socket.getInputStream());
        } catch (IOException e) {
            onLost(e);
        } catch (BadFrameException e) {
            lose(new Loss("the server does not speak doozer: " + e.getMessage(), null));
        } catch (RuntimeException | Error e) {
            // Ours, or memory: nobody would read on, and those who wait must hear of it.
            lose(new Loss("reading has failed: " + e, e));
        }
    }

    private void read(InputStream in) throws IOException, BadFrameException {
        ResponseDecoder decoder = new ResponseDecoder();
        ByteBuffer buffer = ByteBuffer.allocate(INPUT_BYTES);
        while (true) {
            int count = in.read(buffer.array());
            if (count < 0) throw new IOException("the server has closed it");
            heardNanos = System.nanoTime();
            buffer.position(0).limit(count);
            for (ResponseDecoder.Tagged next = decoder.next(buffer); next != null;
                    next = decoder.next(buffer)) {
                take(next);
            }
        }
    }

    private void take(ResponseDecoder.Tagged next) throws BadFrameException, IOException {
        int tag = (int) next.tag();
        OpenRequest asking;
        boolean isLast = false;
        boolean isEnd = false;
        synchronized (this) {
            if (next.tag() == Request.NO_TAG
                    || Integer.toUnsignedLong(lastTag - tag) >= tagsUsed) {
                throw new BadFrameException("an answer to what nobody has asked");
            }
            asking = open.get(tag);
            if (asking != null) {
                isLast = asking.isLast(next.response());
                if (isLast) open.remove(tag);
                isEnd = isRetired && open.isEmpty();
            }
        }
        outbox.onAnswer(tag);
        // Without: it was given up, and the answer was on its way.
        if (asking != null) asking.answered(this, next.response(), isLast);
        if (isEnd) throw new IOException("it is of no use any more");
    }

    /** The socket has failed. */
    void onLost(IOException e) {
        lose(new Loss("the connection was lost: " + e.getMessage(), e));
    }

    @Override
    public void close() {
        end(Loss.closed("the client is closed"));
    }

    /** Ends this for that reason. A second call does nothing. */
    void end(Loss why) {
        lose(why);
    }

    /**
     * Gives up everything that can be asked elsewhere, as if this was lost; what cannot waits for
     * its answers, and the last of them is the end.
     */
    void retire(Loss why) {
        List<OpenRequest> leaving = new ArrayList<>();
        synchronized (this) {
            isRetired = true;
            for (Iterator<OpenRequest> all = open.values().iterator(); all.hasNext(); ) {
                OpenRequest asking = all.next();
                if (!Repeats.afterLoss(asking.verb(), true)) continue;
                leaving.add(asking);
                all.remove();
            }
        }
        for (OpenRequest asking : leaving) asking.lost(this, why, true);
        if (!isAwaited()) lose(why);
    }

    private void lose(Loss newLoss) {
        List<OpenRequest> orphans;
        Keeper told;
        synchronized (this) {
            if (loss != null) return;
            loss = newLoss;
            told = keeper;
            orphans = new ArrayList<>(open.values());
            open.clear();
        }
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
        outbox.close();
        if (told != null) told.onLost(this, newLoss);
        for (OpenRequest orphan : orphans) {
            orphan.lost(this, newLoss, outbox.isSent(orphan.tag()));
        }
    }
}
