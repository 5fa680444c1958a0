package doozer.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * One browser for all tests of a class, a server for each of them, and the words that they are
 * written in. A test fails if the browser has complained of anything. Owned by one thread.
 */
abstract class PageTest {
    static final String LIVE = "document.querySelector('#state').textContent === 'live'";

    static Browser browser;

    PageServer server;
    /** What a browser says of itself when a server is away or wants a secret. */
    boolean mayMissAnswers;

    @BeforeAll
    static void startBrowser() throws IOException {
        if (!Browser.isInstalled()) {
            System.err.println("browser tests are SKIPPED: chromium and chromedriver are not here");
        }
        assumeTrue(Browser.isInstalled(), "needs chromium and chromedriver");
        browser = new Browser();
    }

    @AfterAll
    static void endBrowser() {
        if (browser != null) browser.close();
    }

    @BeforeEach
    void startServer() throws Exception {
        server = PageServer.start();
        browser.size(1280, 800, false);
        browser.media("prefers-color-scheme", "light");
        browser.complaints();
    }

    @AfterEach
    void nothingWasComplainedOf() {
        List<String> complaints = browser.complaints();
        if (mayMissAnswers) complaints.removeIf(line -> line.contains("Failed to load resource"));
        browser.open("about:blank");
        server.close();
        assertThat(complaints).isEmpty();
    }

    // The words of the tests.

    final void openAt(String place) {
        browser.open("about:blank");
        browser.open(server.url(place));
        browser.await(LIVE);
    }

    /** Opens a directory in the tree. */
    final void open(String path) {
        browser.click("[data-path='" + path + "'] > .row .text");
    }

    final void awaitRow(String path, String part) {
        browser.await("[...document.querySelectorAll('#tree [data-path]:not(.gone)')].some("
            + "(item) => item.dataset.path === arguments[0]"
            + " && item.firstChild.textContent.includes(arguments[1]))", path, part);
    }

    final void awaitNoRow(String path) {
        browser.await("![...document.querySelectorAll('#tree [data-path]')].some("
            + "(item) => item.dataset.path === arguments[0])", path);
    }

    final String row(String path) {
        return text("[data-path='" + path + "']:not(.gone) > .row");
    }

    final int rows() {
        return ((Long) browser.run("return document.querySelectorAll('#tree [role=treeitem]')"
            + ".length")).intValue();
    }

    final String text(String selector) {
        return (String) browser.run("return document.querySelector(arguments[0]).textContent",
            selector);
    }

    final List<String> texts(String selector) {
        List<?> found = (List<?>) browser.run("return [...document.querySelectorAll("
            + "arguments[0])].map((e) => e.textContent)", selector);
        return found.stream().map(String::valueOf).toList();
    }

    /** The path of the row that has the focus, or nothing. */
    final String focus() {
        return (String) browser.run("return document.activeElement.dataset.path ?? ''");
    }
}
