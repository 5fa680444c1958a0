package doozer.drill;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A connection through a {@link FaultProxy}: for each direction a thread that reads, and one that
 * writes what is due, so that a delay does not slow the stream down.
 */
final class ProxiedConnection {
    private static final int CHUNKS = 64;
    private static final int CHUNK_BYTES = 16 << 10;
    private static final Chunk END = new Chunk(new byte[0], 0);

    private final FaultProxy proxy;
    private final Socket near;
    private final Socket far;
    private boolean hasEnded;
    private int halvesEnded;

    /** Bytes, and when they may go on. */
    private record Chunk(byte[] bytes, long dueNanos) {
    }

    ProxiedConnection(FaultProxy proxy, Socket near, Socket far) {
        this.proxy = proxy;
        this.near = near;
        this.far = far;
    }

    void begin() throws IOException {
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        begin(FaultProxy.Direction.TO_TARGET, near, far);
        begin(FaultProxy.Direction.FROM_TARGET, far, near);
    }

    private void begin(FaultProxy.Direction direction, Socket from, Socket to) {
        BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(CHUNKS);
        proxy.start(() -> read(from, queue), "reads");
        proxy.start(() -> write(direction, queue, to), "writes");
    }

    private void read(Socket from, BlockingQueue<Chunk> queue) {
        byte[] buffer = new byte[CHUNK_BYTES];
        try {
            InputStream in = from.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                byte[] bytes = Arrays.copyOf(buffer, count);
                put(queue, new Chunk(bytes, System.nanoTime() + proxy.delayNanos()));
            }
        } catch (IOException e) {
            // Passed on as an end, which a cut holds back like everything else.
        }
        put(queue, END);
    }

    private void put(BlockingQueue<Chunk> queue, Chunk chunk) {
        try {
            // Once it has ended nobody may be left who takes from the queue.
            while (!queue.offer(chunk, 1, TimeUnit.SECONDS)) {
                if (hasEnded()) return;
            }
        } catch (InterruptedException e) {
            reset();
        }
    }

    private synchronized boolean hasEnded() {
        return hasEnded;
    }

    private void write(FaultProxy.Direction direction, BlockingQueue<Chunk> queue, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            for (Chunk chunk = queue.take(); chunk != END; chunk = queue.take()) {
                Await.until(chunk.dueNanos());
                proxy.awaitOpen(direction);
                Await.until(System.nanoTime() + proxy.nanosFor(chunk.bytes().length));
                out.write(chunk.bytes());
            }
            // That one side has nothing more to say is passed on, too; but not through a cut.
            proxy.awaitOpen(direction);
            to.shutdownOutput();
            onHalfEnded();
        } catch (IOException | InterruptedException e) {
            reset();
        }
    }

    private synchronized void onHalfEnded() {
        if (++halvesEnded == 2) end(false);
    }

    /** Breaks it, so that both sides see an error and not an end. */
    synchronized void reset() {
        end(true);
    }

    private void end(boolean isReset) {
        if (hasEnded) return;
        hasEnded = true;
        close(near, isReset);
        close(far, isReset);
        proxy.ended(this);
    }

    private static void close(Socket socket, boolean isReset) {
        try {
            if (isReset && !socket.isClosed()) socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // Broken already: closing it is all that is left.
        }
        try {
            socket.close();
        } catch (IOException e) {
            throw new DrillException("cannot close a socket", e);
        }
    }
}
