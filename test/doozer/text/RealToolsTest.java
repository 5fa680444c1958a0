package doozer.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The programs that people really use. Where one is not installed its test is skipped. */
class RealToolsTest {
    private static final Path PAGE =
            Path.of(System.getProperty("doozer.root"), "doc", "text-protocol.md");

    @Test
    void ncPrintsWhatThePageShows() throws Exception {
        assumeInstalled("nc");
        // given the first example of the page
        String page = Files.readString(PAGE);
        String block = page.substring(page.indexOf("$ ") + 2, page.indexOf("```\n\nWith"));
        String command = block.substring(0, block.indexOf('\n'));

        try (TextServer server = TextServer.start(Map.of())) {
            // when it is run against a new server
            String here = command.replace("8046", String.valueOf(server.port()));
            Process nc = new ProcessBuilder("sh", "-c", here).start();
            String shown = read(nc);

            // then it prints what stands below it
            assertThat(here).contains(String.valueOf(server.port()));
            assertThat(shown).isEqualTo(block.substring(command.length() + 1));
        }
    }

    @Test
    void telnetHasTheConversationOfThePage() throws Exception {
        assumeInstalled("telnet");
        Transcript transcript = Transcript.of(Files.readString(PAGE));
        try (TextServer server = TextServer.start(Map.of())) {
            server.answersTo("set /color 0 blue\n");
            Process telnet = new ProcessBuilder("telnet", "127.0.0.1",
                    String.valueOf(server.port())).redirectErrorStream(true).start();
            try (OutputStream keys = telnet.getOutputStream()) {
                InputStream screen = telnet.getInputStream();
                String greeting = "Trying 127.0.0.1...\nConnected to 127.0.0.1.\n"
                        + "Escape character is '^]'.\n";
                assertThat(read(screen, greeting)).isEqualTo(greeting);

                for (Transcript.Step step : transcript.steps()) {
                    keys.write(step.typed().getBytes(StandardCharsets.US_ASCII));
                    keys.flush();
                    assertThat(read(screen, step.shown())).isEqualTo(step.shown());
                }
            } finally {
                telnet.destroyForcibly().waitFor();
            }
        }
    }

    private static String read(Process process) throws Exception {
        try (InputStream out = process.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static String read(InputStream screen, String expected) throws Exception {
        return new String(screen.readNBytes(expected.length()), StandardCharsets.US_ASCII);
    }

    private static void assumeInstalled(String program) {
        boolean isThere = List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (!isThere) System.out.println("SKIPPED: " + program + " is not installed");
        assumeTrue(isThere, program + " is not installed");
    }
}
