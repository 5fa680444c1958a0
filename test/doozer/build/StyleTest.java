package doozer.build;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.SourceFile.Finding;
import doozer.build.SourceFile.Rule;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the house that a program can hold, and that each of them can fail. */
class StyleTest {
    private static final Set<String> PURE = Set.of("wire", "tree", "paxos", "node", "web");

    private final List<SourceFile> java = Repository.java("src", "test", "bench");

    @Test
    void linesAndFilesKeepToTheirLimits() {
        assertThat(SourceFile.check(java, TextRules::layout)).isEmpty();
    }

    @Test
    void methodsAndParameterListsAreShort() {
        assertThat(SourceFile.check(java, TreeRules::sizes)).isEmpty();
    }

    @Test
    void publicTypesAndMethodsAreDescribed() {
        assertThat(SourceFile.check(Repository.java("src"), TreeRules::undocumented)).isEmpty();
    }

    @Test
    void pureRoomsNameNothingImpure() {
        List<SourceFile> pure =
            Repository.java("src").stream().filter(file -> PURE.contains(file.room())).toList();
        assertThat(SourceFile.check(pure, TextRules::impureNames)).isEmpty();
    }

    @Test
    void nothingIsLeftOver() {
        assertThat(SourceFile.check(java, TextRules::leftOvers)).isEmpty();
    }

    @Test
    void noFileKnowsTheMachineItWasWrittenOn() {
        List<SourceFile> texts = Repository.texts();
        assertThat(texts).extracting(SourceFile::name).contains("Makefile", "LICENSE");
        assertThat(SourceFile.check(texts, TextRules::machinePaths)).isEmpty();
    }

    // Each rule can fail.

    @Test
    void lineOfAHundredColumnsIsTheLongest() {
        assertThat(findings(TextRules::layout, "x".repeat(100) + "\n")).isEmpty();
        // Columns, not chars: this letter is two of them.
        assertThat(findings(TextRules::layout, "\uD835\uDD38".repeat(100) + "\n")).isEmpty();
        assertThat(findings(TextRules::layout, "\n" + "x".repeat(101) + "\n"))
            .containsExactly("src/doozer/tree/A.java:2: more than 100 columns");
    }

    @Test
    void tabsTrailingBlanksAndAMissingLineFeedAreSeen() {
        assertThat(findings(TextRules::layout, "class A {\n}\n")).isEmpty();
        assertThat(findings(TextRules::layout, "\tint a;\nint b; \nint c;"))
            .containsExactly("src/doozer/tree/A.java:1: a tab",
                "src/doozer/tree/A.java:2: a blank at the end",
                "src/doozer/tree/A.java:3: no LF at the end");
        assertThat(findings(TextRules::layout, "class A {}\r\n")).hasSize(1);
    }

    @Test
    void fileIsLimitedByWhereItIs() {
        assertThat(findings(TextRules::layout, "\n".repeat(400))).isEmpty();
        assertThat(findings(TextRules::layout, "\n".repeat(401))).hasSize(1);
        assertThat(TextRules.layout(new SourceFile("test/A.java", "\n".repeat(600)))).isEmpty();
        assertThat(TextRules.layout(new SourceFile("test/A.java", "\n".repeat(601)))).hasSize(1);
    }

    @Test
    void methodOfFortyLinesIsTheLongest() {
        assertThat(findings(TreeRules::sizes, methodOfLines("int a()", 40))).isEmpty();
        assertThat(findings(TreeRules::sizes, methodOfLines("int a()", 41)))
            .containsExactly("src/doozer/tree/A.java:3: a has 41 lines, more than 40");
        assertThat(findings(TreeRules::sizes, methodOfLines("static", 40))).isEmpty();
        assertThat(findings(TreeRules::sizes, methodOfLines("static", 41))).hasSize(1);
    }

    @Test
    void fourParametersAreTheMostButForRecords() {
        String four = "int a, int b, int c, int d";
        String five = four + ", int e";
        assertThat(findings(TreeRules::sizes, "class A { void a(" + four + ") { } }")).isEmpty();
        assertThat(findings(TreeRules::sizes, "record A(" + five + ") { A { } }")).isEmpty();
        assertThat(findings(TreeRules::sizes, "class A { A(" + five + ") { } }")).hasSize(1);
        assertThat(findings(TreeRules::sizes, "record A(int a) { void a(" + five + ") { } }"))
            .containsExactly("src/doozer/tree/A.java:1: a has more than 4 parameters");
    }

    @Test
    void sourceThatIsNoJavaIsAFinding() {
        assertThat(findings(TreeRules::sizes, "class A {")).hasSize(1);
    }

