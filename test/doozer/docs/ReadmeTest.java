package doozer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.docs.Console.Step;
import doozer.drill.Ports;
import doozer.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what the README and the page of commands say, and compares what it prints. */
class ReadmeTest {
    private static final Path ROOT = Path.of(System.getProperty("doozer.root"));
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    @TempDir
    private Path folder;

    @Test
    void theQuickStartPrintsWhatTheReadmeShows() throws Exception {
        // given the README's steps, the first two of which build the jar and start a server
        List<Step> steps = Console.steps(ROOT.resolve("README.md"));
        assertThat(steps).extracting(Step::command)
                .startsWith("make", "java -jar doozer.jar").hasSizeGreaterThan(5);

        // when the others are done, in order, then each prints what is shown
        List<Step> others = steps.stream().skip(2).filter(step -> !isNode(step)).toList();
        try (ServerProcess server = ServerProcess.start(Map.of())) {
            assertThat(Console.wrongSteps(others, ROOT, server, folder)).isEmpty();
        }
    }

    private static boolean isNode(Step step) {
        return step.command().contains(" -peer ");
    }

    @Test
    void theClusterOfTheReadmeIsOneThatBegins() throws Exception {
        // given its three lines, which are the same
        List<String> nodes = Console.steps(ROOT.resolve("README.md")).stream()
                .filter(ReadmeTest::isNode).map(Step::command).toList();
        assertThat(nodes).hasSize(3);
        assertThat(Set.copyOf(nodes)).hasSize(1);
        String line = nodes.get(0);
        for (String port : List.of("8046", "8047", "8048")) {
            assertThat(line).contains(port);
            line = line.replace(port, "" + Ports.next());
        }

        // when they are typed, and then what shows who is there
        String first = line.replaceAll(".* -peer ([^,]*),.*", "$1");
        try (ShellSession shell = new ShellSession(folder, ServerProcess.java())) {
            shell.run("cd '" + ROOT + "'");
            for (int i = 0; i < 3; i++) shell.run(line.replace(" &", " > /dev/null 2>&1 &"));
            String members = "java -jar doozer.jar members -a 'doozer:?ca=" + first + "' 2>&1";

            // then three are there, and one of them leads
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            String shown = "";
            while (!(shown.contains(" leader ") && shown.split(" voter ").length == 3)) {
                assertThat(System.nanoTime() - end).as(shown).isNegative();
                LockSupport.parkNanos(PAUSE_NANOS);
                shown = String.join("\n", shell.run(members));
            }
        }
    }

    @Test
    void everyCommandPrintsWhatItsPageShows() throws Exception {
        // given the steps of the page, which have every command in them
        List<Step> steps = Console.steps(ROOT.resolve("doc/commands.md"));
        for (String name : ("add backup cat del elect find get health info journal leave lock ls"
                + " member members next nop register restore rev self session set stat top touch"
                + " txn wait walk watch").split(" ")) {
            assertThat(steps).extracting(Step::command)
                .anyMatch(command -> command.contains("doozer " + name)
                    || command.contains("doozer-client.jar " + name));
        }

        // when they are done, in order, then each prints what is shown
        try (ServerProcess server = ServerProcess.start(Map.of())) {
            assertThat(Console.wrongSteps(steps, ROOT, server, folder)).isEmpty();
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
