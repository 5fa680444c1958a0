package doozer.main;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.cli.Streams;
import doozer.server.Doozer;
import doozer.server.Log;
import doozer.server.Options;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One jar for the server and the commands: which of them a command line means. */
class MainTest {
    /** How it ended, and what it printed, stderr last. */
    private record Result(int status, String out, String err) { }

    private static Result run(Map<String, String> env, String line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(line.split(" "), env, new Streams(
            new ByteArrayInputStream(new byte[0]), out, new PrintStream(err)));
        return new Result(status, out.toString(StandardCharsets.UTF_8),
            err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whereThereIsACommandTheFlagsAreItsOwn() throws Exception {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        Options options = Options.parse(new String[] {"-l", "127.0.0.1:0"}, Map.of());
        try (Doozer server = Doozer.start(options, new Log(nowhere, System::currentTimeMillis))) {
            String uri = "doozer:?ca=" + server.address();
            Map<String, String> env = Map.of("DOOZER_URI", uri);

            for (String line : ("rev|rev -t 9s|-t 9s rev|-a " + uri + " rev|-b " + uri
                    + " -a doozer:?cn=local rev|-r 5 rev|-o text rev|-- rev").split("\\|")) {
                assertThat(run(env, line)).as(line).isEqualTo(new Result(0, "7\n", ""));
            }
            assertThat(run(env, "-o json rev").out()).isEqualTo("{\"rev\":7}\n");
            assertThat(run(env, "get /a -- -h").err()).contains("wrong number of arguments");
        }
    }

    @Test
    void whereThereIsNoneItIsTheServer() {
        assertThat(run(Map.of(), "-h").out()).contains("-listen");
        assertThat(run(Map.of(), "-l 127.0.0.1:0 -print-config").out()).contains("hist=360000");
        assertThat(run(Map.of(), "-zzz")).extracting(Result::status).isEqualTo(2);
        assertThat(run(Map.of(), "-l 127.0.0.1:0 foo").status()).isEqualTo(127);
        assertThat(run(Map.of(), "help").out()).startsWith("Use: doozer [flags]");
    }
}
