package doozer.server;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server as people start it: a process of its own, from the jar, on a port of its choice. */
public final class ServerProcess implements AutoCloseable {
    /** A line that has not come by then never will. */
    private static final int LINE_SECONDS = 20;

    private final Process process;
    private final BufferedReader log;
    private final String address;

    private ServerProcess(Process process, BufferedReader log, String address) {
        this.process = process;
        this.log = log;
        this.address = address;
    }

    /** Starts one with those variables and options; it answers once this returns. */
    public static ServerProcess start(Map<String, String> env, String... options)
            throws IOException {
        return start(List.of(), env, options);
    }

    /** Starts one with no more than that many descriptors. */
    static ServerProcess withDescriptors(int most, String... options) throws IOException {
        return start(List.of("sh", "-c", "ulimit -n " + most + " && exec \"$@\"", "sh"), Map.of(),
                options);
    }

    private static ServerProcess start(List<String> before, Map<String, String> env,
            String... options) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(java(), "-Xmx64m", "-XX:-MaxFDLimit", "-jar", jar()));
        command.addAll(Arrays.asList(options));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("DOOZER_LISTEN", "127.0.0.1:0");
        builder.environment().putAll(env);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        BufferedReader log = new BufferedReader(
                new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            int at = line.indexOf(" listen=");
            if (!line.contains(" started ")) continue;
            String rest = line.substring(at + " listen=".length());
            return new ServerProcess(process, log, rest.substring(0, rest.indexOf(' ')));
        }
        process.destroyForcibly();
        throw new IOException("the server ended before it said that it had started");
    }

    /** The java of this very test. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The jar under test. */
    public static String jar() {
        return new File(System.getProperty("doozer.jar")).getAbsolutePath();
    }

    /** Host and port. */
    public String address() {
        return address;
    }

    /** The process, to be signalled. */
    public Process process() {
        return process;
    }

    /**
     * The first line of its log with that word in it, or null at its end.
     *
     * @throws TimeoutException when there is none for long
     */
    public String awaitLogLine(String word) throws Exception {
        FutureTask<String> reading = new FutureTask<>(() -> {
            String line = log.readLine();
            while (line != null && !line.contains(word)) line = log.readLine();
            return line;
        });
        Thread reader = new Thread(reading, "log");
        reader.setDaemon(true);
        reader.start();
        return reading.get(LINE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
