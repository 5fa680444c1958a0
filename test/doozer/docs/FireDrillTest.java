package doozer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.drill.Ports;
import doozer.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goes through the fire drill as its page has it, at other ports. */
class FireDrillTest {
    private static final Path ROOT = Path.of(System.getProperty("doozer.root"));
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final List<String> PAGE_PORTS = List.of("8046", "8047", "8048");

    @TempDir
    private Path folder;

    @Test
    void everyStepPrintsWhatThePageShows() throws Exception {
        // given the page, a folder with the jars in it, and ports that are free
        for (String jar : Set.of("doozer.jar", "doozer-client.jar")) {
            Files.copy(ROOT.resolve(jar), folder.resolve(jar));
        }
        List<Console.Step> steps = Console.steps(ROOT.resolve("doc/firedrill.md"));
        assertThat(steps).hasSizeGreaterThan(30);
        TreeMap<String, String> ports = new TreeMap<>();
        for (String port : PAGE_PORTS) ports.put(port, "" + Ports.next());

        // when its steps are done, one after the other, then each prints what is shown
        try (ShellSession shell = new ShellSession(folder, ServerProcess.java())) {
            for (Console.Step step : steps) {
                String command = step.command();
                for (String port : PAGE_PORTS) command = command.replace(port, ports.get(port));
                check(shell, command, step);
            }
        }
    }

    /** Does a step; one that only looks is repeated until it is as it should be. */
    private static void check(ShellSession shell, String command, Console.Step step)
            throws IOException, InterruptedException {
        List<String> shown = loosely(Arrays.asList(step.output().split("\n")));
        boolean isLook = step.command().matches(".*doozer.* members|doozer get .*|cat .*");
        long end = System.nanoTime() + PATIENCE_NANOS;
        List<String> printed = shell.run(command);
        while (isLook && !loosely(printed).equals(shown) && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
            printed = shell.run(command);
        }
        assertThat(loosely(printed)).as("%s printed %s", command, printed).isEqualTo(shown);
    }

    /** Lines without what differs each time; members in any order. */
    private static List<String> loosely(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.isBlank() && !line.matches(".*(Killed|Terminated).*"))
                .map(line -> line.replaceAll("\\b[A-Z2-7]{16}\\b", "ID")
                        .replaceAll("127\\.0\\.0\\.1:\\d+", "ADDRESS")
                        .replaceAll(" +", " ").stripTrailing()
                        .replaceAll("(ID ADDRESS \\w+) \\d+ \\d+ now", "$1 SLOT LAG now")
                        .replaceAll("(\\d+ms|\\d+s|never)$", "TIME")
                        .replaceAll("^(/drill )?\\d+", "$1REVISION"))
                .sorted().toList();
    }
}
