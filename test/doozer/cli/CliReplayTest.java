package doozer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.golden.CliLine;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The command lines of the original as they were recorded, line by line, given to ours. */
class CliReplayTest {
    private static final int CLIENT_LINES = 145;
    private static final int SERVER_LINES = 17;
    /** Where a recorded server was to listen, but for the two that others were to find. */
    private static final String OWN_PORT = "127\\.0\\.0\\.1:320(0[3-9]|1[0-9])";

    private final CliDifferences differences = CliDifferences.read();

    @Test
    void everyLineDoesWhatWasRecordedOrListed() throws Exception {
        // given the servers that others were attached to: one, and one attached to it. As only the
        // first was to be a member of the original's, which votes, there is to be one voter
        ReplayedServer member =
            new ReplayedServer("127.0.0.1:32001", "", Map.of(), "-voters", "1");
        ReplayedServer slave = ReplayedServer.attached("127.0.0.1:32002", member);
        CliReplay starts = new CliReplay(doozer.main.Main::run, List.of(member, slave),
            differences, text -> text.replaceAll(OWN_PORT, "127.0.0.1:0"));

        // and those of the commands: an open one, one with secrets, and one that was attached too,
        // which no line says to what
        Map<String, String> secrets = Map.of("DOOZER_RWSECRET", "rw", "DOOZER_ROSECRET", "ro");
        ReplayedServer open = new ReplayedServer("127.0.0.1:26001", "", Map.of());
        ReplayedServer closed = new ReplayedServer("127.0.0.1:26002", "rw", secrets);
        ReplayedServer attached = ReplayedServer.attached("127.0.0.1:26003", member);
        CliReplay commands = new CliReplay(Main::run, List.of(open, closed, attached),
            differences, UnaryOperator.identity());

        // when every line is given to the entry point of the client, or to that of the server
        try (commands; starts) {
            List<CliLine> lines = CliLine.all("cli.jsonl");
            assertThat(lines).hasSize(CLIENT_LINES);
            for (CliLine line : lines) commands.run(line, "");
            List<CliLine> serverLines = CliLine.all("doozerd-cli.jsonl");
            assertThat(serverLines).hasSize(SERVER_LINES);
            for (CliLine line : serverLines) starts.run(line, "doozerd/");
        }

        // then each does what was recorded, or what the list says
        System.out.println("cli.jsonl, " + commands.tally());
        System.out.println("doozerd-cli.jsonl, " + starts.tally());
        assertThat(commands.failures()).isEmpty();
        assertThat(starts.failures()).isEmpty();
        assertThat(differences.unused()).as("listed, and nowhere seen").isEmpty();
    }
}
