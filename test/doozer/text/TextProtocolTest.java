package doozer.text;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.text.TextServer.Typist;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes back when somebody types. */
class TextProtocolTest {
    private static final String ENTRY = "\\d+ \\d+ 1";

    private TextServer server;

    @BeforeEach
    void startAServer() throws Exception {
        server = TextServer.start(Map.of());
    }

    @AfterEach
    void stopTheServer() {
        server.close();
    }

    @Test
    void theConversationOfThePageIsWhatIsShown() throws Exception {
        // given the page, and the file that its first example has written
        Transcript transcript = Transcript.of(Files.readString(
                Path.of(System.getProperty("doozer.root"), "doc", "text-protocol.md")));
        assertThat(server.answersTo("set /color 0 blue\nget /color\n")).isEqualTo("8\n8 4\nblue\n");

        try (Typist typist = server.connect()) {
            for (Transcript.Step step : transcript.steps()) {
                // when each line is typed, then what comes is what the page shows
                typist.type(step.typed());
                assertThat(typist.read(step.shown())).as(step.typed()).isEqualTo(step.shown());
            }
            assertThat(typist.readToEnd()).isEmpty();
        }
        assertThat(transcript.steps()).hasSizeGreaterThan(12);
    }

    @Test
    void transactionsAndSessionsSayWhatIsWrong() throws Exception {
        assertThat(server.answersTo("txn set /a -1 x y ;z ; set /b -1 \nget /a\nget /b\n"))
                .isEqualTo("9\n8 6\nx y ;z\n9 0\n\n");
        assertThat(server.answersTo("txn if /a 7 ; del /b -1\n"))
                .isEqualTo("-REV_MISMATCH /a\n");
        assertThat(server.answersTo("txn\ntxn 5\ntxn 5 del /b\ntxn del /b -1 ; put /c 1\n"
                + "txn eph /c -1 x\n")).isEqualTo("""
                -MISSING_ARG use: txn [session] <operation> ; <operation>
                -MISSING_ARG use: txn [session] <operation> ; <operation>
                -MISSING_ARG number 1 is not if <path> <rev>, set <path> <rev> <text>,\
                 del <path> <rev>, or eph <path> <rev> <text>
                -MISSING_ARG number 2 is not if <path> <rev>, set <path> <rev> <text>,\
                 del <path> <rev>, or eph <path> <rev> <text>
                -MISSING_ARG /c: an ephemeral file is of a session
                """);
        assertThat(server.answersTo("session 1\nsession x\nkeep\nkeep -1\nclose 99999\n"
                + "keep 99999\neph 99999 /a 0 x\neph /a 0 x\nnext\nnext /a\n")).isEqualTo("""
                -RANGE a session lives from 500 to 86400000 ms without a sign of life, not 1
                -MISSING_ARG use: session [milliseconds]
                -MISSING_ARG use: keep <session>
                -MISSING_ARG use: keep <session>
                -NOENT there is no session 99999: it has ended, or was never opened
                -NOENT there is no session 99999: it has ended, or was never opened
                -NOENT there is no session 99999: it has ended, or was never opened
                -MISSING_ARG use: eph <session> <path> <rev> <text> | {n}
                -MISSING_ARG use: next <path>
                -RANGE the file holds no whole number of at most 18 digits that could be counted on\
                 from
                """);
    }

    @Test
    void ephemeralFileTakesRawBytesAndGoesWithItsSession() throws Exception {
        assertThat(server.answersTo("session\neph 8 /a 0 {2}\nx\nget /a\ntxn 8 eph /b 0 y\n"
                + "keep 8\nclose 8\nget /a\nget /b\n")).isEqualTo(
                "8\n9\n9 2\nx\n\n10\n+OK\n13\n-NOENT there is nothing at /a\n"
                + "-NOENT there is nothing at /b\n");
    }

