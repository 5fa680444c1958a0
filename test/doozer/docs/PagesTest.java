package doozer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.server.Doozer;
import doozer.server.Log;
import doozer.server.Option;
import doozer.server.Options;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the pages of doc/ to what the program really does. */
class PagesTest {
    private static final Path DOC = Path.of(System.getProperty("doozer.root"), "doc");
    private static final int TIMEOUT_MILLIS = 30_000;

    @Test
    void theExamplesOfTheProtocolAreWhatTheServerSays() throws Exception {
        // given the lines in hex of the page, > for what is sent and < for what is received
        List<String> lines = Files.readAllLines(DOC.resolve("protocol.md")).stream()
                .filter(line -> line.matches("[<>] [0-9a-f. ]+")).toList();
        assertThat(lines).hasSizeGreaterThan(12);

        try (Doozer server = start(); Socket socket = connect(server)) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (String line : lines) {
                String hex = line.substring(2).replace(" ", "");
                // when it is sent, then that is what comes, a dot standing for any digit
                if (line.startsWith(">")) {
                    socket.getOutputStream().write(HexFormat.of().parseHex(hex));
                } else {
                    assertThat(HexFormat.of().formatHex(nextFrame(in))).as(line).matches(hex);
                }
            }
        }
    }

    @Test
    void everyOptionThatTakesEffectIsInTheOperatorsPage() throws IOException {
        String page = Files.readString(DOC.resolve("operations.md"));
        int seen = 0;
        for (Option option : Option.values()) {
            if (!option.isSetting()) continue;
            assertThat(page).contains("`-" + option.longName() + "`");
            seen++;
        }
        assertThat(seen).isGreaterThan(10);
    }

    @Test
    void everyEventOfTheLogIsInTheOperatorsPage() throws IOException {
        // given what is logged: a word in lower case as the first argument
        String page = Files.readString(DOC.resolve("operations.md"));
        Pattern logged = Pattern.compile(
                "\\b(?:info|warn|error|closed|log)\\(\\s*\"([a-z]+(?:-[a-z]+)*)\"");
        TreeSet<String> events = new TreeSet<>();
        try (Stream<Path> files = Files.walk(DOC.resolveSibling("src"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher matcher = logged.matcher(Files.readString(file));
                while (matcher.find()) events.add(matcher.group(1));
            }
        }
        assertThat(events).contains("started", "ended", "peer-unreached", "snapshot-broken")
                .hasSizeGreaterThan(20);

        // then each of them is explained
        for (String event : events) assertThat(page).contains("`" + event + "`");
    }

    private static byte[] nextFrame(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] body = in.readNBytes(length);
        return ByteBuffer.allocate(4 + length).putInt(length).put(body).array();
    }

    private static Socket connect(Doozer server) throws IOException {
        Socket socket = new Socket(server.address().host(), server.address().port());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    private static Doozer start() throws Exception {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return Doozer.start(Options.parse(new String[] {"-l", "127.0.0.1:0"}, Map.of()),
                new Log(nowhere, System::currentTimeMillis));
    }
}
