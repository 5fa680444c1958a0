package doozer.tree;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    /** The files below {@code /g}, and two beside it, on which the recordings were made. */
    private static final List<String> RECORDED_FILES = List.of("/g/ab", "/g/abc", "/g/b.c",
            "/g/bxc", "/g/x/ab", "/g/x/y/ab", "/ga", "/wo/a/c", "/wo/a-b", "/wo/a.b");

    @ParameterizedTest
    @CsvSource({
        "/g/?b,       /g/ab",
        "/g/??,       /g/ab",
        "/g/???,      /g/abc /g/b.c /g/bxc",
        "/g/*,        /g/ab /g/abc /g/b.c /g/bxc",
        "/g/a*,       /g/ab /g/abc",
        "/g/*b,       /g/ab",
        "/g/**,       /g/ab /g/abc /g/b.c /g/bxc /g/x/ab /g/x/y/ab",
        "/g**,        /g/ab /g/abc /g/b.c /g/bxc /g/x/ab /g/x/y/ab /ga",
        "/g/*/ab,     /g/x/ab",
        "/g/**/ab,    /g/x/ab /g/x/y/ab",
        "/g/**ab,     /g/ab /g/x/ab /g/x/y/ab",
        "/**/ab,      /g/ab /g/x/ab /g/x/y/ab",
        "/**c,        /g/abc /g/b.c /g/bxc /wo/a/c",
        "/g*,         /ga",
        "/g*/ab,      /g/ab",
        "/g/b.c,      /g/b.c",
        "/g/***,      /g/ab /g/abc /g/b.c /g/bxc /g/x/ab /g/x/y/ab",
        "/g/****,     /g/ab /g/abc /g/b.c /g/bxc /g/x/ab /g/x/y/ab",
        "/g/*?*,      /g/ab /g/abc /g/b.c /g/bxc",
        "/g/?*,       /g/ab /g/abc /g/b.c /g/bxc",
        "/g/a?*,      /g/ab /g/abc",
        "/g?ab,       ''",
        "/g/x/**/ab,  /g/x/y/ab",
        "/g/x/y/ab,   /g/x/y/ab",
        "/g/**/y/**,  /g/x/y/ab",
        "/wo/**,      /wo/a/c /wo/a-b /wo/a.b",
        "/,           ''",
        "/g,          ''",
    })
    void walksFindWhatTheOriginalFoundInItsOrder(String glob, String expected) {
        Tree tree = Samples.tree(RECORDED_FILES);
        List<String> paths = expected.isEmpty() ? List.of() : List.of(expected.split(" "));

        assertThat(Samples.paths(tree, glob)).isEqualTo(paths);
        for (String path : RECORDED_FILES) {
            assertThat(Glob.parse(glob).matches(path)).as(path).isEqualTo(paths.contains(path));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/**, /, true", "/, /, true", "/*, /, true", "/?, /, false", "/tree/**, /tree, false",
        "/tree/**, /tree/x/y, true", "/a, /, false", "/**, /a/b, true", "/a_*, /a_b, true",
    })
    void aNopIsMatchedByTheRootAndWhateverMayBeEmpty(String glob, String path, boolean matches) {
        assertThat(Glob.parse(glob).matches(path)).isEqualTo(matches);
    }

    @Test
    void aTextThatHasNotTheFormOfAPathIsNoGlob() {
        for (String text : new String[] {"", "a*", "*", "/a/", "//", "/*/", "/a b", "/[ab]", "/\\*",
            "/a".repeat(Path.MAX_LENGTH / 2) + "*", "/\u0001", "/\u0003"}) {
            assertThat(Glob.parse(text)).as(text).isNull();
        }
        assertThat(Glob.parse(null)).isNull();
    }

    @Test
    void wildcardsAreCountedAndTwoStarsAreOne() {
        assertThat(Glob.parse("/" + "?".repeat(32))).isNotNull();
        assertThat(Glob.parse("/" + "?".repeat(33))).isNull();
        assertThat(Glob.parse("/" + "**a".repeat(32))).isNotNull();
        assertThat(Glob.parse("/" + "**a".repeat(32) + "*")).isNull();
        assertThat(Glob.parse("/" + "*".repeat(64))).isNotNull();
        assertThat(Glob.parse("/" + "*".repeat(65))).isNull();
    }

    @Test
    void aGlobKeepsItsTextAndKnowsWhetherItIsLiteral() {
        assertThat(Glob.parse("/g/***/?").text()).isEqualTo("/g/***/?");
        assertThat(Glob.parse("/g/***/?").isLiteral()).isFalse();
        assertThat(Glob.parse("/").isLiteral()).isTrue();
        assertThat(Glob.parse("/g/x.y").isLiteral()).isTrue();
    }

    @Test
    void globsMatchWhatTheirRegularExpressionsMatch() {
        Random random = new Random(20);
        int matched = 0;
        int rounds = Counts.of(20_000, 1_000_000);
        for (int i = 0; i < rounds; i++) {
            String text = Samples.glob(random, 4);
            String path = random.nextInt(50) == 0 ? "/" : Samples.path(random, 4);
            Glob glob = Glob.parse(text);
            boolean expected = Samples.regex(text).matcher(path).matches();
            assertThat(glob.matches(path)).as("%s on %s", text, path).isEqualTo(expected);
            if (expected) matched++;
        }
        assertThat(matched).as("matches among the rounds").isBetween(rounds / 50, rounds / 2);
    }

    @Test
    void globsOfSeveralWordsOfStatesMatchWhatTheirRegularExpressionsMatch() {
        Random random = new Random(21);
        int matched = 0;
        int rounds = Counts.of(2_000, 100_000);
        for (int i = 0; i < rounds; i++) {
            // A long path, and a glob made of it by putting wildcards for parts.
            StringBuilder path = new StringBuilder();
            for (int k = 0; k < 30; k++) path.append(Samples.path(random, 3));
            StringBuilder text = new StringBuilder(path);
            for (int k = random.nextInt(8); k > 0; k--) {
                int from = 1 + random.nextInt(text.length() - 1);
                int to = Math.min(text.length(), from + random.nextInt(6));
                text.replace(from, to, new String[] {"?", "*", "**", "a*"}[random.nextInt(4)]);
            }
            Glob glob = Glob.parse(text.toString());
            if (glob == null) continue;
            boolean expected = Samples.regex(glob.text()).matcher(path).matches();
            assertThat(glob.matches(path.toString())).as("%s on %s", text, path)
                    .isEqualTo(expected);
            if (expected) matched++;
        }
        assertThat(matched).isGreaterThan(rounds / 20);
    }

    @Test
    void starsAtTheEdgesOfWordsOfStatesMatch() {
        for (int length = 1; length < 200; length++) {
            String run = "x".repeat(length);
            for (String star : new String[] {"*", "**", "?"}) {
                Glob glob = Glob.parse("/*" + run + star + "y");
                assertThat(glob.matches("/" + run + "zy")).as("%s %d", star, length).isTrue();
                assertThat(glob.matches("/" + run + "y")).isEqualTo(!star.equals("?"));
                assertThat(glob.matches("/" + run + "/y")).isEqualTo(star.equals("**"));
            }
        }
    }

    @Test
    void aHostileGlobTakesOneStepForEachCharacter() {
        // given globs on which a matcher that goes back would never end
        Glob hopeless = Glob.parse("/" + "**a".repeat(31) + "b");
        Glob hopeful = Glob.parse("/" + "**a".repeat(31));
        String path = "/" + "a".repeat(Path.MAX_LENGTH - 1);

        // when they are stepped once for each character
        assertThat(acceptsAfterOneStepEach(hopeless, path)).isFalse();
        assertThat(acceptsAfterOneStepEach(hopeful, path)).isTrue();

        // then that was all there is to it
        assertThat(hopeless.matches(path)).isFalse();
        assertThat(hopeful.matches(path)).isTrue();
    }

    private static boolean acceptsAfterOneStepEach(Glob glob, String path) {
        Automaton automaton = glob.automaton();
        long[] states = automaton.start();
        assertThat(states.length).isLessThan(3);
        for (int i = glob.base(); i < path.length(); i++) automaton.step(states, path.charAt(i));
        return automaton.accepts(states);
    }

    @Test
    void theTranslationThatGlobsAreComparedWithIsTheRecordedOne() {
        Pattern pattern = Samples.regex("/g.?/*/**/***");
        assertThat(pattern.pattern()).isEqualTo("/g\\.[^/]/[^/]*/.*/.*[^/]*");
        List<String> matching = new ArrayList<>(RECORDED_FILES);
        matching.removeIf(path -> !Samples.regex("/g**").matcher(path).matches());
        assertThat(matching).hasSize(7);
    }
}
