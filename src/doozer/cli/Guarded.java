package doozer.cli;

import doozer.client.recipes.Held;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that runs while something is held. It is told to end (SIGTERM) when that is lost, or
 * when this process is told to end, and is waited for; one that does not end before others may hold
 * the same is killed. Any thread.
 */
final class Guarded {
    private final Process process;
    private final Duration grace;
    private final Thread hook;
    /** Guarded by this. */
    private boolean isLost;

    private Guarded(Process process, Duration grace, Runnable giveBack) {
        this.process = process;
        this.grace = grace;
        hook = new Thread(() -> {
            process.destroy();
            awaitQuietly();
            giveBack.run();
        }, "ends the program");
    }

    /**
     * Starts it, with the token in its environment as {@code DOOZER_TOKEN}, and the file that
     * stands for the holder as {@code DOOZER_HELD}.
     *
     * @param ttl of the session: a fifth of it is what is left when it is known to be lost
     * @param giveBack what is to be done when this process is told to end, after the program has
     */
    static Guarded start(List<String> command, Held held, Duration ttl, Runnable giveBack)
            throws CommandException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("DOOZER_TOKEN", Long.toString(held.token()));
        builder.environment().put("DOOZER_HELD", held.file());
        try {
            // Half of what is left: the rest is for the machine to be slow.
            Guarded guarded = new Guarded(builder.start(), ttl.dividedBy(10), giveBack);
            Runtime.getRuntime().addShutdownHook(guarded.hook);
            return guarded;
        } catch (IOException e) {
            throw CommandException.failed(e.getMessage());
        }
    }

    /** What it ran for is lost: it is told to end, and killed if it does not in time. */
    void onLost() {
        synchronized (this) {
            isLost = true;
        }
        process.destroy();
        process.onExit().orTimeout(grace.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(tooLate -> process.destroyForcibly());
    }

    /** Whether {@link #onLost} was called. */
    synchronized boolean isLost() {
        return isLost;
    }

    /** Waits for its end; gives its status. */
    int await() throws IOException {
        try {
            int status = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(hook);
            return status;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroy();
            throw new InterruptedIOException("interrupted while a command ran");
        } catch (IllegalStateException e) {
            // This process is about to end: the hook does all that is left, and nothing after it.
            awaitQuietly();
            return process.exitValue();
        }
    }

    private void awaitQuietly() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
