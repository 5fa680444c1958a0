package doozer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.server.ServerProcess;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Does what the README says, word by word, and compares what it prints. */
class ReadmeTest {
    private static final Path ROOT = Path.of(System.getProperty("doozer.root"));

    /** A command behind a dollar sign, and the lines below it. */
    private record Step(String command, String output) { }

    @Test
    void theQuickStartPrintsWhatTheReadmeShows() throws Exception {
        // given the README's steps, the first two of which build the jar and start a server
        List<Step> steps = steps(Files.readString(ROOT.resolve("README.md")));
        assertThat(steps).extracting(Step::command)
                .startsWith("make", "java -jar doozer.jar").hasSizeGreaterThan(5);

        // when the others are done, in order
        try (ServerProcess server = ServerProcess.start(Map.of())) {
            for (Step step : steps.subList(2, steps.size())) {
                // then each prints what is shown
                assertThat(outputOf(step, server)).as(step.command()).isEqualTo(step.output());
            }
        }
    }

    @Test
    void everyPageThatIsLinkedExists() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        int links = 0;
        for (int at = readme.indexOf("]("); at >= 0; at = readme.indexOf("](", at + 1)) {
            String target = readme.substring(at + 2, readme.indexOf(')', at));
            assertThat(ROOT.resolve(target)).exists();
            links++;
        }
        assertThat(links).isGreaterThan(4);
    }

    @Test
    void theReadmeIsShort() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve("README.md"))).hasSizeLessThan(150);
    }

    private static List<Step> steps(String page) {
        List<Step> steps = new ArrayList<>();
        String[] parts = page.split("```");
        for (int i = 1; i < parts.length; i += 2) {
            if (!parts[i].startsWith("console\n")) continue;
            for (String step : parts[i].substring("console\n".length()).split("(?m)^\\$ ")) {
                int end = step.indexOf('\n');
                if (end < 0) continue;
                steps.add(new Step(step.substring(0, end), step.substring(end + 1)));
            }
        }
        return steps;
    }

    private static String outputOf(Step step, ServerProcess server)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "exec 2>&1; " + step.command());
        builder.directory(ROOT.toFile());
        builder.environment().put("DOOZER_URI", "doozer:?ca=" + server.address());
        builder.environment().merge("PATH", new File(ServerProcess.java()).getParent(),
                (old, java) -> java + File.pathSeparator + old);
        Process process = builder.start();
        try (InputStream out = process.getInputStream()) {
            process.getOutputStream().close();
            if (!step.command().contains(" watch ")) {
                return new String(out.readAllBytes(), StandardCharsets.UTF_8);
            }
            // A watch goes on for ever: what it has printed so far is all there is to see.
            byte[] shown = step.output().getBytes(StandardCharsets.UTF_8);
            return new String(out.readNBytes(shown.length), StandardCharsets.UTF_8);
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            process.waitFor(30, TimeUnit.SECONDS);
        }
    }
}
