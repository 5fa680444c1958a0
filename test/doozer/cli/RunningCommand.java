package doozer.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A command that runs on a thread of its own, and what it has printed so far. Any thread. */
final class RunningCommand {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);
    /** How long to look for what may have happened before it is made to happen again. */
    private static final int LOOK_MILLIS = 20;

    private final Watched out = new Watched();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Thread thread;
    private volatile int status = Integer.MIN_VALUE;

    /** What runs a command: the entry point of the client, or of both. */
    interface EntryPoint {
        int run(String[] args, Map<String, String> env, Streams streams);
    }

    /** Something that may go wrong. */
    interface Act {
        void perform() throws Exception;
    }

    /** Collects what is written, and wakes whoever waits for it. */
    private static final class Watched extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int b) {
            bytes.write(b);
            notifyAll();
        }

        @Override
        public synchronized void write(byte[] from, int offset, int count) {
            bytes.write(from, offset, count);
            notifyAll();
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private RunningCommand(EntryPoint main, String[] args, Map<String, String> env, String stdin) {
        InputStream in = new ByteArrayInputStream(stdin.getBytes(StandardCharsets.ISO_8859_1));
        Streams streams = new Streams(in, out, new PrintStream(err));
        thread = new Thread(() -> status = main.run(args, env, streams), args.toString());
        thread.setDaemon(true);
    }

    static RunningCommand start(EntryPoint main, String[] args, Map<String, String> env,
            String stdin) {
        RunningCommand command = new RunningCommand(main, args, env, stdin);
        command.thread.start();
        return command;
    }

    /** Whether it has ended within a time that is long enough for anything but a wait. */
    boolean awaitEnd() {
        try {
            thread.join(TimeUnit.NANOSECONDS.toMillis(LIMIT_NANOS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return !thread.isAlive();
    }

    /** Does something again and again until it has ended, but not before it has begun to wait. */
    boolean repeatUntilEnd(Act act) throws Exception {
        long start = System.nanoTime();
        // Nobody can see that it waits: if it does not yet, this proves less, and nothing wrong.
        thread.join(LOOK_MILLIS);
        while (thread.isAlive()) {
            if (System.nanoTime() - start > LIMIT_NANOS) return false;
            act.perform();
            thread.join(LOOK_MILLIS);
        }
        return true;
    }

    /** Does something again and again until what was printed is as wanted. */
    boolean repeatUntilOutput(Predicate<String> wanted, Act act) throws Exception {
        return repeatUntil(() -> wanted.test(stdout()), act);
    }

    /** Does something again and again until that is so. */
    boolean repeatUntil(Callable<Boolean> wanted, Act act) throws Exception {
        long start = System.nanoTime();
        while (!wanted.call()) {
            if (System.nanoTime() - start > LIMIT_NANOS) return false;
            act.perform();
            synchronized (out) {
                if (!wanted.call()) out.wait(LOOK_MILLIS);
            }
        }
        return true;
    }

    /** Tells it to end as a thread is told. */
    void interrupt() {
        thread.interrupt();
    }

    boolean isRunning() {
        return thread.isAlive();
    }

    int status() {
        return status;
    }

    String stdout() {
        return out.text();
    }

    String stderr() {
        return err.toString(StandardCharsets.ISO_8859_1);
    }
}
