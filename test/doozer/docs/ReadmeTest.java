package doozer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.docs.Console.Step;
import doozer.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Does what the README and the page of commands say, and compares what it prints. */
class ReadmeTest {
    private static final Path ROOT = Path.of(System.getProperty("doozer.root"));

    @Test
    void theQuickStartPrintsWhatTheReadmeShows() throws Exception {
        // given the README's steps, the first two of which build the jar and start a server
        List<Step> steps = Console.steps(ROOT.resolve("README.md"));
        assertThat(steps).extracting(Step::command)
                .startsWith("make", "java -jar doozer.jar").hasSizeGreaterThan(5);

        // when the others are done, in order, then each prints what is shown
        try (ServerProcess server = ServerProcess.start(Map.of())) {
            assertThat(Console.wrongSteps(steps.subList(2, steps.size()), ROOT, server)).isEmpty();
        }
    }

    @Test
    void everyCommandPrintsWhatItsPageShows() throws Exception {
        // given the steps of the page, which have every command in them
        List<Step> steps = Console.steps(ROOT.resolve("doc/commands.md"));
        for (String name : ("add cat del find get info leave ls member members nop rev self"
                + " set stat touch wait walk watch").split(" ")) {
            assertThat(steps).extracting(Step::command)
                .anyMatch(command -> command.contains("doozer " + name));
        }

        // when they are done, in order, then each prints what is shown
        try (ServerProcess server = ServerProcess.start(Map.of())) {
            assertThat(Console.wrongSteps(steps, ROOT, server)).isEmpty();
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
}
