package doozer.client;

import doozer.wire.BadFrameException;
import doozer.wire.Request;
import doozer.wire.ResponseDecoder;
import doozer.wire.Verb;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
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
final class Link implements Runnable {
    private static final int INPUT_BYTES = 16 << 10;

    private final Socket socket;
    private final String address;
    private final Outbox outbox;
    private final HashMap<Integer, OpenRequest> open = new HashMap<>();
    private final Thread reader;
    private int lastTag;
    /** How many tags have been given out. */
    private long tagsUsed;
    private Loss loss;

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

    /** Begins to read. */
    void start() {
        reader.start();
    }

    String threadName(String role) {
        return "doozer client " + role + " " + address;
    }

    /** Asks, waits for the answer, and gives the request back as soon as it has been answered. */
    Call call(Request request, Deadline deadline) {
        Call call = new Call(request);
        send(request, call, deadline);
        if (call.await(deadline)) return call;
        abandon(call);
        throw Failures.gaveUp(call.isWrite(), null);
    }

    /** Sends a request, whose answers go to {@code asking}; waits while too much is in flight. */
    void send(Request request, OpenRequest asking, Deadline deadline) {
        if (!outbox.awaitRoom(deadline)) throw Failures.gaveUp();
        send(request, asking);
    }

    /** Sends a request, whose answers go to {@code asking}, at once. */
    void send(Request request, OpenRequest asking) {
        synchronized (this) {
            if (loss != null) throw Failures.lost(loss, false);
            add(request);
            asking.setTag(lastTag);
            open.put(lastTag, asking);
        }
        outbox.flush();
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
            lose(new Loss("the server does not speak doozer: " + e.getMessage(), null, false));
        } catch (RuntimeException | Error e) {
            // Ours, or memory: nobody would read on, and those who wait must hear of it.
            lose(new Loss("reading has failed: " + e, e, false));
        }
    }

    private void read(InputStream in) throws IOException, BadFrameException {
        ResponseDecoder decoder = new ResponseDecoder();
        ByteBuffer buffer = ByteBuffer.allocate(INPUT_BYTES);
        while (true) {
            int count = in.read(buffer.array());
            if (count < 0) throw new IOException("the server has closed it");
            buffer.position(0).limit(count);
            for (ResponseDecoder.Tagged next = decoder.next(buffer); next != null;
                    next = decoder.next(buffer)) {
                take(next);
            }
        }
    }

    private void take(ResponseDecoder.Tagged next) throws BadFrameException {
        int tag = (int) next.tag();
        OpenRequest asking;
        boolean isLast = false;
        synchronized (this) {
            if (next.tag() == Request.NO_TAG
                    || Integer.toUnsignedLong(lastTag - tag) >= tagsUsed) {
                throw new BadFrameException("an answer to what nobody has asked");
            }
            asking = open.get(tag);
            if (asking != null) {
                isLast = asking.isLast(next.response());
                if (isLast) open.remove(tag);
            }
        }
        outbox.onAnswer(tag);
        // Without: it was given up, and the answer was on its way.
        if (asking != null) asking.onAnswer(next.response(), isLast);
    }

    /** The socket has failed. */
    void onLost(IOException e) {
        lose(new Loss("the connection was lost: " + e.getMessage(), e, false));
    }

    /** Ends everything. A second call does nothing. */
    void close() {
        lose(new Loss("the client is closed", null, true));
    }

    private void lose(Loss newLoss) {
        List<OpenRequest> orphans;
        synchronized (this) {
            if (loss != null) return;
            loss = newLoss;
            orphans = new ArrayList<>(open.values());
            open.clear();
        }
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
        outbox.close();
        for (OpenRequest orphan : orphans) orphan.onLost(newLoss);
    }
}
