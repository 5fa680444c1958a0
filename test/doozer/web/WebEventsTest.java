package doozer.web;

import static doozer.web.SiteFixture.HOST;
import static doozer.web.SiteFixture.status;
import static org.assertj.core.api.Assertions.assertThat;

import doozer.golden.Json;
import doozer.node.Secrets;
import doozer.web.SiteFixture.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What pages are told as it happens. */
class WebEventsTest {
    private final SiteFixture web = new SiteFixture();

    /** A message: its data as JSON, with its event and its id. */
    private record Message(String event, String id, Map<String, Object> data) {
        long rev() {
            return (Long) data.get("rev");
        }

        @SuppressWarnings("unchecked")
        List<Map<String, Object>> changes() {
            return (List<Map<String, Object>>) data.get("changes");
        }

        List<String> paths() {
            return changes().stream().map(change -> (String) change.get("path")).toList();
        }
    }

    private static Peer follow(SiteFixture site, String query, String... headers) {
        Peer peer = site.open();
        StringBuilder text = new StringBuilder("GET /events?" + query + " HTTP/1.1\r\n" + HOST);
        for (String header : headers) text.append(header).append("\r\n");
        site.send(peer, text.append("\r\n").toString());
        return peer;
    }

    private Peer follow(String query, String... headers) {
        return follow(web, query, headers);
    }

    /** What has come since the last call. */
    @SuppressWarnings("unchecked")
    private static List<Message> messages(Peer peer) {
        String text = peer.take();
        if (text.startsWith("HTTP/1.1 200 ")) text = SiteFixture.body(text);
        List<Message> messages = new ArrayList<>();
        while (!text.isEmpty()) {
            int end = text.indexOf("\n\n");
            String event = "";
            String id = "";
            String data = "";
            for (String line : text.substring(0, end).split("\n")) {
                if (line.startsWith("event: ")) event = line.substring(7);
                else if (line.startsWith("id: ")) id = line.substring(4);
                else if (line.startsWith("data: ")) data = line.substring(6);
                else throw new AssertionError(line);
            }
            messages.add(new Message(event, id, (Map<String, Object>) Json.parse(data)));
            text = text.substring(end + 2);
        }
        return messages;
    }

    private static List<Message> messages(Peer peer, String event) {
        return messages(peer).stream().filter(one -> one.event.equals(event)).toList();
    }

    @Test
    void pageIsGreetedAndToldOfTheNode() {
        Peer peer = follow("glob=/**");
        String head = peer.take();
        assertThat(head).startsWith("HTTP/1.1 200 OK\r\n").contains("Cache-Control: no-store\r\n")
                .contains("Content-Type: text/event-stream\r\n").contains("Connection: close\r\n")
                .doesNotContain("Content-Length")
                .contains("\r\n\r\nevent: hello\nid: 7\ndata: {\"rev\":7,\"node\":\""
                        + WebNode.INCARNATION.id() + "\",\"cluster\":\"local\",\"epoch\":\"")
                .contains("\"interval\":50,\"resumed\":false}\n\n")
                .contains("event: state\ndata: {\"rev\":7,\"oldest\":1,\"files\":7,\"role\":"
                        + "\"leader\",\"leader\":\"" + WebNode.INCARNATION.id()
                        + "\",\"writable\":true,\"uptime\":0.000,\"writes\":1,");
    }

    @Test
    void stateComesOnceASecond() {
        Peer peer = follow("glob=/**");
        Peer other = follow("glob=/**");
        messages(peer);
        web.node.watch("/a");
        web.node.set("/a", "1");
        web.pass(5_000);
        List<Message> states = messages(peer, "state");
        assertThat(states).hasSize(5);
        assertThat(states.get(4).data).containsEntry("pages", 2L).containsEntry("watches", 1L)
                .containsEntry("writes", 2L).containsEntry("notifications", 1L)
                .containsEntry("connections", 1L);
        assertThat(states.get(4).id).isEmpty();
        assertThat(messages(other, "state")).hasSize(6);
    }

