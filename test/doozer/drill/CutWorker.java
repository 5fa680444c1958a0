package doozer.drill;

import doozer.client.DoozerException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Does one kind of thing with a client over and over, on a thread that owns it until it ends. */
abstract class CutWorker {
    /** No answer takes longer, whatever is stalled, killed and elected. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final CutRun run;
    final String name;
    private final Thread thread = new Thread(this::live, "cut worker");
    private long lastNanos;
    private long longestNanos;

    CutWorker(CutRun run, String name) {
        this.run = run;
        this.name = name;
    }

    final void begin() {
        lastNanos = System.nanoTime();
        thread.setDaemon(true);
        thread.start();
    }

    private void live() {
        try {
            while (!run.isOver()) act();
            finish();
        } catch (RuntimeException | Error e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            run.fail(name + " failed: " + trace);
        }
    }

    /** Does one thing. */
    abstract void act();

    /** Ends what is under way. */
    void finish() {
    }

    /** What is wrong with what it was told; after its end. */
    abstract void check(CutTruth truth);

    /** One thing was done. */
    final void onDone(CutRun.Of what) {
        run.add(what);
        onProgress();
    }

    /** It goes on, if only as it was told why something was not done. */
    final void onProgress() {
        long nowNanos = System.nanoTime();
        longestNanos = Math.max(longestNanos, nowNanos - lastNanos);
        lastNanos = nowNanos;
    }

    /** The longest time without anything that was done; after its end. */
    final long longestNanos() {
        return longestNanos;
    }

    /** What a future gives; throws what it ends with. */
    final <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DoozerException known) throw known;
            throw new DrillException(name, e);
        } catch (InterruptedException | TimeoutException e) {
            throw new DrillException(name + " was not answered in time", e);
        }
    }

    @Override
    public final String toString() {
        return String.format("%s, %.1f s", name, longestNanos / 1e9);
    }

    /** Waits for its end; false if it does not come. */
    final boolean join() {
        try {
            thread.join(2 * PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
