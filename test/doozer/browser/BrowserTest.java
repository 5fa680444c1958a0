package doozer.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page as a user sees it: a real browser, a real server, and a client who changes files. */
class BrowserTest extends PageTest {
    private static final Duration SLOW = Duration.ofSeconds(1);

    // What is there, and what happens to it.

    @Test
    void messageOfTheQuickStartIsThere() {
        // given the message of the quick start
        long revision = server.set("/message", "hello, world\n");

        // when the page is opened
        openAt("/");

        // then it is there, with its revision and size, and so are those of the server's own
        awaitRow("/message", "hello, world");
        assertThat(row("/message")).contains(String.valueOf(revision), "13 B");
        awaitRow("/ctl", "file");
        assertThat(text("#cluster")).isEqualTo("local");
        assertThat(text("#fact-node")).isEqualTo(server.id());
        browser.await("document.querySelector('#fact-role').textContent === 'leader'");
        browser.await("document.querySelector('#members tbody tr').textContent.includes("
            + "arguments[0])", server.address());
    }

    @Test
    void changeIsSeenWithinAMomentAndLightsUp() {
        openAt("/");
        // given the browser notes when a row comes to say what
        browser.run("window.noted = {}; new MutationObserver(() => { const row = "
            + "document.querySelector('[data-path=\"/tick\"] .value'); if (row) "
            + "noted[row.textContent] ??= performance.timeOrigin + performance.now(); })"
            + ".observe(document.querySelector('#tree'), "
            + "{subtree: true, childList: true, characterData: true})");

        // when a file is set again and again
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            long begun = System.currentTimeMillis();
            server.set("/tick", "tick " + i);
            browser.await("noted[arguments[0]]", "tick " + i);
            Number seen = (Number) browser.run("return noted[arguments[0]]", "tick " + i);
            millis.add(seen.doubleValue() - begun);
        }

