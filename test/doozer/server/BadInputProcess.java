package doozer.server;

import doozer.net.LoopPeer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JVM of its own, with a heap of its own: what it does must not depend on ours. */
final class BadInputProcess implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile(" listen=127\\.0\\.0\\.1:(\\d+)");
    private static final String END = "";

    private final Process process;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private BadInputProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::readLines, "output of a process");
        reader.setDaemon(true);
        reader.start();
    }

    private void readLines() {
        try (BufferedReader in = process.inputReader()) {
            for (String line = in.readLine(); line != null; line = in.readLine()) lines.add(line);
        } catch (IOException e) {
            lines.add("reading failed: " + e);
        }
        lines.add(END);
    }

    /** Runs a main class of ours with the class path of this JVM, which it must not outlive. */
    static BadInputProcess run(String heap, Class<?> main, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + heap,
                "-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        return new BadInputProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Starts a server on a free port. */
    static BadInputProcess server(String heap, String... options) throws IOException {
        List<String> args = new ArrayList<>(List.of("-l", "127.0.0.1:0"));
        args.addAll(List.of(options));
        return run(heap, BadInputServerMain.class, args.toArray(new String[0]));
    }

    /** Waits for the line that tells it, and gives the port. */
    int port() throws InterruptedException {
        Matcher matcher = awaitLine(LISTENS);
        return Integer.parseInt(matcher.group(1));
    }

    /** Waits for a line with that in it; those before it are passed over. */
    Matcher awaitLine(Pattern pattern) throws InterruptedException {
        List<String> passed = new ArrayList<>();
        while (true) {
            String line = lines.poll(LoopPeer.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            if (line == null || line.equals(END)) {
                throw new AssertionError("no line with " + pattern + ", only " + passed);
            }
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) return matcher;
            passed.add(line);
        }
    }

    /** What it has printed since the last line that was waited for. */
    List<String> printed() {
        return List.copyOf(lines);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Lets it end by itself, by closing its standard input. */
    void letGo() throws IOException {
        process.getOutputStream().close();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(LoopPeer.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
