package doozer.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mutants fit the sources and the tests as they are, so that {@code make mutants} can run. */
class MutantsTest {
    private static final String TEXT = """
        bug: quorum minus one
        breaks: Half of the voters
          are a majority.
        test: doozer.mutants.MutantsTest#survivorIsSeen
        seed: 12

        in src/doozer/paxos/Configuration.java
        - return voters.length / 2 + 1;
        + return voters.length / 2;

        - a
        - b
        in src/doozer/tree/Path.java
        - c
        + d
        +
        """;

    @TempDir
    private Path folder;

    @Test
    void everyMutantFitsTheSources() throws IOException {
        List<Mutant> mutants = Checkout.readAll();
        assertThat(mutants).hasSizeGreaterThan(20);
        for (Mutant mutant : mutants) {
            for (Edit edit : mutant.edits()) {
                assertThat(edit.places(Checkout.source(edit.file())))
                        .as(mutant.name() + ": " + edit.oldLines()).isEqualTo(1);
                assertThat(MutantCompiler.changed(mutant, edit.file()))
                        .as(mutant.name()).isNotEqualTo(Checkout.source(edit.file()));
            }
        }
    }

    @Test
    void everyMutantHasItsTest() throws Exception {
        for (Mutant mutant : Checkout.readAll()) {
            String[] parts = mutant.test().split("#");
            List<Method> methods = Arrays.stream(Class.forName(parts[0]).getDeclaredMethods())
                    .filter(method -> method.getName().equals(parts[1])).toList();
            assertThat(methods).as(mutant.name() + ": " + mutant.test()).hasSize(1);
            assertThat(methods.get(0).isAnnotationPresent(Test.class)).as(mutant.test()).isTrue();
        }
    }

    @Test
    void fileIsReadWhole() {
        Mutant mutant = MutantParser.parse("a", TEXT);
        assertThat(mutant.fields().get("breaks")).isEqualTo("Half of the voters are a majority.");
        assertThat(mutant.seed()).isEqualTo(12);
        assertThat(mutant.excuse()).isNull();
        assertThat(mutant.edits()).containsExactly(
                new Edit("src/doozer/paxos/Configuration.java",
                        List.of("return voters.length / 2 + 1;"),
                        List.of("return voters.length / 2;")),
                new Edit("src/doozer/paxos/Configuration.java", List.of("a", "b"), List.of()),
                new Edit("src/doozer/tree/Path.java", List.of("c"), List.of("d", "")));
        assertThat(mutant.edits().get(2).room()).isEqualTo("tree");
    }

    @Test
    void whatIsNoMutantIsRefused() {
        refuses("bug: quorum minus one\n", "", "no bug");
        refuses("seed: 12", "seed: 1a", "a seed is a number");
        refuses("seed: 12", "seed:", "not a field with a value");
        refuses("seed: 12", "sead: 12", "not a field with a value");
        refuses("seed: 12", "seed: 12\nmasked: by itself", "exclude each other");
        refuses("#survivorIsSeen", "", "a test is Class#method");
        refuses("- c\n", "", "the place of nothing");
        refuses("- c\n", "c\n", "neither an old line nor a new one");
        refuses(TEXT.substring(TEXT.indexOf("in src")), "", "nothing is changed");
    }

    private static void refuses(String old, String by, String why) {
        assertThat(TEXT).contains(old);
        assertThatThrownBy(() -> MutantParser.parse("a", TEXT.replace(old, by)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
    }

    @Test
    void seedIsWrittenDown() {
        String unfound = TEXT.replace("seed: 12", "unfound: in 5 minutes,\n  at two cores");
        for (String text : List.of(TEXT, unfound, TEXT.replace("seed: 12\n", ""))) {
            assertThat(MutantParser.withSeed(text, 345))
                    .isEqualTo(TEXT.replace("seed: 12", "seed: 345"));
        }
    }

    @Test
    void linesAreComparedByTheirWords() {
        Edit edit = new Edit("src/doozer/tree/Path.java", List.of("b();", "", "c();"),
                List.of("d();"));
        assertThat(edit.apply("a();\n    b();\n\n  c();\ne();\n")).isEqualTo("a();\nd();\ne();\n");
        assertThat(edit.places("b();\nc();\n")).isZero();
        assertThatThrownBy(() -> edit.apply("b();\n\nc();\nb();\n\nc();\n"))
                .hasMessageContaining("2 times");
    }

    /** What changes nothing is caught by no test, and the table says so. */
    @Test
    void survivorIsSeen() throws Exception {
        // given tests that pass, fail, and do not fit the classes
        compile("passes", "fails", "throw new AssertionError(\"as it should\");",
                "doesNotFit", "throw new NoSuchMethodError(\"as it should not\");");

        // when they run, and one that is not there
        List<String> said = new ArrayList<>();
        new Child(folder, 60, 1).runUntil(line -> line.startsWith("=> ") && !said.add(line),
                DirectedTests.class.getName(), "sample.Sample#passes", "sample.Sample#fails",
                "sample.Sample#doesNotFit", "sample.Sample#nobody");

        // then each is called what it is
        assertThat(said).hasSize(4);
        assertThat(said.get(0)).startsWith(DirectedTests.PASSED);
        assertThat(said.get(1)).startsWith(DirectedTests.FAILED).contains("as it should");
        assertThat(said.get(2)).startsWith(DirectedTests.BROKEN);
        assertThat(said.get(3)).startsWith(DirectedTests.BROKEN);
    }

    /** Methods and what is in them; nothing is in the first. */
    private void compile(String empty, String... methods) {
        StringBuilder text = new StringBuilder("package sample; import org.junit.jupiter.api.Test;"
                + "class Sample { @Test void " + empty + "() { }");
        for (int i = 0; i < methods.length; i += 2) {
            text.append("@Test void ").append(methods[i]).append("() { ").append(methods[i + 1])
                    .append(" }");
        }
        MutantCompiler.compile(List.of(new MutantCompiler.Text("sample/Sample.java",
                text.append("}").toString())), folder, System.getProperty("java.class.path"));
    }
}
