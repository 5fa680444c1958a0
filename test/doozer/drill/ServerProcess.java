package doozer.drill;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A server as people start it, {@code java -jar doozer.jar}, and the signals that it can get. Its
 * methods may be called by any thread. It ends with its owner, or with this JVM.
 */
final class ServerProcess implements AutoCloseable {
    private static final int TAIL_LINES = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Set<ServerProcess> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(
                new Thread(() -> RUNNING.forEach(ServerProcess::kill), "end of the servers"));
    }

    private final String name;
    private final Process process;
    private final Thread reader;
    private final CountDownLatch saysSomething = new CountDownLatch(1);
    private final ArrayDeque<String> tail = new ArrayDeque<>();
    /** The line that says that it serves; null when it has ended without. */
    private volatile String started;

    private ServerProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        reader = new Thread(this::readLog, "log of " + name);
        reader.setDaemon(true);
    }

    /**
     * Starts one; it listens once this returns.
     *
     * @param launcher what stands before {@code java}: a command that puts it into a namespace, or
     *     nothing
     * @throws DrillException.PortTaken when somebody else listens there
     */
    static ServerProcess start(String name, List<String> launcher, List<String> options) {
        List<String> command = new ArrayList<>(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions());
        command.add("-jar");
        command.add(new File(System.getProperty("doozer.jar")).getAbsolutePath());
        command.addAll(options);
        ServerProcess server = new ServerProcess(name, begin(command));
        RUNNING.add(server);
        server.reader.start();
        try {
            server.awaitStart();
        } catch (DrillException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private static List<String> jvmOptions() {
        String given = System.getProperty("server.jvm", "-Xmx128m -XX:+UseSerialGC");
        List<String> options = new ArrayList<>(List.of(given.trim().split("\\s+")));
        options.addAll(List.of("-XX:-UsePerfData", "-XX:-CreateCoredumpOnCrash",
                "-XX:+ErrorFileToStderr"));
        return options;
    }

    private static Process begin(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // What is set for the commands on this machine must not reach the servers.
        builder.environment().keySet().removeIf(variable -> variable.startsWith("DOOZER_"));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new DrillException("cannot run " + command, e);
        }
    }

    private void readLog() {
        try (BufferedReader in = process.inputReader()) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                keep(line);
                if (started == null && line.contains(" INFO started ")) {
                    started = line;
                    saysSomething.countDown();
                }
            }
        } catch (IOException e) {
            keep("(the log could not be read any further: " + e + ")");
        }
        saysSomething.countDown();
    }

    private void keep(String line) {
        synchronized (tail) {
            if (tail.size() == TAIL_LINES) tail.removeFirst();
            tail.addLast(line);
        }
    }

    private void awaitStart() {
        try {
            if (!saysSomething.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new DrillException(name + " has not started in time; " + tail());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DrillException("interrupted while " + name + " starts", e);
        }
        if (started != null) return;
        if (tail().contains("in use")) throw new DrillException.PortTaken(name + ": " + tail());
        throw new DrillException(name + " ended instead of starting; " + tail());
    }

    /** A value of the line that said that it serves, by its key. */
    String startedWith(String key) {
        int from = started.indexOf(" " + key + "=") + key.length() + 2;
        int blank = started.indexOf(' ', from);
        return started.substring(from, blank < 0 ? started.length() : blank);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL: it ends without another word, even if it is stopped. Returns when it has ended. */
    void kill() {
        // Not through the process, which would close the log as well.
        process.toHandle().destroyForcibly();
        awaitExit(PATIENCE);
    }

    /** SIGTERM: it is asked to end. */
    void term() {
        process.toHandle().destroy();
    }

    /** SIGSTOP: it stands still, and its connections stay open. */
    void stop() {
        signal("STOP");
    }

    /** SIGCONT: it goes on where it stood. */
    void cont() {
        signal("CONT");
    }

    private void signal(String which) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + which, Long.toString(pid()))
                    .redirectErrorStream(true).start();
            if (kill.waitFor() != 0) throw new DrillException("cannot send SIG" + which + " to "
                    + this);
        } catch (IOException e) {
            throw new DrillException("cannot run kill", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DrillException("interrupted while signalling " + this, e);
        }
    }

    /** Whether it has ended within that time. */
    boolean awaitExit(Duration most) {
        try {
            boolean hasEnded = process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
            if (hasEnded) RUNNING.remove(this);
            return hasEnded;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The status that it has ended with. */
    int exitStatus() {
        return process.exitValue();
    }

    /** The last lines of its log, for whoever has to say what went wrong. */
    String tail() {
        synchronized (tail) {
            return "the log of " + this + " ends with\n  " + String.join("\n  ", tail) + "\n";
        }
    }

    @Override
    public String toString() {
        return name + " (pid " + pid() + ")";
    }

    @Override
    public void close() {
        kill();
        try {
            reader.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
