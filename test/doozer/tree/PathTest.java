package doozer.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PathTest {
    @Test
    void namesWithASlashBeforeEachAreAPath() {
        for (String path : new String[] {"/", "/a", "/a/b", "/.", "/../..", "/-", "/_x.Y-9/0"}) {
            assertThat(Path.isValid(path)).as(path).isTrue();
        }
    }

    @Test
    void anythingElseIsNoPath() {
        String[] others = {"", "a", "a/b", "//", "/a/", "/a//b", "//a", "/a b", "/a*", "/?", "/a:b",
            "/\u00e4", "/a\n", "/a\u0000", "/@", "/[", "/`", "/{", "/,", "/^"};
        for (String text : others) {
            assertThat(Path.isValid(text)).as(text).isFalse();
        }
        assertThat(Path.isValid(null)).isFalse();
    }

    @Test
    void aPathHasALongestLength() {
        String longest = "/a".repeat(Path.MAX_LENGTH / 2);
        assertThat(longest).hasSize(Path.MAX_LENGTH);
        assertThat(Path.isValid(longest)).isTrue();
        assertThat(Path.isValid(longest + "a")).isFalse();
    }

    @Test
    void belowMeansInsideAtAnyDepthAndNeverTheSame() {
        assertThat(Path.isBelow("/a", "/")).isTrue();
        assertThat(Path.isBelow("/a/b/c", "/a")).isTrue();
        assertThat(Path.isBelow("/a/b", "/a/b")).isFalse();
        assertThat(Path.isBelow("/", "/")).isFalse();
        assertThat(Path.isBelow("/ab", "/a")).isFalse();
        assertThat(Path.isBelow("/b/a", "/a")).isFalse();
        assertThat(Path.isBelow("/a", "/a/b")).isFalse();
    }
}
