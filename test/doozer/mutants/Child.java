package doozer.mutants;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Another JVM with the classes of this one, behind those of a mutant, if there is one. It has so
 * much time, and is stopped then. Owned by the thread that makes it.
 */
final class Child {
    private final List<String> command = new ArrayList<>();
    private final Path classes;
    private final long seconds;

    /** One with the classes of a mutant in front, or null; it may take so long, and so much. */
    Child(Path classes, long seconds, int cores) {
        this.classes = classes;
        this.seconds = seconds;
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-ea", "-Xmx1g", "-XX:+UseSerialGC",
                "-XX:ActiveProcessorCount=" + cores, "-Ddoozer.counts=small",
                "-Ddoozer.root=" + Checkout.root()));
    }

    Child property(String name, Object value) {
        command.add("-D" + name + "=" + value);
        return this;
    }

    /**
     * Runs a class until it ends, its time is over, or it has said a line that was waited for:
     * gives that line, or null.
     */
    String runUntil(Predicate<String> isWanted, String... mainAndArguments)
            throws IOException, InterruptedException {
        String ours = System.getProperty("java.class.path");
        ArrayList<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("-cp", classes == null ? ours : classes + ":" + ours));
        whole.addAll(List.of(mainAndArguments));
        Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
        Thread atOurEnd = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atOurEnd);
        process.onExit().completeOnTimeout(process, seconds, TimeUnit.SECONDS)
                .thenAccept(Process::destroyForcibly);
        try {
            process.getOutputStream().close();
            return read(process, isWanted);
        } finally {
            process.destroyForcibly().waitFor();
            Runtime.getRuntime().removeShutdownHook(atOurEnd);
        }
    }

    private static String read(Process process, Predicate<String> isWanted) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String next = lines.readLine(); next != null; next = lines.readLine()) {
                if (isWanted.test(next)) return next;
            }
            return null;
        } catch (IOException e) {
            // Its end may close what is read from.
            if (!process.isAlive()) return null;
            throw e;
        }
    }
}
