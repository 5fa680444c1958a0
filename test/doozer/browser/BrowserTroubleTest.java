package doozer.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page when things are not as usual: no server, a secret, a small screen, no colour. */
class BrowserTroubleTest extends PageTest {
    // When things are not as usual.

    @Test
    void pageSaysSoWhileTheServerIsAwayAndGoesOnByItself() throws Exception {
        mayMissAnswers = true;
        server.set("/message", "before");
        openAt("/");
        awaitRow("/message", "before");

        // when the server ends
        String address = server.web();
        server.close();
        browser.await("document.querySelector('#state').textContent.startsWith('away since')");
        assertThat(row("/message")).contains("before");

        // and another one begins at its address, with other files
        server = PageServer.at(address, "");
        server.set("/message", "after");
        server.set("/news", "new");

        // then the page is live again, and shows what is there now
        browser.await(LIVE);
        awaitRow("/message", "after");
        awaitRow("/news", "new");
        server.set("/news", "newer");
        awaitRow("/news", "newer");
        assertThat(text("#fact-node")).isEqualTo(server.id());
    }

    @Test
    void secretIsAskedForAndKeptNowhere() throws Exception {
        mayMissAnswers = true;
        server.close();
        server = PageServer.locked("open sesame");
        server.set("/message", "hello");
        browser.open(server.url("/"));

        // given the page asks for a secret
        browser.await("document.querySelector('#state').textContent === 'logged out'");
        browser.await("document.activeElement.id === 'secret'");
        assertThat(browser.run("return document.querySelector('#main').hidden")).isEqualTo(true);

        // when a wrong one is given
        browser.type("open barley" + Key.ENTER);
        browser.await("document.querySelector('#login-error').textContent !== ''");
        assertThat(browser.run("return document.querySelector('#secret').value")).isEqualTo("");

        // and then the right one
        browser.type("open sesame" + Key.ENTER);
        browser.await(LIVE);
        awaitRow("/message", "hello");

        // then it is in no place where it could be found
        assertThat(browser.run("return JSON.stringify([{...localStorage}, {...sessionStorage}, "
            + "document.cookie, location.href, history.state])").toString())
            .doesNotContain("sesame");
        assertThat(browser.run("return document.documentElement.outerHTML").toString())
            .doesNotContain("sesame");
        assertThat(browser.cookies()).isEmpty();
        assertThat(browser.run("return performance.getEntriesByType('resource')"
            + ".map((r) => r.name).join()").toString()).doesNotContain("sesame");

        // and is gone with the page
        browser.reload();
        browser.await("document.querySelector('#state').textContent === 'logged out'");
    }

    @Test
    void memberThatIsAwayIsSaidToBeInWords() throws Exception {
        // given three members
        try (PageServer second = PageServer.start("-peer", server.address());
                PageServer third = PageServer.start("-peer", server.address())) {
            openAt("/");
            browser.await("document.querySelectorAll('#members tbody tr').length === 3");
            browser.await("document.querySelector('#attendance').textContent.includes('all')");
            assertThat(text("#members tbody")).contains("leader", second.id(), third.address());

            // when one of them ends, then the page of another says so
            third.end();
            browser.await("document.querySelector('#attendance').textContent.includes('1 away')");
            assertThat(text("#members tr[data-id='" + third.id() + "']")).contains("away, last");
        }
    }

    @Test
    void serverThatTakesConnectionsAndSaysNothingIsAway() throws Exception {
        mayMissAnswers = true;
        server.set("/message", "before");
        openAt("/");
        awaitRow("/message", "before");
        // given nobody has the patience of eight seconds here
        browser.run("const later = window.setTimeout; window.setTimeout = (task, millis) => "
            + "later(task, millis === 8000 ? 1200 : millis)");

        // when something listens in its place that never answers
        String address = server.web();
        server.close();
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        try (ServerSocket mute = new ServerSocket()) {
            mute.setReuseAddress(true);
            mute.bind(new InetSocketAddress("127.0.0.1", port));
            mute.setSoTimeout((int) Browser.PATIENCE.toMillis());
            try (Socket first = mute.accept(); Socket second = mute.accept()) {
                // then the page gives it up, and tries again
                assertThat(firstLine(first)).startsWith("GET /events?");
                assertThat(firstLine(second)).startsWith("GET /events?");
            }
            browser.await("document.querySelector('#state').textContent.startsWith('away since')");
        }

        // until there is a server
        server = PageServer.at(address, "");
        server.set("/message", "after");
        browser.await(LIVE);
        awaitRow("/message", "after");
    }

