package doozer.drill;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.wire.DoozerUri;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A client that sets one file at one node, again and again: the next set waits for the answer of
 * the one before, and begins some time after that began, or at once if the time is over. It stays
 * with its node whatever happens. It has a thread of its own; its methods may be called by any.
 */
final class Writer implements AutoCloseable {
    /** As in the drill of the original. */
    static final Duration PACE = Duration.ofMillis(5);

    private static final Duration CONNECT = Duration.ofSeconds(1);
    /** Longer than any node may leave a write without an answer, and than any pause of a drill. */
    private static final long HUNG_SECONDS = 25;

    private final String address;
    private final String path;
    private final long paceNanos;
    private final List<Sample> samples = new ArrayList<>();
    private final Thread thread;
    private DoozerClient client;
    private volatile boolean isClosed;

    private Writer(String address, String path, Duration pace) {
        this.address = address;
        this.path = path;
        paceNanos = pace.toNanos();
        thread = new Thread(this::run, "writer of " + path + " at " + address);
        thread.setDaemon(true);
    }

    /** Begins to write at that address, a set every so often. */
    static Writer start(String address, String path, Duration pace) {
        Writer writer = new Writer(address, path, pace);
        writer.thread.start();
        return writer;
    }

    private void run() {
        long begin = System.nanoTime();
        while (!isClosed) {
            Sample.Result result = set(begin);
            long end = System.nanoTime();
            if (isClosed) break;
            synchronized (samples) {
                samples.add(new Sample(begin, end, result));
            }
            Await.until(begin + paceNanos);
            begin = System.nanoTime();
        }
        disconnect();
    }

    private Sample.Result set(long number) {
        if (client == null && !connect()) return Sample.Result.NOT_SENT;
        byte[] body = Long.toString(number).getBytes(StandardCharsets.UTF_8);
        try {
            client.setAsync(path, -1, body).get(HUNG_SECONDS, TimeUnit.SECONDS);
            return Sample.Result.DONE;
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof DoozerException failure)) {
                throw new DrillException("a set failed", e);
            }
            if (failure.code() != null) return Sample.Result.REFUSED;
            disconnect();
            return failure.isOutcomeUnknown() ? Sample.Result.UNKNOWN : Sample.Result.NOT_SENT;
        } catch (DoozerException e) {
            disconnect();
            return Sample.Result.NOT_SENT;
        } catch (TimeoutException e) {
            disconnect();
            return Sample.Result.HUNG;
        } catch (InterruptedException e) {
            isClosed = true;
            return Sample.Result.UNKNOWN;
        }
    }

    private boolean connect() {
        try {
            client = DoozerClient.connect(DoozerUri.parse("doozer:?ca=" + address), CONNECT);
            return true;
        } catch (DoozerException e) {
            return false;
        }
    }

    private void disconnect() {
        if (client != null) client.close();
        client = null;
    }

    /** Every call that has ended so far, in order. */
    List<Sample> samples() {
        synchronized (samples) {
            return List.copyOf(samples);
        }
    }

    /** Whether a set that began after that time was done. */
    boolean hasDoneSince(long nanos) {
        synchronized (samples) {
            for (int i = samples.size() - 1; i >= 0 && samples.get(i).end() > nanos; i--) {
                Sample sample = samples.get(i);
                if (sample.begin() > nanos && sample.result() == Sample.Result.DONE) return true;
            }
            return false;
        }
    }

    String address() {
        return address;
    }

    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