    @Test
    void theOnlyMemberDoesNotLeave() throws Exception {
        assertThat(server.answersTo("leave\nping\n"))
                .isEqualTo("-OTHER it is the only member: stop it instead, and all is gone\n"
                        + "+PONG\n");
    }

    @Test
    void everySplitOfTheInputIsTheSame() throws Exception {
        String input = "SET /a 0 x\r\n\nset /b 0 {4}\n\r\n\0z\r\nget /b\r\nfind /b\nls /zzz\n";
        String all = server.answersTo(input);
        assertThat(all).isEqualTo("8\n9\n9 4\n\r\n\0z\n/b\n.\n-NOENT\n");

        // when it comes byte by byte, to another server
        try (TextServer other = TextServer.start(Map.of()); Typist typist = other.connect()) {
            for (int i = 0; i < input.length(); i++) typist.type(input.substring(i, i + 1));
            // then the answers are the same
            assertThat(typist.read(all)).isEqualTo(all);
        }
    }

    @Test
    void aThousandCommandsAtOnceAreAnsweredInOrder() throws Exception {
        StringBuilder input = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            input.append("set /n -1 ").append(i).append("\nget /n\nfrob\n");
            String text = String.valueOf(i);
            expected.append(8 + i).append('\n').append(8 + i).append(' ').append(text.length())
                    .append('\n').append(text).append('\n')
                    .append("-UNKNOWN_VERB there is no command frob; try help\n");
        }

