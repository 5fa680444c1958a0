package doozer.cli;

import doozer.client.recipes.Held;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program that runs while something is held. It is told to end (SIGTERM), with all that it has
 * started, when that is lost, or when this process is told to end, and is waited for; what does not
 * end before others may hold the same is killed. Any thread.
 */
final class Guarded {
    private final Duration grace;
    private final Thread hook;
    /** Guarded by this, as all below. */
    private Process process;
    private boolean isEnding;
    private boolean isLost;

    private Guarded(Duration grace, Runnable giveBack) {
        this.grace = grace;
        hook = new Thread(() -> {
            Process running;
            synchronized (this) {
                isEnding = true;
                running = process;
            }
            if (running != null) end(running, Duration.ZERO);
            giveBack.run();
        }, "ends the program");
    }

    /**
     * One that runs nothing yet.
     *
     * @param ttl of the session: a fifth of it is what is left when it is known to be lost
     * @param giveBack what is to be done when this process is told to end, after the program has
     */
    static Guarded of(Duration ttl, Runnable giveBack) {
        // Half of what is left: the rest is for the machine to be slow.
        Guarded guarded = new Guarded(ttl.dividedBy(10), giveBack);
        Runtime.getRuntime().addShutdownHook(guarded.hook);
        return guarded;
    }

    /**
     * Runs it to its end, with the token in its environment as {@code DOOZER_TOKEN}, and the file
     * that stands for the holder as {@code DOOZER_HELD}.
     *
     * @return its status
     */
    int run(List<String> command, Held held) throws IOException, CommandException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("DOOZER_TOKEN", Long.toString(held.token()));
        builder.environment().put("DOOZER_HELD", held.file());
        Process running;
        synchronized (this) {
            if (isEnding || isLost) throw CommandException.failed("told to end");
            try {
                running = builder.start();
            } catch (IOException e) {
                throw CommandException.failed(e.getMessage());
            }
            process = running;
        }
        try {
            return running.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(running, grace);
            throw new InterruptedIOException("interrupted while a command ran");
        }
    }

    /** What it runs for is lost: it is told to end, and killed if it does not in time. */
    void onLost() {
        Process running;
        synchronized (this) {
            isLost = true;
            running = process;
        }
        if (running != null) end(running, grace);
    }

    /** Whether {@link #onLost} was called. */
    synchronized boolean isLost() {
        return isLost;
    }

    /** Nothing more is to be run, or given back, when this process is told to end. */
    void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is told to end: the hook does all that is left.
        }
    }

    /**
     * Tells all to end, and waits; after so long, unless it is zero, kills what is left. The
     * program hears of it before what it has started: else one that waits for those would see them
     * die, and be gone as if all had ended well before its own signal comes.
     */
    private static void end(Process running, Duration most) {
        List<ProcessHandle> all = new ArrayList<>();
        all.add(running.toHandle());
        all.addAll(running.descendants().toList());
        all.forEach(ProcessHandle::destroy);
        CompletableFuture<Void> ended = CompletableFuture.allOf(
                all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
        try {
            if (most.isZero()) ended.get();
            else ended.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            all.forEach(ProcessHandle::destroyForcibly);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
