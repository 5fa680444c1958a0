package doozer.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher of the tests says what became of them. Each test runs it as a JVM of its own. */
class RunTestsTest {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    private static final String GOOD = "@Test void good() { }";
    private static final String BAD =
        "@Test void bad() { throw new RuntimeException(\"no good\"); }";
    private static final String SKIPPED =
        "@Test void skipped() { org.junit.jupiter.api.Assumptions.abort(); }";
    private static final String LONG = "@Tag(\"long\") @Test void patient() { }";
    private static final String NO_START =
        "@BeforeAll static void start() { throw new RuntimeException(\"no start\"); }";

    @TempDir
    private Path classes;

    @Test
    void everyPassedTestIsCountedAndEveryClassHasALine() throws Exception {
        // given a class with another inside, and a test for `make long`
        compile("Outer", GOOD + LONG + "@Nested class Inner { " + GOOD + " }");
        compile("Other", GOOD);

        // when all run
        Run run = run();

        // then each class has one line, and the last line counts
        assertThat(run.lines()).hasSize(3).last().isEqualTo("3 passed, 0 failed");
        assertThat(run.lines().get(0) + run.lines().get(1)).contains("Outer: ", "Other: ");
        assertThat(run.status()).isZero();
    }

    @Test
    void failuresAreShownAndFailTheRun() throws Exception {
        // given a test that fails, one that is skipped, and a class that cannot start
        compile("Outer", GOOD + BAD + SKIPPED);
        compile("NoStart", NO_START + GOOD + GOOD.replace("good", "better"));

        // when all run
        Run run = run();

        // then both failures are shown with where they come from
        assertThat(run.lines()).last().isEqualTo("1 passed, 2 failed, 1 skipped");
        assertThat(String.join("\n", run.lines())).contains(
            "FAILED sample.Outer bad()", "java.lang.RuntimeException: no good",
            "at sample.Outer.bad", "FAILED sample.NoStart NoStart", "no start");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void onlyTheClassesThatWereAskedForRun() throws Exception {
        compile("Outer", GOOD);
        compile("Other", BAD);

        assertThat(run("Oute").lines()).last().isEqualTo("1 passed, 0 failed");
    }

    @Test
    void runOfNothingIsAFailure() throws Exception {
        compile("Outer", GOOD);

        Run run = run("Nobody");

        assertThat(run.lines()).containsExactly("No test ran.", "0 passed, 0 failed");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void bothHalvesCountAndEachMayFailTheRun() throws Exception {
        // given a class for each half, and one of them with a test that fails
        compileIn("doozer.tree", "Computing", GOOD + BAD);
        compileIn("doozer.server", "Waiting", GOOD + SKIPPED);

        // when all run side by side
        Run run = runWith("doozer.build.RunTestsInTwo");

        // then the last line counts both, and each has its lines
        assertThat(run.lines()).last().isEqualTo("2 passed, 1 failed, 1 skipped");
        assertThat(String.join("\n", run.lines())).contains("doozer.tree.Computing: ",
            "FAILED doozer.tree.Computing bad()", "doozer.server.Waiting: ");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void halfThatDiesFailsTheRun() throws Exception {
        // given a class that ends its process, and one that is good
        compileIn("doozer.tree", "Dying", "@Test void dies() { Runtime.getRuntime().halt(0); }");
        compileIn("doozer.server", "Waiting", GOOD);

        // when all run side by side
        Run run = runWith("doozer.build.RunTestsInTwo");

        // then that is no success, though it has ended with 0
        assertThat(run.status()).isEqualTo(1);
        assertThat(String.join("\n", run.lines())).contains("has not told its counts");
    }

    private record Run(int status, List<String> lines) {
    }

    private Run run(String... part) throws IOException, InterruptedException {
        return runWith("doozer.build.RunTests", part);
    }

    private Run runWith(String main, String... part) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classes + ":" + classPath(),
            main, classes.toString()));
        command.addAll(List.of(part));
        Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
        java.getOutputStream().close();
        String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(java.waitFor(), output.lines().toList());
    }

    private void compile(String name, String members) {
        compileIn("sample", name, members);
    }

    private void compileIn(String packageName, String name, String members) {
        String text = "package " + packageName + "; import org.junit.jupiter.api.*; class "
            + name + " { " + members + " }";
        List<JavaFileObject> units =
            List.of(new TreeRules.InMemory(new SourceFile(
                packageName.replace('.', '/') + "/" + name + ".java", text)));
        List<String> options = List.of("-proc:none", "-d", classes.toString(), "-cp", classPath());
        assertThat(COMPILER.getTask(null, null, null, options, null, units).call()).isTrue();
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }
}