        assertThat(server.answersTo(input.toString())).isEqualTo(expected.toString());
    }

    @Test
    void telnetsNegotiationIsPassedOver() throws Exception {
        String offers = "\u00ff\u00fb\u0001\u00ff\u00fd\u0003"
                + "\u00ff\u00fa\u001f\0P\0\u0018\u00ff\u00f0";

        assertThat(server.answersTo(offers + "pi\u00ff\u00f1ng\r\n")).isEqualTo("+PONG\n");
    }

    @Test
    void whatOnlyLooksLikeTelnetIsClosed() throws Exception {
        assertThat(server.answersTo("\u00ff\u0000ping\n")).isEmpty();
    }

    @Test
    void aBrowserIsSentAwayToThePortOfThePage() throws Exception {
        server.close();
        server = TextServer.start(Map.of(), "-w", "127.0.0.1:8123");
        String answer = server.answersTo("GET /index.html HTTP/1.1\r\nAccept: */*\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 Bad Request\r\n").contains("8123");
    }

    @Test
    void aPageCannotDriveItWithAPostOrAHost() throws Exception {
        assertThat(server.answersTo("POST / HTTP/1.1\r\nset /a 0 x\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(server.answersTo("ping\npost\nset /a 0 x\n")).isEqualTo("+PONG\n");
        assertThat(server.answersTo("ping\nhOsT: x\nset /a 0 x\n")).isEqualTo("+PONG\n");
        assertThat(server.answersTo("get /a\n")).startsWith("-NOENT");
    }

    @Test
    void zooKeepersWordsNeedNoLineEnd() throws Exception {
        for (String word : new String[] {"ruok", "isro", "mntr", "srvr"}) {
            try (Typist typist = server.connect()) {
                typist.type(word);
                assertThat(typist.readToEnd()).as(word).isNotEmpty();
            }
        }
        assertThat(server.answersTo("ruok\n")).isEqualTo("imok\n");
        assertThat(server.answersTo("isro")).isEqualTo("rw");
        assertThat(server.answersTo("mntr")).contains("zk_znode_count\t7\n");
        assertThat(server.answersTo("srvr")).contains("\nNode count: 7\n");
    }

    @Test
    void theLastLineNeedsNoEnd() throws Exception {
        assertThat(server.answersTo("set /a 0 x\nget /a")).isEqualTo("8\n8 1\nx\n");
    }

    @Test
    void errorsSayWhatToDo() throws Exception {
        assertThat(server.answersTo("get\n")).isEqualTo("-MISSING_ARG use: get <path> [rev]\n");
        assertThat(server.answersTo("set /a 0x1 y\n")).startsWith("-RANGE \"0x1\" is no revision");
        assertThat(server.answersTo("set /a b 0\n")).startsWith("-RANGE \"b\" is no revision");
        assertThat(server.answersTo("set a 0 x\n")).startsWith("-BAD_PATH");
        assertThat(server.answersTo("watch a\n")).isEqualTo("-OTHER invalid glob pattern: a\n");
        assertThat(server.answersTo("rev 1\n")).isEqualTo("-MISSING_ARG use: rev\n");
    }

    @Test
    void aLineThatIsTooLongIsSkippedAndTheNextOneIsRead() throws Exception {
        String answer = server.answersTo("\nset /a 0 " + "x".repeat(70_000) + "\nping\n");

        assertThat(answer).startsWith("-RANGE a line has at most").endsWith("+PONG\n");
    }

    @Test
    void aFirstLineThatIsTooLongMayBeABrowsersAndIsTheLast() throws Exception {
        String answer = server.answersTo("GET /" + "x".repeat(70_000)
                + " HTTP/1.1\nset /a 0 x\n");

        assertThat(answer).startsWith("-RANGE a line has at most");
        assertThat(server.answersTo("\r\nGET /x HTTP/1.1\nset /a 0 x\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(server.answersTo("get /a\n")).startsWith("-NOENT");
    }

    @Test
    void commandsBehindOneThatWaitsAreDoneInTheirTurn() throws Exception {
        try (Typist waiting = server.connect()) {
            // given two packets, the first of which ends with a command behind one that waits
            waiting.type("wait /x 8\nset /first -1 a\n");
            server.answersTo("ping\n");
            waiting.type("set /second -1 b\nquit\n");
            server.answersTo("nop\nnop\n");

            // when what it waits for happens
            server.answersTo("set /x -1 y\n");

            // then nothing of it is lost
            assertThat(waiting.readToEnd()).isEqualTo("/x 10 set 1\ny\n11\n12\n+OK\n");
            assertThat(server.answersTo("get /first\nget /second\n"))
                    .isEqualTo("11 1\na\n12 1\nb\n");
        }
    }

    @Test
    void eventsDoNotStandInsideTheAnswerOfFind() throws Exception {
        server.answersTo("set /dir/a 0 x\n");
        try (Typist watcher = server.connect(); Typist writer = server.connect()) {
            watcher.type("watch /x\n" + "find /dir\n".repeat(300) + "stop\nquit\n");
            for (int i = 0; i < 300; i++) writer.type("set /x -1 " + i + "\n");

            String all = watcher.readToEnd();
            assertThat(all.split("/dir\n/dir/a\n\\.\n", -1)).hasSize(301);
        }
        assertThat(server.answersTo("find /dir/a\nfind /none\nfind /dir/\nfind /d*\n"))
                .isEqualTo("/dir/a\n.\n-NOENT there is nothing at /none\n"
                        + "-NOENT there is nothing at /dir/\n-NOENT there is nothing at /d*\n");
    }

    @Test
    void rawBytesThatNeverComeAreMissed() throws Exception {
        assertThat(server.answersTo("set /a 0 {0}")).isEqualTo("8\n");
        assertThat(server.answersTo("set /b 0 {5}\nabc")).startsWith("-RANGE the input has ended");
        assertThat(server.answersTo("set /b 0 {5}")).startsWith("-RANGE the input has ended");
    }

    @Test
    void theLimitOfValuesHoldsForARestOfALine() throws Exception {
        server.close();
        server = TextServer.start(Map.of(), "-maxvalue", "1k");

        assertThat(server.answersTo("set /a 0 " + "x".repeat(1025) + "\n"))
                .startsWith("-RANGE a value of 1025 bytes");
        assertThat(server.answersTo("set /a 0 " + "x".repeat(1024) + "\n")).isEqualTo("8\n");
    }

    @Test
    void rawBytesOverTheLimitAreSkipped() throws Exception {
        String answer = server.answersTo("set /a 0 {2000000}\n" + "x".repeat(2_000_000)
                + "\nget /a\n");

        assertThat(answer).startsWith("-RANGE a value of 2000000 bytes").contains("\n-NOENT ");
        assertThat(server.answersTo("set /a 0 {99999999999}\nping\n")).startsWith("-RANGE {n} is")
                .doesNotContain("PONG");
    }

    @Test
    void eventsComeBetweenAnswersNeverWithinAList() throws Exception {
        // given many files, so that a list takes several turns, and a watch on all of them
        StringBuilder files = new StringBuilder();
        for (int i = 0; i < 2000; i++) files.append("set /f/").append(i).append(" 0 x\n");
        server.answersTo(files.toString());

        try (Typist watcher = server.connect(); Typist writer = server.connect()) {
            // when files are written while the watcher lists them
            watcher.type("watch /f/*\n" + "ls /f\n".repeat(20) + "stop\nquit\n");
            for (int i = 0; i < 500; i++) writer.type("set /f/" + i + " -1 y\n");
            String all = watcher.readToEnd();

            // then each list is whole: from its first entry to its dot there is nothing else
            int lists = 0;
            for (String part : all.split("(?m)^\\.\n")) {
                List<String> list = part.lines()
                        .dropWhile(line -> !line.matches(ENTRY)).toList();
                if (list.isEmpty()) continue;
                assertThat(list).hasSize(2000).allMatch(line -> line.matches(ENTRY));
                lists++;
            }
            assertThat(lists).isEqualTo(20);
        }
    }

    @Test
    void aWatchGoesOnAfterTheInputHasEnded() throws Exception {
        // given somebody who has piped one line in
        try (Typist watcher = server.connect()) {
            watcher.type("watch /a 1\nping\n");
            assertThat(watcher.read("+PONG\n")).isEqualTo("+PONG\n");

            // when a file is set later
            server.answersTo("set /a 0 x\n");

            // then it is shown
            assertThat(watcher.read("/a 8 set 1\nx\n")).isEqualTo("/a 8 set 1\nx\n");
        }
    }

    @Test
    void aMonitorShowsRequestsAndNoSecrets() throws Exception {
        server.close();
        server = TextServer.start(Map.of("DOOZER_RWSECRET", "rw", "DOOZER_ROSECRET", "ro"));
        assertThat(server.answersTo("access ro\nmonitor\n"))
                .isEqualTo("+OK\n-OTHER permission denied\n");

        String shown = server.answersTo("access rw\nmonitor\naccess hush\nset /a 0 xyz\nstop\n");

        assertThat(shown).contains("ACCESS\n").contains("SET /a rev=0 len=3\n").endsWith("+OK\n")
                .doesNotContain("hush");
    }

    @Test
    void waitShowsOneChange() throws Exception {
        assertThat(server.answersTo("set /a 0 x\nwait /a 1\nwait /** 0\n"))
                .isEqualTo("8\n/a 8 set 1\nx\n/ctl/name 1 set 5\nlocal\n");
    }

    @Test
    void infoIsSectionsOfKeysAndValues() throws Exception {
        String info = server.answersTo("info\n");

        assertThat(info).contains("# Store\nrevision:7\n", "\nid:" + server.id() + "\n",
                "\ndurability:memory only");
        assertThat(info.lines()).allMatch(line -> line.startsWith("# ") || line.indexOf(':') > 0);
    }

    @Test
    void helpNamesEveryCommand() throws Exception {
        String help = server.answersTo("help\n");

        assertThat(help).contains("set <path> <rev> <text> | {n}").endsWith("\n.\n");
        assertThat(help.lines().filter(line -> !line.equals("."))).hasSizeGreaterThan(20);
        assertThat(server.answersTo("help get\n")).startsWith("get <path> [rev]").endsWith(".\n");
    }
}
