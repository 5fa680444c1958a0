package doozer.web;

import static doozer.web.SiteFixture.HOST;
import static doozer.web.SiteFixture.body;
import static doozer.web.SiteFixture.bytes;
import static doozer.web.SiteFixture.status;
import static org.assertj.core.api.Assertions.assertThat;

import doozer.web.SiteFixture.Peer;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP/1.1 as RFC 9110 and 9112 have it, and what is refused. */
class WebHttpTest {
    private final SiteFixture web = new SiteFixture();

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "400 | GET / HTTP/1.1\\r\\n\\r\\n | one Host",
        "400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: a\\r\\n\\r\\n | one Host",
        "400 | GET / HTTP/1.1\\nHost: a\\n\\n | CR and LF",
        "400 | GET / HTTP/1.1\\rHost: a\\r\\n\\r\\n | CR and LF",
        "400 | GET / HTTP/1.1\\r\\nHost: a\\r\\r\\n\\r\\n | CR and LF",
        "400 | GET / HTTP/1.1\\r\\nHost: a\\r\\n folded\\r\\n\\r\\n | goes on",
        "400 | GET / HTTP/1.1\\r\\n Host: a\\r\\n\\r\\n | goes on",
        "400 | GET / HTTP/1.1\\r\\nHost : a\\r\\n\\r\\n | NAME: VALUE",
        "400 | GET / HTTP/1.1\\r\\nHost\\r\\n\\r\\n | NAME: VALUE",
        "400 | GET / HTTP/1.1\\r\\n: a\\r\\n\\r\\n | NAME: VALUE",
        "400 | GET / HTTP/1.1\\r\\nHost: a\\0b\\r\\n\\r\\n | byte 0",
        "400 | GET  / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | first line",
        "400 | GET /\\r\\nHost: a\\r\\n\\r\\n | first line",
        "400 | GET / HTTP/1.1 \\r\\nHost: a\\r\\n\\r\\n | first line",
        "400 | GET\\t/\\tHTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | first line",
        "400 | GET / http/1.1\\r\\nHost: a\\r\\n\\r\\n | HTTP/1.1",
        "400 | GET / HTTP/1.11\\r\\nHost: a\\r\\n\\r\\n | HTTP/1.1",
        "400 | GET x HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | begins with /",
        "400 | GET /\\xe4 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | a sign that is in none",
        "400 | GET /#a HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | a sign that is in none",
        "400 | G(T / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | no such method",
        "400 | GETGETGETGETGETGET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | no such method",
        "400 | \\x16\\x03 | byte 22 begins no request",
        "400 | \\0\\0\\0\\x08 | byte 0 begins no request",
    })
    void whatHasNoProperHeadIsAnsweredWithAReasonAndClosed(int status, String sent,
            String word) {
        assertRefused(status, sent, word);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 0\\r\\n"
            + "Content-Length: 0\\r\\n\\r\\n | Content-Length",
        "400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: +1\\r\\n\\r\\n | no number",
        "400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length:\\r\\n\\r\\n | no number",
        "400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\n\\r\\nx | no body",
        "400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n"
            + "Content-Length: 1\\r\\n\\r\\nx | no place",
        "400 | POST / HTTP/1.0\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nx | no place",
        "501 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n"
            + " | Content-Length",
        "411 | POST /login HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n | Content-Length",
        "413 | POST /login HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 4097\\r\\n\\r\\n | 4096",
        "413 | POST /login HTTP/1.1\\r\\nHost: a\\r\\n"
            + "Content-Length: 99999999999999999999\\r\\n\\r\\n | 4096",
        "417 | GET / HTTP/1.1\\r\\nHost: a\\r\\nExpect: 100-continue\\r\\n\\r\\n | Expect",
        "505 | PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n | HTTP/1.1",
        "505 | GET / HTTP/3.1\\r\\nHost: a\\r\\n\\r\\n | HTTP/1.1",
    })
    void whatHasNoProperBodyOrVersionIsAnsweredTheSameWay(int status, String sent, String word) {
        assertRefused(status, sent, word);
    }

    private void assertRefused(int status, String sent, String word) {
        // given bytes that are no request
        byte[] bytes = bytes("\r\n\r\n" + unescaped(sent));

        // when they come at once, and when they come one by one
        Peer atOnce = web.open();
        web.deliver(atOnce, bytes);
        web.settle();
        Peer slowly = web.open();
        for (byte one : bytes) {
            if (slowly.isClosed) break;
            web.deliver(slowly, new byte[] {one});
            web.settle();
        }

        // then both are told the same, in one line, and closed
        String answer = atOnce.take();
        assertThat(status(answer)).as(answer).isEqualTo(status);
        assertThat(body(answer)).contains(word).endsWith("\n").hasLineCount(1);
        assertThat(answer).contains("Connection: close\r\n");
        assertThat(atOnce.isClosed).isTrue();
        assertThat(atOnce.reason).isNotNull();
        assertThat(slowly.take()).isEqualTo(answer);
        assertThat(slowly.isClosed).isTrue();

        // and nothing of them counts among what waits to be answered
        assertThat(web.site.load()).isEqualTo("0 0 0");
    }

    private static String unescaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t")
                .replace("\\0", "\0").replace("\\x16", "\u0016").replace("\\x03", "\u0003")
                .replace("\\x08", "\b").replace("\\xe4", "\u00e4");
    }

    @Test
    void nothingIsAnsweredWhereTooMuchIsQueuedForAll() {
        // given so much is queued for all connections that there is no room for more
        Peer peer = web.open();
        web.room = -1;

        // when it is asked whether it lives, then it says so
        assertThat(status(web.get("/livez"))).isEqualTo(200);

        // and when one asks for something, then it is told so in few words, and closed
        web.send(peer, get("/tree.json?path=/") + get("/livez"));
        String answer = peer.take();
        assertThat(answer).startsWith("HTTP/1.1 503 ").contains("try again later");
        assertThat(answer).hasSizeLessThan(500);
        assertThat(peer.isClosed).isTrue();
        assertThat(web.site.load()).isEqualTo("0 0 0");

        // and once there is, others are answered
        web.room = 0;
        assertThat(status(web.get("/livez"))).isEqualTo(200);
    }

    @Test
    void listsThatAreBeingMadeCountAsWell() {
        // given two long lists, some of which is made
        for (int i = 0; i < 3000; i++) web.node.set("/d/" + i, "v".repeat(250));
        web.room = 200 << 10;
        Peer[] peers = {web.open(), web.open()};
        String list = get("/tree.json?glob=/d/*&offset=1500&limit=1000");
        for (Peer peer : peers) web.deliver(peer, bytes(list));

        // when they are made on, then there is room for one of them
        web.settle();
        assertThat(status(peers[0].take()) + status(peers[1].take())).isEqualTo(200 + 503);
        assertThat(web.site.load()).isEqualTo("0 0 0");
    }

    @Test
    void onlyWholeRequestsGiveAConnectionMoreTime() {
        Peer peer = web.open();
        int atFirst = peer.lives;
        for (String some : new String[] {"\r\n", "\r", "\n", "\r\n\r\n", "G", "ET / HT"}) {
            web.send(peer, some);
        }
        assertThat(peer.lives).isEqualTo(atFirst);
        web.send(peer, "TP/1.1\r\n" + HOST + "\r\n");
        assertThat(peer.lives).isGreaterThan(atFirst);
        assertThat(peer.isClosed).isFalse();
    }

    @Test
    void endOfAStreamIsSeenBehindMuchThatItSent() {
        // given a request for events with more behind it than is read at once
        Peer peer = web.open();
        web.deliver(peer, bytes("GET /events?glob=/** HTTP/1.1\r\n" + HOST + "\r\n"
                + "x".repeat(30_000)));
        assertThat(peer.isPaused).isTrue();

        // when it is told of events, then it is read on, and what comes is dropped
        web.settle();
        assertThat(peer.take()).contains("event: hello");
        assertThat(peer.isPaused).isFalse();
        web.deliver(peer, bytes("x".repeat(30_000)));
        assertThat(peer.isPaused).isFalse();
        web.end(peer);
        assertThat(peer.isClosed).isTrue();
    }

    @Test
    void littleThatIsLeftTakesLittleMemory() throws Exception {
        // given many requests of which all but one byte is answered
        Inbox inbox = new Inbox();
        inbox.add(ByteBuffer.wrap(bytes(get("/livez").repeat(1_000) + "\r\n".repeat(8_000) + "G")));
        assertThat(inbox.capacity()).isGreaterThan(50_000);
        for (int i = 0; i < 1_000; i++) assertThat(inbox.next()).isNotNull();
        assertThat(inbox.next()).isNull();

        // then no more is kept than that needs, and the request can go on
        assertThat(inbox.size()).isEqualTo(1);
        assertThat(inbox.capacity()).isLessThan(2_000);
        inbox.add(ByteBuffer.wrap(bytes(get("/livez").substring(1))));
        assertThat(inbox.next().path()).isEqualTo("/livez");
    }

    @Test
    void requestMayBeCutAnywhere() {
        // given two requests of which one has a body
        String sent = "\r\nPOST /login HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\nabc"
                + get("/livez");
        Peer whole = web.open();
        web.send(whole, sent);
        String expected = whole.take();
        assertThat(expected).contains("204 No Content").contains("200 OK").endsWith("ok\n");

        for (int cut = 1; cut < sent.length(); cut++) {
            // when they come in two pieces
            Peer peer = web.open();
            web.send(peer, sent.substring(0, cut));
            web.send(peer, sent.substring(cut));

            // then the answers are the same
            assertThat(peer.take()).as("cut at " + cut).isEqualTo(expected);
            assertThat(peer.isClosed).isFalse();
        }
        assertThat(web.site.load()).isEqualTo("0 0 0");
    }

    @Test
    void everyAnswerSaysWhatABrowserHasToKnow() {
        String page = web.get("/");
        assertThat(page).startsWith("HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n")
                .contains("\r\nContent-Type: text/html; charset=utf-8\r\n")
                .contains("\r\nContent-Security-Policy: default-src 'none'; script-src 'self';"
                    + " style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'none';"
                    + " base-uri 'none'; frame-ancestors 'none'\r\n")
                .contains("\r\nContent-Length: 6\r\n");
        for (String target : new String[] {"/", "/page.js", "/tree.json?path=/", "/none", "/livez",
            "/tree.json"}) {
            assertThat(web.get(target)).contains("\r\nX-Content-Type-Options: nosniff\r\n")
                    .contains("\r\nReferrer-Policy: no-referrer\r\n")
                    .contains("\r\nCross-Origin-Resource-Policy: same-origin\r\n")
                    .contains("\r\nDate: ").contains("\r\nCache-Control: no-");
        }
        assertThat(web.get("/tree.json?path=/")).contains("\r\nCache-Control: no-store\r\n")
                .contains("\r\nContent-Type: application/json\r\n");
        assertThat(web.get("/page.js")).contains("text/javascript; charset=utf-8");
        assertThat(web.get("/page.css")).contains("text/css; charset=utf-8");
        assertThat(web.get("/icon.svg")).contains("image/svg+xml");
    }

    @Test
    void whatABrowserHasAlreadyIsNotSentAgain() {
        // given what a browser was told of a file
        String first = web.get("/page.js");
        int at = first.indexOf("ETag: ") + 6;
        String tag = first.substring(at, first.indexOf('\r', at));

        // when it asks whether that is still so
        String again = web.get("/page.js", "If-None-Match: " + tag);

        // then it is
        assertThat(again).startsWith("HTTP/1.1 304 ").contains("ETag: " + tag)
                .doesNotContain("Content-Length").endsWith("\r\n\r\n");
        assertThat(web.get("/page.css", "If-None-Match: " + tag)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void requestsAreAnsweredOneAfterTheOther() {
        // given many in one piece
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i < 200; i++) sent.append(get("/tree.json?path=/&limit=" + (1 + i % 3)));
        Peer peer = web.open();

        // when they are delivered
        web.deliver(peer, bytes(sent.toString()));

        // then each turn answers one, in their order, and no answer is missing
        web.turn();
        assertThat(peer.take().split("HTTP/1.1 200", -1)).hasSize(2);
        web.settle();
        assertThat(peer.take().split("HTTP/1.1 200", -1)).hasSize(200);
        assertThat(peer.isClosed).isFalse();
    }

    @Test
    void whoTakesNoAnswersIsNotReadAnyFurther() {
        // given one that takes nothing
        Peer peer = web.open();
        peer.takesNothing = true;
        String request = get("/tree.json?path=/ctl");

        // when it sends on and on
        int sent = 0;
        while (!peer.isPaused && sent++ < 10_000) web.send(peer, request);

        // then it has one answer, and is not read; once it takes it, it goes on
        assertThat(peer.isPaused).isTrue();
        assertThat(sent * request.length()).isLessThan(32 << 10);
        assertThat(peer.take().split("HTTP/1.1 200", -1)).hasSize(2);
        web.drain(peer);
        assertThat(peer.take().split("HTTP/1.1 200", -1)).hasSize(sent);
        assertThat(peer.isPaused).isFalse();
    }

    @Test
    void aLineOrAHeadThatIsTooLongIsRefusedBeforeItEnds() {
        Peer line = web.open();
        web.send(line, "GET /" + "a".repeat(Inbox.MAX_LINE));
        assertThat(status(line.take())).isEqualTo(414);
        assertThat(line.isClosed).isTrue();

        Peer head = web.open();
        web.send(head, "GET / HTTP/1.1\r\n" + HOST + "X: " + "a".repeat(Inbox.MAX_HEAD));
        assertThat(status(head.take())).isEqualTo(431);

        Peer many = web.open();
        web.send(many, "GET / HTTP/1.1\r\n" + HOST + "X: a\r\n".repeat(Inbox.MAX_HEADERS));
        assertThat(status(many.take())).isEqualTo(431);

        Peer justRight = web.open();
        String headers = HOST + "X: a\r\n".repeat(Inbox.MAX_HEADERS - 1);
        web.send(justRight, "GET /livez HTTP/1.1\r\n" + headers + "\r\n");
        assertThat(status(justRight.take())).isEqualTo(200);
    }

    @Test
    void halfRequestsOfManyAreBoundedTogether() {
        // given many that send half a request each, as long as one may be
        byte[] half = bytes("GET / HTTP/1.1\r\n" + HOST + "X: " + "a".repeat(16_000));
        int closed = 0;
        for (int i = 0; i < 2_000; i++) {
            Peer peer = web.open();
            web.deliver(peer, half);
            if (peer.isClosed && status(peer.take()) == 503) closed++;
        }

        // then those beyond the bound are told so, and what they have sent is forgotten
        assertThat(closed).isGreaterThan(1_000).isLessThan(1_600);
        String[] load = web.site.load().split(" ");
        assertThat(Long.parseLong(load[2])).isLessThan(9 << 20);
    }

    @Test
    void headIsGetWithoutTheBody() {
        for (String target : new String[] {"/", "/livez", "/tree.json?path=/", "/none"}) {
            String get = web.get(target);
            String head = web.ask("HEAD", target);
            assertThat(head).isEqualTo(get.substring(0, get.length() - body(get).length()));
        }
        assertThat(web.ask("HEAD", "/events?glob=/**")).startsWith("HTTP/1.1 200")
                .contains("text/event-stream").endsWith("\r\n\r\n");
        assertThat(web.site.load()).startsWith("0 ");
    }

    @Test
    void otherMethodsAndPathsAreToldWhatThereIs() {
        assertThat(web.ask("PUT", "/tree.json")).startsWith("HTTP/1.1 405 ")
                .contains("\r\nAllow: GET, HEAD\r\n").contains("{\"error\":");
        assertThat(web.ask("DELETE", "/")).startsWith("HTTP/1.1 405 ");
        assertThat(web.ask("OPTIONS", "*")).startsWith("HTTP/1.1 405 ");
        assertThat(web.get("/login")).startsWith("HTTP/1.1 405 ")
                .contains("\r\nAllow: POST\r\n");
        assertThat(web.get("/favicon.ico")).startsWith("HTTP/1.1 404 ");
        assertThat(web.get("/tree.json/")).startsWith("HTTP/1.1 404 ");
        assertThat(web.get("//")).startsWith("HTTP/1.1 404 ");
        assertThat(web.get("/tree%2ejson?path=/")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void connectionGoesOnOnlyWhereBothWantIt() {
        Peer old = web.open();
        web.send(old, "GET /livez HTTP/1.0\r\n\r\n");
        assertThat(old.take()).startsWith("HTTP/1.1 200 ").contains("Connection: close\r\n");
        assertThat(old.isClosed).isTrue();

        Peer asked = web.open();
        web.send(asked, "GET /livez HTTP/1.1\r\n" + HOST + "Connection: x, Close\r\n\r\n");
        assertThat(asked.take()).contains("Connection: close\r\n");
        assertThat(asked.isClosed).isTrue();
        assertThat(asked.reason).isNull();

        Peer kept = web.open();
        web.send(kept, get("/none"));
        assertThat(kept.take()).doesNotContain("Connection:");
        web.send(kept, get("/livez"));
        assertThat(kept.take()).endsWith("ok\n");
        assertThat(kept.isClosed).isFalse();
    }

    @Test
    void whoSendsNothingMoreGetsItsAnswersAndIsClosed() {
        Peer peer = web.open();
        web.deliver(peer, bytes(get("/livez") + get("/none") + "GET /half"));
        web.end(peer);
        assertThat(peer.take()).contains("ok\n").contains("404 Not Found");
        assertThat(peer.isClosed).isTrue();
        assertThat(web.site.load()).isEqualTo("0 0 0");
    }

    @Test
    void connectionHasToGetOnUnlessItIsTold() {
        Peer peer = web.open();
        assertThat(peer.mayStall).isTrue();
        peer.mayStall = false;
        web.send(peer, "G");
        assertThat(peer.mayStall).as("not anew with each byte").isFalse();
        web.send(peer, "ET /livez HTTP/1.1\r\n" + HOST + "\r\n");
        assertThat(peer.mayStall).isTrue();
        web.send(peer, get("/events?glob=/**"));
        assertThat(peer.mayStall).isFalse();
    }

    @Test
    void datesAreThoseOfTheCalendar() {
        HttpDate date = new HttpDate();
        assertThat(date.at(0)).isEqualTo("Thu, 01 Jan 1970 00:00:00 GMT");
        assertThat(date.at(951_782_400_000L)).isEqualTo("Tue, 29 Feb 2000 00:00:00 GMT");
        assertThat(date.at(1_798_761_599_999L)).isEqualTo("Thu, 31 Dec 2026 23:59:59 GMT");
        assertThat(date.at(1_798_761_600_000L)).isEqualTo("Fri, 01 Jan 2027 00:00:00 GMT");
    }
}
