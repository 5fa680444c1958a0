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
    /** Where a recorded server was to listen, but for the one that others were to find. */
    private static final String OWN_PORT = "127\\.0\\.0\\.1:320(0[2-9]|1[0-9])";

    private final CliDifferences differences = CliDifferences.read();

    @Test
    void everyLineDoesWhatWasRecordedOrListed() throws Exception {
        // given the recorded servers: an open one, one with secrets, and one that has no past
        Map<String, String> secrets = Map.of("DOOZER_RWSECRET", "rw", "DOOZER_ROSECRET", "ro");
        ReplayedServer open = new ReplayedServer("127.0.0.1:26001", "", Map.of());
        ReplayedServer closed = new ReplayedServer("127.0.0.1:26002", "rw", secrets);
        ReplayedServer late = new ReplayedServer("127.0.0.1:26003", "", Map.of(), "-hist", "1");
        late.nop();
        CliReplay commands = new CliReplay(Main::run, List.of(open, closed, late), differences,
            UnaryOperator.identity());
        ReplayedServer member = new ReplayedServer("127.0.0.1:32001", "", Map.of());
        CliReplay starts = new CliReplay(doozer.main.Main::run, List.of(member), differences,
            text -> text.replaceAll(OWN_PORT, "127.0.0.1:0"));

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