    @Test
    void pageIsToldOfWhatItAskedForAtOnce() {
        Peer peer = follow("glob=/a/*&glob=/b/**");
        messages(peer);
        long first = web.node.set("/a/x", "hello");
        web.node.set("/a/x", "again");
        web.node.set("/c", "other");
        web.settle();
        List<Message> told = messages(peer, "change");
        assertThat(told).hasSize(1);
        assertThat(told.get(0).rev()).isEqualTo(first + 2);
        assertThat(told.get(0).id).isEqualTo("" + (first + 2));
        assertThat(told.get(0).changes()).containsExactly(Map.of("path", "/a/x", "rev", first + 1,
                "kind", "set", "size", 5L, "text", "again"));

        web.pass(50);
        web.node.set("/c", "other");
        web.pass(50);
        assertThat(messages(peer, "change")).isEmpty();
    }

    @Test
    void deletionTellsHowMuchIsGone() {
        web.node.set("/a/b/c", "1");
        web.node.set("/a/b/d", "1");
        Peer peer = follow("glob=/**");
        messages(peer);
        web.node.del("/a/b/c");
        web.settle();
        assertThat(messages(peer, "change").get(0).changes().get(0))
                .containsEntry("kind", "del").containsEntry("gone", "/a/b/c")
                .doesNotContainKey("size");
        web.pass(50);
        web.node.del("/a/b/d");
        web.settle();
        assertThat(messages(peer, "change").get(0).changes().get(0)).containsEntry("gone", "/a");
        web.pass(50);
        web.node.set("/a", "1");
        web.node.del("/a");
        web.node.set("/a/x", "1");
        web.settle();
        List<Map<String, Object>> changes = messages(peer, "change").get(0).changes();
        assertThat(changes.get(0)).containsEntry("path", "/a").containsEntry("kind", "del")
                .doesNotContainKey("gone");
        assertThat(changes.get(1)).containsEntry("path", "/a/x");
    }

