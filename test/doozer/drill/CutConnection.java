package doozer.drill;

import doozer.drill.CutFaults.Fault;
import doozer.drill.CutFaults.Way;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Random;

/** A connection through a {@link CutProxy}, with a thread for each way. */
final class CutConnection {
    private static final int CHUNK_BYTES = 4 << 10;

    private final CutProxy proxy;
    private final Socket near;
    private final Socket far;
    /** Null for one that nothing happens to. */
    private Random chance;
    /** What happens next, and after how many more bytes. Guarded by this, as all below. */
    private Fault next;
    private int bytesLeft;
    private long inStalledNanos = System.nanoTime();
    private long outStalledNanos = inStalledNanos;

    CutConnection(CutProxy proxy, Socket near, Socket far) {
        this.proxy = proxy;
        this.near = near;
        this.far = far;
    }

    void begin(Random newChance) {
        chance = newChance;
        draw();
        CutProxy.start(() -> pass(near, far, Way.IN));
        CutProxy.start(() -> pass(far, near, Way.OUT));
    }

    private void draw() {
        next = chance == null ? null : CutFaults.next(chance);
        bytesLeft = next == null ? Integer.MAX_VALUE : next.afterBytes();
    }

    private void pass(Socket from, Socket to, Way way) {
        byte[] buffer = new byte[CHUNK_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                int done = 0;
                while (done < count) {
                    Await.until(stalledUntil(way));
                    int allowed = allowed(count - done);
                    out.write(buffer, done, allowed);
                    done += allowed;
                    if (happens()) return;
                }
            }
            Await.until(stalledUntil(way));
            end(false);
        } catch (IOException e) {
            end(true);
        }
    }

    private synchronized long stalledUntil(Way way) {
        return way == Way.IN ? inStalledNanos : outStalledNanos;
    }

    /** How many of those bytes may pass before something happens. */
    private synchronized int allowed(int count) {
        if (next == null || !proxy.faults().isOn()) return count;
        int allowed = Math.min(count, bytesLeft);
        bytesLeft -= allowed;
        return allowed;
    }

    /** Does what is due; true if that was the end. */
    private boolean happens() {
        Fault due;
        synchronized (this) {
            if (next == null || bytesLeft > 0) return false;
            due = next;
            draw();
            proxy.faults().count(due.kind());
            if (due.nanos() > 0) {
                stall(due);
                return false;
            }
            if (due.kind() == CutFaults.Kind.REDIRECT) proxy.redirect(chance);
        }
        end(due.kind() == CutFaults.Kind.RESET);
        return true;
    }

    private void stall(Fault stall) {
        long untilNanos = System.nanoTime() + stall.nanos();
        if (stall.way().includes(Way.IN)) inStalledNanos = untilNanos;
        if (stall.way().includes(Way.OUT)) outStalledNanos = untilNanos;
    }

    private void end(boolean isReset) {
        close(near, isReset);
        close(far, isReset);
    }

    /** Closes it so that the other side sees an error, or an end. */
    static void close(Socket socket, boolean isReset) {
        try {
            if (isReset) socket.setSoLinger(true, 0);
            else socket.shutdownOutput();
        } catch (IOException e) {
            // It is broken, or was never connected.
        }
        try {
            socket.close();
        } catch (IOException e) {
            throw new DrillException("cannot close a socket", e);
        }
    }
}
