package doozer.client;

import doozer.wire.Output;
import doozer.wire.Request;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Frames on their way to the server. Any thread.
 *
 * <p>A thread that has a request writes it itself while so little is in flight that the socket's
 * buffers are sure to take it; one that comes meanwhile leaves its frame to the one who writes.
 * Beyond that a thread of our own writes, which may block there for as long as the server reads
 * nothing: callers then wait for their answers, where their time-outs end the wait, and the reader
 * thread never waits for anybody. That thread begins when it is first needed, which for a short
 * command is never.
 */
final class Outbox implements Runnable {
    /** What is in flight, frames and all, up to which callers write themselves. */
    private static final int DIRECT_BYTES = 32 << 10;
    /** Beyond, whoever wants to send waits: what nobody reads must not fill our memory. */
    private static final long MAX_IN_FLIGHT_BYTES = 16 << 20;
    /** What a frame costs this process beside its bytes. */
    private static final int FRAME_BYTES = 128;
    /** A buffer that has grown beyond is not kept. */
    private static final int MAX_KEPT_BYTES = 64 << 10;
    private static final int CAPACITY = 512;

    private final Link link;
    private final OutputStream out;
    private final InFlight inFlight = new InFlight();
    private Output filling = new Output(CAPACITY);
    /** Belongs to whoever has set {@link #isWriting}. */
    private Output spare = new Output(CAPACITY);
    /** Of what is in {@link #filling}. */
    private int firstTag;
    private boolean isWriting;
    private boolean isWriterDue;
    private boolean isClosed;
    private Thread writer;

    Outbox(Link link, OutputStream out) {
        this.link = link;
        this.out = out;
    }

    /**
     * Waits until there is room for another request.
     *
     * @return false when the deadline has passed without, or this thread is interrupted
     */
    synchronized boolean awaitRoom(Deadline deadline) {
        while (inFlight.cost() >= MAX_IN_FLIGHT_BYTES && !isClosed) {
            if (deadline.isOver() || !Waiting.on(this, deadline)) return false;
        }
        return true;
    }

    /** Queues a request that has its tag; in the order of the tags. */
    synchronized void add(Request request) {
        int before = filling.length();
        if (before == 0) firstTag = (int) request.tag();
        request.encode(filling);
        inFlight.add((int) request.tag(), filling.length() - before + FRAME_BYTES);
    }

    /** An answer with that tag has come. */
    synchronized void onAnswer(int tag) {
        boolean isFull = inFlight.cost() >= MAX_IN_FLIGHT_BYTES;
        inFlight.removeUpTo(tag);
        if (isFull) notifyAll();
    }

    /** Sees to it that what is queued is written, without waiting for the server. */
    void flush() {
        Output batch;
        synchronized (this) {
            if (!begin()) return;
            if (inFlight.cost() > DIRECT_BYTES) {
                handToWriter();
                return;
            }
            // In the same step: what others add from now on is not for this thread to write.
            batch = takeBatch();
        }
        try {
            write(batch);
        } catch (IOException e) {
            link.onLost(e);
        } catch (RuntimeException | Error e) {
            link.onLost(new IOException("writing has failed: " + e, e));
            throw e;
        }
        synchronized (this) {
            // Others have come meanwhile: to write on for them could take for ever.
            if (filling.length() > 0) handToWriter();
            else isWriting = false;
        }
    }

    /** As {@link #flush}, but this thread writes nothing itself: for the reader. */
    synchronized void flushLater() {
        if (begin()) handToWriter();
    }

    private boolean begin() {
        if (isWriting || isClosed || filling.length() == 0) return false;
        isWriting = true;
        return true;
    }

    private void handToWriter() {
        if (isClosed) return;
        isWriterDue = true;
        if (writer == null) {
            writer = new Thread(this, link.threadName("writer"));
            writer.setDaemon(true);
            writer.start();
        } else {
            notifyAll();
        }
    }

    /** What the writer thread does. */
    @Override
    public void run() {
        try {
            while (awaitWork()) write(takeBatch());
        } catch (IOException e) {
            link.onLost(e);
        } catch (RuntimeException | Error e) {
            // Ours, or memory: nobody would write on, and those who wait must hear of it.
            link.onLost(new IOException("writing has failed: " + e, e));
        }
    }

    /** Waits until there is something to write, and it is on this thread; false for never again. */
    private synchronized boolean awaitWork() {
        if (isWriterDue && filling.length() == 0) {
            isWriterDue = false;
            isWriting = false;
        }
        while (!isWriterDue && !isClosed) {
            // Nobody is meant to interrupt it.
            if (!Waiting.on(this, Deadline.NEVER)) return false;
        }
        return !isClosed;
    }

    /** What is queued, to be written by the one thread that has set {@link #isWriting}. */
    private synchronized Output takeBatch() {
        Output batch = filling;
        filling = spare;
        return batch;
    }

    private void write(Output batch) throws IOException {
        out.write(batch.array(), 0, batch.length());
        batch.clear();
        synchronized (this) {
            spare = batch.array().length > MAX_KEPT_BYTES ? new Output(CAPACITY) : batch;
        }
    }

    /** Whether the request with that tag, one that was added, may have reached the socket. */
    synchronized boolean isSent(int tag) {
        return filling.length() == 0 || tag - firstTag < 0;
    }

    /** Nothing is written any more, and nobody waits here. */
    synchronized void close() {
        isClosed = true;
        notifyAll();
    }
}
