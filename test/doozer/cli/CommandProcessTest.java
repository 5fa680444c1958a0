package doozer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.server.ServerProcess;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands as processes, from both jars, with pipes and a terminal as people have them. */
class CommandProcessTest {
    private static final String CLIENT_JAR =
        new File(ServerProcess.jar()).getParent() + "/doozer-client.jar";

    private CliServer server;

    @BeforeEach
    void startAServer() throws Exception {
        server = CliServer.start(Map.of());
    }

    @AfterEach
    void stopTheServer() {
        server.close();
    }

    /** What a line of shell prints, stderr included; {@code doozer} is the client's jar there. */
    private String shell(String line) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "exec 2>&1; doozer() { '"
            + ServerProcess.java() + "' -jar '" + CLIENT_JAR + "' \"$@\"; }; " + line);
        builder.environment().put("DOOZER_URI", server.uri());
        builder.environment().put("JAVA", ServerProcess.java());
        Process process = builder.start();
        process.getOutputStream().close();
        byte[] out = process.getInputStream().readAllBytes();
        process.waitFor();
        return new String(out, StandardCharsets.UTF_8);
    }

    @Test
    void bothJarsHaveTheCommands() throws Exception {
        assertThat(shell("echo hello | doozer add /a; echo $?")).isEqualTo("8\n0\n");
        assertThat(shell("$JAVA -jar '" + ServerProcess.jar() + "' cat /a")).isEqualTo("hello\n");
        assertThat(shell("echo x | doozer add /a; echo $?"))
            .isEqualTo("Error: REV_MISMATCH\n1\n");
        assertThat(shell("doozer cat -zzz /a >&-; echo $?")).endsWith("\n127\n");
    }

    /** What takes long to be loaded and started, and that no command needs to read a file. */
    private static final String SLOW = "java\\.util\\.(regex|stream)\\..*|java\\.util\\.Formatter"
        + "|java\\.security\\.SecureRandom|java\\.lang\\.System\\$Logger|doozer\\..*\\$\\$Lambda.*";
    private static final int OUR_CLASSES = 45;

    @Test
    void aColdGetLoadsFewClassesAndNoneThatIsSlow() throws Exception {
        // given a file, and a JVM that tells of every class that it loads
        server.run("x", "add", "/a");

        // when a command reads the file
        String out = shell("$JAVA -Xlog:class+load:stdout -jar '" + CLIENT_JAR + "' get /a");

        // then it has loaded what it needs and little else
        List<String> classes = out.lines().filter(line -> line.contains(" source: "))
            .map(line -> line.replaceAll(".*\\] | source: .*", "")).toList();
        assertThat(out).contains("8 1\nx\n");
        assertThat(classes).hasSizeGreaterThan(400).contains("doozer.cli.GetCommand")
            .noneMatch(name -> name.matches(SLOW));
        assertThat(classes.stream().filter(name -> name.startsWith("doozer.")))
            .hasSizeLessThanOrEqualTo(OUR_CLASSES);
    }

    @Test
    void aPipeThatIsClosedEndsACommandWithoutAWord() throws Exception {
        // given more than a pipe holds
        for (int i = 0; i < 5; i++) server.run("x".repeat(100_000), "add", "/d/" + i);

        // when only the first byte is read
        String out = shell("{ doozer walk '/d/*'; echo \" $?\" >&2; } | head -c 1");

        // then it ends by itself, with 0 and without a word
        assertThat(out).isEqualTo("/ 0\n");
    }

    @Test
    void whatCannotBeWrittenIsAnError() throws Exception {
        assertThat(shell("doozer rev > /dev/full; echo $?"))
            .startsWith("Error: cannot write: ").endsWith("\n2\n");
    }

    @Test
    void whoHasToTypeTheBodyIsToldSo() throws Exception {
        // given a terminal, in which somebody types a line and Ctrl-D
        String typed = shell("echo typed | script -qec \"$JAVA -jar '" + CLIENT_JAR
            + "' set /a 0\" /dev/null");

        // then it was said that this is awaited, before the new revision was printed
        assertThat(typed).contains("Ctrl-D").endsWith("8\r\n");
        assertThat(server.run("", "cat", "/a").out()).isEqualTo("typed\n");
    }

    @Test
    void whoTypesNothingIsToldNothing() throws Exception {
        assertThat(shell("echo x | doozer add /pipe")).isEqualTo("8\n");
        assertThat(shell("doozer add /null < /dev/null")).isEqualTo("9\n");
        assertThat(shell("doozer add /file < '" + CLIENT_JAR + "'")).isEqualTo("10\n");
    }
}