    @Test
    void changesAreGatheredAndComeAtMostTwentyTimesASecond() {
        // given a page, and a file that changes every millisecond for a second
        Peer peer = follow("glob=/hot");
        messages(peer);
        List<Long> times = new ArrayList<>();
        int changes = 0;
        Object last = "";
        for (int i = 0; i < 1_000; i++) {
            web.node.set("/hot", "" + i);
            web.pass(1);
            for (Message message : messages(peer, "change")) {
                changes++;
                times.add(web.nowNanos() / 1_000_000);
                assertThat(message.changes()).hasSize(1);
                last = message.changes().get(0).get("text");
            }
        }

        // then it is told of it twenty times, as we see it in whole milliseconds, and of the last
        assertThat(changes).isBetween(18, 21);
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).isGreaterThanOrEqualTo(49);
        }
        web.pass(50);
        for (Message rest : messages(peer, "change")) last = rest.changes().get(0).get("text");
        assertThat(last).isEqualTo("999");
    }

    @Test
    void manyPagesAreToldLessOften() {
        // given 2,000 pages that look at one file, and a turn that tells some of them
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) peers.add(follow("glob=/hot"));
        web.pass(999);
        for (Peer peer : peers) messages(peer);
        web.node.set("/hot", "0");
        web.turn();
        assertThat(peers.stream().filter(peer -> peer.size() > 0).count()).isBetween(1L, 32L);
        web.settle();
        for (Peer peer : peers) assertThat(messages(peer, "change")).hasSize(1);

        // when it goes on changing for three seconds
        int told = 0;
        for (int i = 0; i < 300; i++) {
            web.node.set("/hot", "" + i);
            web.pass(10);
            told += messages(peers.get(7), "change").size();
        }

        // then each is told three times: 2,000 take some 200 ms, and four fifths are the clients'
        assertThat(told).isBetween(2, 4);
        assertThat(web.site.load()).startsWith("2000 1 ");
    }

    @Test
    void tooManyChangesAtOnceAreAReload() {
        Peer peer = follow("glob=/many/*");
        Peer few = follow("glob=/many/1*");
        messages(peer);
        messages(few);
        for (int i = 1_000; i < 1_500; i++) web.node.set("/many/" + i, "");
        web.settle();
        assertThat(messages(peer, "change").get(0).changes()).hasSize(500);
        web.pass(50);
        for (int i = 1_000; i < 1_501; i++) web.node.set("/many/" + i, "");
        web.settle();
        List<Message> told = messages(peer);
        assertThat(told).hasSize(1);
        assertThat(told.get(0).event).isEqualTo("reload");
        assertThat(told.get(0).rev()).isEqualTo(web.node.revision());
        assertThat(told.get(0).id).isEqualTo("" + web.node.revision());
        web.pass(50);
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 400; i++) web.node.set("/many/" + i, "" + round);
        }
        web.settle();
        assertThat(messages(peer, "change").get(0).changes()).hasSize(400)
                .allMatch(change -> change.get("text").equals("3"));
        for (int i = 0; i < 2_000; i++) web.node.set("/many/x" + i, "");
        web.pass(50);
        assertThat(messages(peer).get(0).event).isEqualTo("reload");
    }

    @Test
    void whoComesBackIsToldWhatItHasMissed() {
        // given a page that has seen a revision
        long seen = web.node.set("/a", "1");
        web.node.set("/a", "2");
        web.node.set("/b", "3");
        long last = web.node.del("/a");

        // when it comes back, in either way to say so
        List<Peer> both = List.of(follow("glob=/a&from=" + seen),
                follow("glob=/a&from=1", "Last-Event-ID: " + seen));
        for (Peer peer : both) {
            List<Message> told = messages(peer);

            // then it is told the last of each that has changed
            assertThat(told.get(0).event).isEqualTo("hello");
            assertThat(told.get(0).data).containsEntry("resumed", true);
            assertThat(told.get(0).rev()).isEqualTo(seen);
            Message change = told.get(1);
            assertThat(change.event).isEqualTo("change");
            assertThat(change.id).isEqualTo("" + last);
            assertThat(change.changes()).hasSize(1);
            assertThat(change.changes().get(0)).containsEntry("kind", "del");
        }

        // and then of what is new, once
        web.pass(60);
        for (Peer peer : both) messages(peer);
        web.node.set("/a", "4");
        web.settle();
        for (Peer peer : both) {
            assertThat(messages(peer, "change").get(0).paths()).containsExactly("/a");
        }
    }

    @Test
    void whoHasMissedNothingIsToldSo() {
        long seen = web.node.set("/a", "1");
        web.node.set("/b", "1");
        Peer current = follow("glob=/none&from=" + seen);
        List<Message> told = messages(current);
        assertThat(told.get(0).data).containsEntry("resumed", true)
                .containsEntry("rev", web.node.revision());
        assertThat(told).noneMatch(one -> one.event.equals("change"));
    }

    @Test
    void whoCannotBeToldWhatItHasMissedLoadsAnew() {
        SiteFixture small = new SiteFixture(new Secrets("", ""), 5);
        for (int i = 0; i < 10; i++) small.node.set("/a", "" + i);
        String epoch = (String) messages(follow(small, "glob=/a")).get(0).data.get("epoch");
        long oldest = small.node.revision() - 4;
        assertThat(epoch).hasSizeGreaterThan(30);

        assertThat(resumed(small, "from=" + (oldest - 1))).isTrue();
        assertThat(resumed(small, "from=" + (oldest - 2))).isFalse();
        assertThat(resumed(small, "from=" + small.node.revision())).isTrue();
        assertThat(resumed(small, "from=" + (small.node.revision() + 1))).isFalse();
        assertThat(resumed(small, "from=" + oldest + "&epoch=" + epoch)).isTrue();
        assertThat(resumed(small, "from=" + oldest + "&epoch=other")).isFalse();
        assertThat(resumed(small, "epoch=" + epoch)).isFalse();

        // and so does one that has missed more than can be looked through at once
        for (int i = 0; i < 4_000; i++) web.node.set("/a", "" + i);
        assertThat(resumed(web, "from=7")).isTrue();
        StringBuilder globs = new StringBuilder();
        for (int i = 0; i < 63; i++) globs.append("&glob=/x").append(i);
        assertThat(resumed(web, "from=7" + globs)).isFalse();
    }

    private static boolean resumed(SiteFixture site, String query) {
        Message hello = messages(follow(site, "glob=/a&" + query)).get(0);
        if (hello.data.get("resumed").equals(false)) {
            assertThat(hello.rev()).isEqualTo(site.node.revision());
        }
        return (Boolean) hello.data.get("resumed");
    }

    @Test
    void whoMissedTooManyPathsReloads() {
        long seen = web.node.revision();
        for (int i = 0; i < 600; i++) web.node.set("/a/" + i, "");
        List<Message> told = messages(follow("glob=/a/*&from=" + seen));
        assertThat(told.get(0).data).containsEntry("resumed", true);
        assertThat(told.get(1).event).isEqualTo("reload");
        assertThat(told).noneMatch(one -> one.event.equals("change"));
    }

    @Test
    void whoReadsNothingIsToldWhenItDoes() {
        // given a page that has stopped reading
        Peer peer = follow("glob=/a/*");
        messages(peer);
        peer.takesNothing = true;
        peer.queued = 1;

        // when much happens
        for (int i = 0; i < 100; i++) {
            web.node.set("/a/" + i % 10, "" + i);
            web.pass(100);
        }

        // then nothing is queued for it; when it reads again it is told the last of each
        assertThat(peer.size()).isZero();
        web.drain(peer);
        List<Message> told = messages(peer, "change");
        assertThat(told).hasSize(1);
        assertThat(told.get(0).changes()).hasSize(10)
                .allMatch(change -> Integer.parseInt((String) change.get("text")) >= 90);
    }

    @Test
    void stateThatComesAsAWholeIsAReload() {
        Peer peer = follow("glob=/a");
        messages(peer);
        web.site.onInstalled();
        web.settle();
        assertThat(messages(peer).get(0).event).isEqualTo("reload");
    }

    @Test
    void valuesInEventsCannotBecomeMore() {
        Peer peer = follow("glob=/a");
        messages(peer);
        String nasty = "\n\nevent: hello\ndata: {}\n\n</script>\u2028";
        web.node.set("/a", nasty);
        web.settle();
        List<Message> told = messages(peer, "change");
        assertThat(told).hasSize(1);
        assertThat(told.get(0).changes().get(0)).containsEntry("text", nasty);
    }

    @Test
    void pageMayLookAtSoManyGlobsAndLeavesNothingBehind() {
        StringBuilder globs = new StringBuilder("glob=/0");
        for (int i = 1; i < 64; i++) globs.append("&glob=/").append(i).append("/*");
        Peer peer = follow(globs.toString());
        assertThat(messages(peer).get(0).event).isEqualTo("hello");
        Peer same = follow(globs + "&glob=/64");
        assertThat(status(same.take())).isEqualTo(400);
        Peer twice = follow("glob=/0&glob=/0");
        assertThat(web.site.load()).isEqualTo("2 64 0");
        web.gone(twice);
        assertThat(web.site.load()).isEqualTo("1 64 0");
        web.end(peer);
        assertThat(peer.isClosed).isTrue();
        assertThat(web.site.load()).isEqualTo("0 0 0");
        web.node.set("/0", "1");
        assertThat(web.settle()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void globsThatMatchAlikeAreOne() {
        Peer peer = follow("glob=/a**&glob=/a***&glob=/a*****");
        assertThat(web.site.load()).isEqualTo("1 1 0");
        web.node.set("/a/b", "1");
        web.settle();
        assertThat(messages(peer, "change")).hasSize(1);
        web.gone(peer);
        assertThat(web.site.load()).isEqualTo("0 0 0");
    }

    @Test
    void strangersGlobsAreBoundedByTheirWildcards() {
        // given pages whose globs have as many wildcards as there may be
        List<Peer> nasty = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            StringBuilder globs = new StringBuilder();
            for (int j = 0; j < 8; j++) globs.append("glob=/**a**b**c**").append(i * 8 + j)
                    .append("**d**e**f**&");
            nasty.add(follow(globs.toString()));
        }
        assertThat(web.site.load()).isEqualTo("32 256 0");

        // when one more comes, it is refused, and may look at what others do, or at directories
        Peer refused = follow("glob=/a**b");
        String answer = refused.take();
        assertThat(status(answer)).isEqualTo(503);
        assertThat(answer).contains("2048 wildcards").contains("/dir/**");
        assertThat(status(follow("glob=/**a**b**c**7**d**e**f***").take())).isEqualTo(200);
        StringBuilder plain = new StringBuilder("glob=/**&glob=/a");
        for (int i = 0; i < 62; i++) plain.append("&glob=/dir/").append(i).append("/*");
        assertThat(status(follow(plain.toString()).take())).isEqualTo(200);

        // and there is room again once somebody has left
        web.gone(nasty.get(31));
        assertThat(status(follow("glob=/a**b").take())).isEqualTo(200);
    }

    @Test
    void filesAndDirectoriesArePlentyForAllPages() {
        for (int page = 0; page < 256; page++) {
            StringBuilder globs = new StringBuilder();
            for (int i = 0; i < 64; i++) {
                globs.append("glob=/").append(page).append('/').append(i).append("/**&");
            }
            assertThat(status(follow(globs.toString()).take())).isEqualTo(200);
        }
        assertThat(web.site.load()).isEqualTo("256 16384 0");
        String answer = follow("glob=/more").take();
        assertThat(status(answer)).isEqualTo(503);
        assertThat(answer).contains("16384 files and directories");
        assertThat(status(follow("glob=/more**x").take())).isEqualTo(200);
    }

    @Test
    void whatIsSentBehindIsPassedOver() {
        Peer peer = follow("glob=/a");
        messages(peer);
        web.send(peer, "GET / HTTP/1.1\r\n" + HOST + "\r\n");
        assertThat(peer.size()).isZero();
        web.node.set("/a", "1");
        web.settle();
        assertThat(messages(peer, "change")).hasSize(1);
    }

    @Test
    void whoWasToldAMomentAgoWaits() {
        // given a page that was held up, and is told a moment before all others would be
        Peer peer = follow("glob=/a");
        messages(peer);
        peer.takesNothing = true;
        peer.queued = 1;
        web.node.set("/a", "1");
        web.pass(40);
        web.drain(peer);
        assertThat(messages(peer, "change")).hasSize(1);

        // when more happens, then it hears of that when its own 50 ms are over
        web.node.set("/a", "2");
        web.pass(49);
        assertThat(messages(peer, "change")).isEmpty();
        web.pass(1);
        web.settle();
        assertThat(messages(peer, "change")).hasSize(1);
    }

    @Test
    void changeThatIsForgottenBeforeItIsToldIsAReload() {
        // given a short history, and a page that is told late
        SiteFixture small = new SiteFixture(new Secrets("", ""), 100);
        Peer peer = follow(small, "glob=/**");
        messages(peer);

        // when a file changes once, and then another so often that the first is forgotten
        small.node.set("/once", "1");
        for (int i = 0; i < 1_024; i++) small.node.set("/hot", "" + i);
        small.settle();

        // then the page is not told of the other alone
        assertThat(messages(peer).get(0).event).isEqualTo("reload");
    }
}
