package doozer.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@code doozer journal} as a process of its own. Owned by the test's thread. */
final class JournalProcess implements AutoCloseable {
    private final Path folder;
    private final String uri;
    private Process process;

    /** One that writes below that folder, once it is started. */
    JournalProcess(Path folder, String uri) {
        this.folder = folder;
        this.uri = uri;
    }

    Path directory() {
        return folder.resolve("journal");
    }

    void start() throws IOException {
        process = Printed.process(List.of("-Xmx64m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"), "-a", uri, "journal", "-roll", "256k",
                directory().toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    /** What all of them together have said. */
    List<String> log() throws IOException {
        return Files.readAllLines(folder.resolve("log"));
    }

    /** A figure of the file for scraping; -1 without one. */
    long status(String name) {
        try {
            for (String line : Files.readAllLines(directory().resolve("status"))) {
                if (line.startsWith("doozer_journal_" + name + " ")) {
                    return (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1));
                }
            }
        } catch (IOException e) {
            // Not yet.
        }
        return -1;
    }

    /** Waits for a figure to be that high. */
    void await(String name, long least) {
        assertThat(Await.within(DrillCluster.PATIENCE, () -> status(name) >= least)).as(name)
                .isTrue();
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Ends it as a service manager does. */
    void terminate() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() {
        if (process != null) kill();
    }
}
