package doozer.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the files of the page promise, where there is no browser to hold them to it. */
class PageFilesTest {
    private static final Path PAGE =
        Path.of(System.getProperty("doozer.root", "."), "src/doozer/web/page");
    private static final long MAX_BYTES = 68_000;
    private static final int MAX_COLUMNS = 100;

    @Test
    void filesAreSmallAndTheirLinesShort() throws IOException {
        assertThat(files()).extracting(file -> file.getFileName().toString())
            .containsExactlyInAnyOrder("page.html", "page.js", "page.css", "icon.svg");
        long bytes = 0;
        for (Path file : files()) {
            bytes += Files.size(file);
            assertThat(Files.readAllLines(file)).allMatch(line -> line.length() <= MAX_COLUMNS);
        }
        assertThat(bytes).isLessThan(MAX_BYTES);
    }

    @Test
    void nothingIsFetchedFromElsewhere() throws IOException {
        Pattern address = Pattern.compile("(https?:|[\"'(=]//|@import|url\\()");
        assertThat(matches(address)).containsOnly("icon.svg: http:");
        assertThat(Files.readString(PAGE.resolve("icon.svg"))).containsOnlyOnce("http:")
            .contains("xmlns=\"http://www.w3.org/2000/svg\"");
    }

    @Test
    void nothingIsInlineAndNothingBecomesMarkup() throws IOException {
        assertThat(matches(Pattern.compile("<style|<script>|\\sstyle=|\\son[a-z]+=\""))).isEmpty();
        assertThat(matches(Pattern.compile("innerHTML|outerHTML|insertAdjacent|document\\.write"
            + "|\\beval\\b|new Function|srcdoc|DOMParser|createContextualFragment"))).isEmpty();
    }

    @Test
    void nothingIsKeptInTheBrowser() throws IOException {
        assertThat(matches(Pattern.compile("localStorage|sessionStorage|indexedDB|\\.cookie\\b"
            + "|\\bcaches\\b|serviceWorker"))).isEmpty();
    }

    private static List<String> matches(Pattern pattern) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            Matcher matcher = pattern.matcher(Files.readString(file));
            while (matcher.find()) found.add(file.getFileName() + ": " + matcher.group());
        }
        return found;
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(PAGE)) {
            return files.toList();
        }
    }
}