    @Test
    void publicTypeWithoutJavadocIsSeen() {
        assertThat(findings(TreeRules::undocumented, "/** Says. */\npublic class A { }")).isEmpty();
        assertThat(findings(TreeRules::undocumented, "class A { public class B { } }")).isEmpty();
        assertThat(findings(TreeRules::undocumented, "// Says.\npublic class A { }"))
            .containsExactly("src/doozer/tree/A.java:2: A has no Javadoc");
        assertThat(findings(TreeRules::undocumented, "/** */ public class A { public enum B { } }"))
            .hasSize(1);
    }

    @Test
    void publicMethodWithoutJavadocIsSeen() {
        assertThat(inPublic("class A", "/** Says. */ public void a() { }")).isEmpty();
        assertThat(inPublic("class A", "@Override public int hashCode() { return 1; }")).isEmpty();
        assertThat(inPublic("class A", "public static void main(String[] a) { }")).isEmpty();
        assertThat(inPublic("class A", "void a() { }")).isEmpty();
        assertThat(inPublic("record A(int a)", "public int a() { return a; }")).isEmpty();
        assertThat(inPublic("class A", "public void a() { }")).hasSize(1);
        assertThat(inPublic("record A(int a)", "public int b() { return a; }")).hasSize(1);
        assertThat(inPublic("interface A", "void a();")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "System.nanoTime()", "System.currentTimeMillis()", "java.net.InetAddress a",
        "java.nio.channels.Selector s", "java.io.File f", "java.nio.file.Path p", "Thread t",
        "new Random(1)", "Math.random()", "ThreadLocalRandom r", "new SecureRandom()",
        "UUID.randomUUID()", "System.out.print(1)", "System.err.print(1)", "System.getenv(a)",
        "System.getProperty(a)", "new HashMap<>()", "new HashSet<>()", "new IdentityHashMap<>()",
        "Set.of(1)", "Map.of()", "Map.copyOf(a)", "Set.copyOf(a)", "a.parallelStream()",
        "CompletableFuture<A> a", "synchronized (a)", "volatile int a", "new SplittableRandom()",
        "java.util.concurrent.Executor e", "java.time.Instant i", "java.util.HashMap<A, B> a",
    })
    void impureNameIsSeen(String code) {
        String text = "class A {\n    " + code + ";\n}\n";
        assertThat(findings(TextRules::impureNames, text)).isNotEmpty();
    }

    @Test
    void importThatHidesNamesIsSeen() {
        assertThat(findings(TextRules::impureNames, "import java.util.*;\n")).hasSize(1);
        assertThat(findings(TextRules::impureNames, "import java.util.List;\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "import java.util.HashMap;", "Map<A, B> a = new HashMap<>(); // never iterated",
        "new LinkedHashMap<>()", "new TreeMap<>()", "List.of(1)", "new SplittableRandom(seed)",
        "a(\"Thread\")", "a('\"'); // a Thread", "/* System.out */", "a(\"\\\" synchronized\")",
    })
    void pureNameIsNot(String code) {
        assertThat(findings(TextRules::impureNames, code + "\n")).isEmpty();
    }

    @Test
    void leftOversAreSeen() {
        for (String word : List.of("TO" + "DO", "FIX" + "ME", "XX" + "X")) {
            assertThat(findings(TextRules::leftOvers, "// " + word + ": later\n")).hasSize(1);
        }
        assertThat(findings(TextRules::leftOvers, "Thread.sleep(1);\n")).hasSize(1);
        assertThat(findings(TextRules::leftOvers, "@Disabled\n")).hasSize(1);
        assertThat(findings(TextRules::leftOvers, "// never Thread.sleep\nmethod()\n")).isEmpty();
    }

    @Test
    void pathsOfAMachineAreSeen() {
        for (String folder : List.of("wo" + "rk", "ro" + "ot", "ho" + "me")) {
            String path = "/" + folder + "/a";
            assertThat(findings(TextRules::machinePaths, "cd " + path + "\n")).hasSize(1);
            assertThat(findings(TextRules::machinePaths, path)).hasSize(1);
            assertThat(findings(TextRules::machinePaths, "cd src" + path + "\n")).isEmpty();
        }
    }

    private static List<String> findings(Rule rule, String text) {
        return rule.check(new SourceFile("src/doozer/tree/A.java", text)).stream()
            .map(Finding::toString).toList();
    }

    private static List<String> inPublic(String type, String member) {
        return findings(TreeRules::undocumented,
            "/** Says. */\npublic " + type + " {\n    " + member + "\n}\n");
    }

    private static String methodOfLines(String head, int lines) {
        return "class A {\n\n" + head + " {\n" + ";\n".repeat(lines - 2) + "}\n}\n";
    }
}