    private static String firstLine(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(),
            StandardCharsets.US_ASCII)).readLine();
    }

    @Test
    void tabThatNobodyLooksAtRestsAndCatchesUp() throws Exception {
        server.set("/message", "before");
        openAt("/");
        awaitRow("/message", "before");
        // given a minute is over at once
        browser.run("const later = window.setTimeout; window.setTimeout = (task, millis) => "
            + "later(task, millis === 60000 ? 0 : millis)");

        // when the tab is hidden, then it lets go of the server
        look("hidden");
        browser.await("document.querySelector('#state').textContent.startsWith('resting')");
        assertThat(server.isOnlyPage()).isTrue();
        server.set("/message", "after");

        // when somebody looks again, then what has changed is there, and marked
        look("visible");
        browser.await(LIVE);
        awaitRow("/message", "after");
        awaitRow("/message", "changed");
    }

    private void look(String visibility) {
        browser.run("Object.defineProperty(document, 'visibilityState', {value: arguments[0], "
            + "configurable: true}); document.dispatchEvent(new Event('visibilitychange'))",
            visibility);
    }

    // When things happen at the same time.

    @Test
    void whatChangesWhileADirectoryIsLoadingIsNotLost() {
        server.set("/app/a", "before");
        server.set("/app/b", "before");
        openAt("/");
        awaitRow("/app", "2 files");
        // given an answer that is on its way for long
        browser.run("const ask = window.fetch; window.fetch = async (url, how) => { const answer ="
            + " await ask(url, how); if (url.startsWith('/tree.json')) { window.isAnswered = true;"
            + " await new Promise((resolve) => window.letGo = resolve); } return answer; }");
        open("/app");
        browser.await("window.isAnswered");

        // when a file changes meanwhile, another goes, and the page hears of it first
        server.set("/app/a", "after");
        long last = server.client().del("/app/b", -1);
        awaitRevision(last);
        browser.run("window.letGo()");

        // then the newer one counts
        awaitRow("/app/a", "after");
        awaitNoRow("/app/b");
    }

    @Test
    void nextFilesAreCompleteWhenThoseBeforeHaveJustGone() {
        server.setMany("/many", 1200, "value");
        openAt("/many");
        awaitRow("/many/00499", "value");
        // given the page does not hear yet
        browser.run("const read = ReadableStreamDefaultReader.prototype.read; const silence = "
            + "new Promise((resolve) => window.letGo = resolve); ReadableStreamDefaultReader"
            + ".prototype.read = async function() { window.isDeaf = true; const part = await "
            + "read.call(this); await silence; return part; }");
        browser.await("window.isDeaf");

        // when some of the first files go, and the next ones are asked for
        for (int i = 100; i < 110; i++) server.delete("/many/00" + i);
        browser.click(".more");
        awaitRow("/many/00999", "value");
        browser.run("window.letGo()");

        // then there is none missing in between
        awaitNoRow("/many/00109");
        for (int i = 490; i < 520; i++) awaitRow("/many/00" + i, "value");
    }

    private void awaitRevision(long revision) {
        browser.await("Number(document.querySelector('#fact-rev').textContent.replace(',', ''))"
            + " >= arguments[0]", revision);
    }

    // Whatever one looks at it with.

    @Test
    void narrowScreenNeedsNoScrollingSideways() {
        server.set("/app/" + "long-name-".repeat(12) + "/" + "x".repeat(120), "v".repeat(2000));
        server.client().set("/bytes", -1, new byte[2000]);
        browser.size(360, 740, true);
        for (String place : List.of("/", "/app/" + "long-name-".repeat(12), "/bytes",
            "glob=/app/**")) {
            openAt(place);
            browser.await("document.querySelectorAll('#tree li').length > 0");
            browser.run("document.querySelector('#overview').open = true");
            browser.await("!arguments[0] || document.querySelector('#members tbody tr')",
                place.equals("/"));
            assertThat(browser.run("return [document.documentElement, ...document"
                + ".querySelectorAll('header, main, section, #details, #tree')]"
                + ".filter((e) => e.scrollWidth > 360).map((e) => e.tagName + e.id).join()"))
                .as(place).isEqualTo("");
        }
        // and a file covers the others until it is closed
        openAt("/bytes");
        browser.await("document.querySelector('#details-value').textContent !== ''");
        browser.click("#details-close");
        browser.await("document.querySelector('#details').hidden");
    }

    @Test
    void withoutColourOrMotionThereAreWordsAndMarks() {
        browser.media("forced-colors", "active", "prefers-reduced-motion", "reduce");
        server.set("/a", "1");
        server.set("/b", "2");
        openAt("/");
        awaitRow("/b", "2");
        assertThat(browser.run("return matchMedia('(forced-colors: active)').matches"))
            .isEqualTo(true);

        server.set("/a", "11");
        awaitRow("/a", "● changed");
        server.set("/c", "3");
        awaitRow("/c", "+ new");
        assertThat(browser.run("return document.querySelector('[data-path=\"/c\"] > .row')"
            + ".getAnimations().length")).isEqualTo(0L);
        server.delete("/b");
        browser.await("document.querySelector('.gone')?.textContent.includes('− deleted')");
        assertThat(text("#state")).isEqualTo("live");
        browser.await("document.querySelector('#chart').getAttribute('aria-label')"
            + "?.includes('notifications')");
    }

    @Test
    void textCanBeReadOnEveryGround() {
        for (String scheme : List.of("light", "dark")) {
            browser.media("prefers-color-scheme", scheme);
            openAt("/");
            // then each pair that is used has the contrast that WCAG 2 calls AA
            assertThat(Contrast.tooLow(browser)).as(scheme).isEmpty();
        }
    }
}