        // then each is seen at once, and the row is marked
        Collections.sort(millis);
        System.out.printf("page: a change is seen after %.0f ms (median), %.0f ms (most)%n",
            millis.get(10), millis.get(19));
        assertThat(millis.get(10)).isLessThan(SLOW.toMillis());
        assertThat(row("/tick")).contains("changed");
        browser.await("document.querySelector('#news').textContent.includes('/tick set at')");
        // and the mark goes away
        browser.await("!document.querySelector('[data-path=\"/tick\"]').dataset.lit");
    }

    @Test
    void newDirectoryAppearsAndWhatIsDeletedDisappears() {
        server.set("/app/one", "1");
        openAt("/");
        awaitRow("/app", "1 file");

        // when a file comes in a directory that is not there yet, and in one that is closed
        server.set("/db/replicas/a", "x");
        server.set("/app/two", "2");

        // then both are seen, and the number of files is right again soon
        awaitRow("/db", "new");
        awaitRow("/app", "2 files");

        // when the only file of a directory is deleted, then the directory goes
        open("/app");
        awaitRow("/app/one", "1");
        server.delete("/app/one");
        server.delete("/db/replicas/a");
        awaitNoRow("/app/one");
        awaitNoRow("/db");
        assertThat(row("/app/two")).contains("2");
    }

    @Test
    void valueThatIsMarkupIsShownAsText() {
        // given values that would be a program, if they were markup
        String script = "<script>alert(1)</script>";
        String image = "<img src=x onerror=\"alert(2)\">";
        server.set("/evil/script", script);
        server.set("/evil/image", image);
        openAt("/evil");

        // when they are shown in rows, as a value and in a history
        awaitRow("/evil/script", script);
        awaitRow("/evil/image", image);
        server.set("/evil/image", image + "2");
        awaitRow("/evil/image", image + "2");
        openAt("/evil/image");
        browser.await("document.querySelector('#details-value').textContent === arguments[0]",
            image + "2");
        browser.await("document.querySelectorAll('#history li').length === 2");

        // then nothing of it is an element, and nothing has run
        assertThat(browser.run("return document.querySelectorAll('main img, main script, "
            + "body script, [onerror]').length")).isEqualTo(0L);
        assertThat(browser.hasDialog()).isFalse();
    }

    @Test
    void policyStopsAScriptEvenWhereThePageWouldNot() {
        openAt("/");

        // when somebody brings markup in, which the page itself never does
        browser.run("document.body.insertAdjacentHTML('beforeend', "
            + "'<img src=\"data:,x\" onerror=\"document.title = 1\" style=\"color: red\">')");

        // then the browser refuses to run it, and says so: that is what the other tests look for
        browser.await("document.querySelector('body > img')");
        List<String> complaints = browser.complaints();
        assertThat(complaints).anyMatch(line -> line.contains("Content Security Policy"));
        assertThat(browser.run("return document.title")).isNotEqualTo("1");
    }

    @Test
    void bytesThatAreNoTextAreInHex() {
        server.client().set("/bytes", -1, new byte[] {0, 1, (byte) 0xff, 'A', (byte) 0x80});
        server.set("/none", "");
        server.set("/turned", "a\u202egnp.exe");
        openAt("/bytes");

        awaitRow("/bytes", "hex00 01 ff 41 80");
        assertThat(row("/bytes")).contains("5 B");
        assertThat(row("/none")).contains("empty", "0 B");
        assertThat(row("/turned")).contains("a‹U+202E›gnp.exe");
        browser.await("document.querySelector('#details-value').textContent.includes("
            + "'00000  00 01 ff 41 80')");
        assertThat(text("#details-facts")).contains("not text", "5 B");
    }

    @Test
    void moreChangesThanCanBeToldAreLoadedAnew() {
        server.set("/many/00000", "first");
        openAt("/many");
        awaitRow("/many/00000", "first");

        // when more files change at once than an event may carry
        server.setAtOnce("/many", 2000, "second");

        // then those that are shown are there, and one knows of the others
        awaitRow("/many/00000", "second");
        awaitRow("/many/00499", "second");
        server.set("/many/00001", "third");
        awaitRow("/many/00001", "third");
    }

    @Test
    void tenThousandFilesAreAPageAtATime() {
        server.setMany("/many", 10_000, "value");

        // when the directory is opened
        long begun = System.nanoTime();
        openAt("/many");
        awaitRow("/many/00499", "value");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));

        // then so many are there, and more at a click
        assertThat(rows()).isEqualTo(501);
        assertThat(text(".more")).contains("500 of 10,000 shown");
        browser.click(".more");
        awaitRow("/many/00999", "value");
        assertThat(text(".more")).contains("1,000 of 10,000 shown");

        // when one changes that is shown, and one that is not
        server.set("/many/00777", "changed");
        server.set("/many/09999", "changed");

        // then the row lights up, and the last one says that there is something further down
        awaitRow("/many/00777", "changed");
        browser.await("document.querySelector('.more').textContent.includes('1 change there')");

        // when one is deleted, then no other is skipped by the next page
        server.delete("/many/00500");
        awaitNoRow("/many/00500");
        browser.click(".more");
        awaitRow("/many/01499", "value");
        assertThat(rows()).isEqualTo(1500);
        browser.run("document.querySelector('.more').scrollIntoView()");
        browser.await("document.querySelector('#tree').scrollTop > 30000");
    }

    // Ways through it.

    @Test
    void filterIsAGlobOrAPartOfAPath() {
        server.set("/app/web/addr", "10.0.0.1");
        server.set("/app/db/addr", "10.0.0.2");
        server.set("/app/db/port", "5432");
        openAt("/");

        // when a glob is typed
        browser.click("#filter");
        browser.type("/app/*/addr");
        awaitRow("/app/web/addr", "10.0.0.1");
        awaitRow("/app/db/addr", "10.0.0.2");
        assertThat(rows()).isEqualTo(2);
        assertThat(browser.url()).endsWith("#glob=/app/*/addr");

        // then what comes and matches is there, and nothing else
        server.set("/app/cache/port", "1");
        server.set("/app/cache/addr", "10.0.0.3");
        awaitRow("/app/cache/addr", "10.0.0.3");
        assertThat(rows()).isEqualTo(3);
        server.delete("/app/db/addr");
        awaitNoRow("/app/db/addr");

        // when a part of a path is typed instead
        browser.run("document.querySelector('#filter').select()");
        browser.type("port" + Key.ENTER);
        awaitRow("/app/db/port", "5432");
        awaitNoRow("/app/web/addr");

        // then the link shows the same to somebody else
        String link = browser.url();
        browser.open("about:blank");
        browser.open(link);
        awaitRow("/app/db/port", "5432");

        // and Escape is the way out
        browser.click("#filter");
        browser.type(Key.ESCAPE);
        awaitRow("/app", "files");
    }

    @Test
    void linkLeadsToAPathAndTheBackButtonBack() {
        server.set("/app/web/a", "1");
        server.set("/app/web/b", "2");
        server.set("/other", "3");

        // when a link to a file is opened
        openAt("/app/web/b");

        // then its directory is there, alone, and the file in full
        awaitRow("/app/web/a", "1");
        browser.await("document.querySelector('#details-path').textContent === '/app/web/b'");
        awaitNoRow("/other");

        // when one goes up and looks at another file
        browser.click("#crumbs a:first-child");
        awaitRow("/other", "3");
        // (and there only events of that directory had been asked for)
        browser.await("performance.getEntriesByType('resource').some((r) => "
            + "decodeURIComponent(r.name).includes('/events?glob=/app/web/**'))");
        browser.click("[data-path='/other'] .text");
        browser.await("document.querySelector('#details-path').textContent === '/other'");
        assertThat(browser.url()).endsWith("#/other");

        // then the back button goes the same way back
        browser.back();
        browser.await("document.querySelector('#details').hidden");
        awaitRow("/other", "3");
        browser.back();
        browser.await("document.querySelector('#details-path').textContent === '/app/web/b'");
        awaitRow("/app/web/a", "1");
        awaitNoRow("/other");
    }

    @Test
    void placeWhereNothingIsYetFillsWhenSomethingComes() {
        mayMissAnswers = true;
        openAt("/later/on");
        browser.await("!document.querySelector('#empty').hidden");

        server.set("/later/on/a", "here");

        awaitRow("/later/on/a", "here");
        browser.await("document.querySelector('#empty').hidden");
    }

    @Test
    void fileHasAHistory() {
        // given a file that was set twice, deleted, and set again
        long first = server.set("/app/f", "one");
        long second = server.set("/app/f", "two");
        server.delete("/app/f");
        server.set("/app/f", "three");
        openAt("/app/f");

        // then all of that is there, the newest first
        browser.await("document.querySelectorAll('#history li').length === 4");
        assertThat(texts("#history li .value")).containsExactly("three", "deleted", "two", "one");
        assertThat(text("#history-note")).isEqualTo("That is all of it.");

        // when a revision is clicked, then its value is there
        browser.click("#history li[data-rev='" + second + "'] button");
        browser.await("document.querySelector('#details-value').textContent === 'two'");
        assertThat(text("#details-facts")).contains("not the newest");
        browser.click("#details-newest");
        browser.await("document.querySelector('#details-value').textContent === 'three'");

        // when it changes and is deleted, then that is seen without asking
        server.set("/app/f", "four");
        browser.await("document.querySelector('#details-value').textContent === 'four'");
        server.delete("/app/f");
        browser.await("document.querySelector('#details-facts').textContent.includes('deleted')");
        assertThat(texts("#history li .rev")).endsWith(String.valueOf(first));
    }

    @Test
    void keyboardIsEnough() {
        server.set("/app/a/x", "1");
        server.set("/app/b", "2");
        server.set("/zoo", "3");
        openAt("/");
        awaitRow("/zoo", "3");

        // when one goes to the tree by Tab, and through it by arrows
        for (int i = 0; i < 10 && !focus().startsWith("/"); i++) browser.type(Key.TAB);
        assertThat(focus()).isEqualTo("/app");
        browser.type(Key.RIGHT);
        awaitRow("/app/b", "2");
        browser.type(Key.RIGHT);
        assertThat(focus()).isEqualTo("/app/a");
        browser.type(Key.ENTER);
        awaitRow("/app/a/x", "1");
        browser.type(Key.DOWN + Key.DOWN);
        assertThat(focus()).isEqualTo("/app/b");
        browser.type(Key.UP + Key.LEFT + Key.LEFT);
        assertThat(focus()).isEqualTo("/app/a");
        awaitNoRow("/app/a/x");
        browser.type(Key.END);
        assertThat(focus()).isEqualTo("/zoo");

        // then Enter shows a file
        browser.type(Key.ENTER);
        browser.await("document.querySelector('#details-value').textContent === '3'");
    }

    @Test
    void keyboardShowsADirectoryAloneAndFilters() {
        server.set("/app/a", "1");
        server.set("/zoo", "2");
        openAt("/");
        awaitRow("/zoo", "2");
        browser.run("document.querySelector('[data-path=\"/zoo\"]').focus()");

        // when a directory is shown alone, then it can be left again
        browser.type(Key.HOME);
        browser.typeShifted(Key.ENTER);
        awaitNoRow("/zoo");
        browser.await("document.activeElement.dataset.path === '/app/a'");
        browser.type(Key.BACKSPACE);
        awaitRow("/zoo", "2");

        // when one types, then that filters
        browser.await("document.activeElement.dataset.path === '/app'");
        browser.type("zo");
        awaitNoRow("/app");
        awaitRow("/zoo", "2");
        assertThat(browser.run("return document.querySelector('#filter').value")).isEqualTo("zo");
    }
}
