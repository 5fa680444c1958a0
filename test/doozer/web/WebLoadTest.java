package doozer.web;

import static doozer.web.SiteFixture.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import doozer.web.SiteFixture.Peer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much a turn does at most, whatever pages ask for: counted, not timed. */
class WebLoadTest {
    private final SiteFixture web = new SiteFixture();

    private static byte[] request(String target) {
        return SiteFixture.bytes("GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n");
    }

    /** Has so many connections ask for the same at once, and gives them. */
    private List<Peer> ask(int count, String target) {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Peer peer = web.open();
            web.deliver(peer, request(target));
            peers.add(peer);
        }
        return peers;
    }

    private static long answered(List<Peer> peers) {
        return peers.stream().filter(peer -> peer.size() > 0).count();
    }

    private String hello(String target) {
        return web.get(target).lines().filter(line -> line.contains("resumed")).findFirst()
                .orElseThrow();
    }

    @Test
    void whoComesBackIsChargedForWhatIsLookedThrough() {
        // given some hundred events with paths of a thousand characters
        String path = "/" + "a".repeat(1_000);
        long seen = web.node.revision();
        for (int i = 0; i < 500; i++) web.node.set(path, "");

        // when some come back who have missed them all
        List<Peer> peers = ask(4, "/events?glob=/*b&from=" + seen);
        web.turn();

        // then one is looked after in a turn, where of those who have missed nothing many are
        assertThat(answered(peers)).isEqualTo(1);
        web.settle();
        assertThat(answered(peers)).isEqualTo(4);
        assertThat(peers.get(3).take()).contains("\"resumed\":true");
        List<Peer> others = ask(10, "/events?glob=/*b&from=" + web.node.revision());
        web.turn();
        assertThat(answered(others)).isEqualTo(10);
    }

    @Test
    void historyOfAFileIsFoundInPieces() {
        // given many events, among which a deletion may be
        for (int i = 0; i < 20_000; i++) web.node.set("/other", "");

        // when some ask for a file that never was, then a turn looks at a few thousand events
        List<Peer> peers = ask(4, "/file.json?path=/never");
        int turns = 0;
        while (answered(peers) < 4) {
            web.turn();
            turns++;
        }
        assertThat(turns).isBetween(20, 40);
        assertThat(peers.get(3).take()).contains("\"history\":[],\"oldest\":1,\"complete\":true");

        // and one whose history is longer than that is told so
        for (int i = 0; i < 31_000; i++) web.node.set("/other", "");
        assertThat(web.json("/file.json?path=/never")).containsEntry("complete", false);
    }

    @Test
    void longPathsAreFoundInPieces() {
        String path = "/a".repeat(2_000);
        for (int i = 0; i < 50; i++) web.node.set(path, "" + i);
        List<Peer> peers = ask(1, "/file.json?path=" + path);
        int turns = 0;
        while (answered(peers) == 0) {
            web.turn();
            turns++;
        }
        assertThat(turns).isGreaterThan(20);
        assertThat(peers.get(0).take()).contains("\"text\":\"49\"").contains("\"text\":\"0\"");
    }

    @Test
    void answersThatTakeLongerAreFewerInATurn() {
        List<Peer> metrics = ask(32, "/metrics");
        web.turn();
        assertThat(answered(metrics)).isEqualTo(4);
        web.settle();
        List<Peer> info = ask(32, "/info.json");
        web.turn();
        assertThat(answered(info)).isEqualTo(4);
        web.settle();
        List<Peer> small = ask(32, "/livez");
        web.turn();
        assertThat(answered(small)).isEqualTo(32);
    }

    /** Pages that all ask for the same 64 globs, all of which match what {@link #set} writes. */
    private List<Peer> overlapping(int count) {
        StringBuilder globs = new StringBuilder("/events?glob=/t/**");
        for (int i = 1; i < 64; i++) globs.append("&glob=/t/").append("k".repeat(i)).append("**");
        List<Peer> peers = ask(count, globs.toString());
        web.pass(999);
        for (Peer peer : peers) peer.take();
        return peers;
    }

    private void set(int files) {
        for (int i = 0; i < files; i++) web.node.set("/t/" + "k".repeat(64) + i, "");
    }

    @Test
    void globsThatOverlapAreCharged() {
        // given pages for which each change counts 64 times
        List<Peer> peers = overlapping(20);

        // when there are a hundred, then a turn looks at some thousand notes of them
        set(100);
        web.turn();
        assertThat(answered(peers)).isBetween(1L, 2L);
        web.settle();
        for (Peer peer : peers) assertThat(peer.take().split("\"path\"")).hasSize(101);

        // and the next round comes only after several times what this one took
        set(1);
        web.pass(200);
        for (Peer peer : peers) assertThat(peer.take()).doesNotContain("event: change");
        web.pass(200);
        for (Peer peer : peers) assertThat(peer.take()).contains("event: change");
    }

    @Test
    void pageThatHasToLoadAnewIsNotLookedAtAnyFurther() {
        // given so many changes that it is certain from the first globs
        List<Peer> peers = overlapping(20);
        set(1_000);

        // when pages are told, then many in a turn, though each change counts 64 times
        web.turn();
        assertThat(answered(peers)).isBetween(3L, 8L);
        web.settle();
        for (Peer peer : peers) assertThat(peer.take()).contains("event: reload");
    }

    @Test
    void pageIsNeverLookedAtWithoutAnEnd() {
        // given few files that change so often that the notes of 64 globs are many
        List<Peer> peers = overlapping(2);
        for (int i = 0; i < 10; i++) set(100);

        // when it is told, then it loads anew
        web.settle();
        for (Peer peer : peers) assertThat(peer.take()).contains("event: reload");
    }

    @Test
    void whoWouldHaveTooMuchLookedThroughLoadsAnew() {
        String path = "/" + "a".repeat(3_000);
        long seen = web.node.revision();
        for (int i = 0; i < 300; i++) web.node.set(path, "");

        // paths count with their length, and with the number and the length of globs
        assertThat(hello("/events?glob=/*b&from=" + (seen + 100))).contains("\"resumed\":true");
        assertThat(hello("/events?glob=/*b&from=" + seen)).contains("\"resumed\":false");
        assertThat(hello("/events?glob=/**&glob=/b&from=" + seen)).contains("\"resumed\":true");
        assertThat(hello("/events?glob=/*b&glob=/*c&from=" + (seen + 100)))
                .contains("\"resumed\":false");
        assertThat(hello("/events?glob=/*" + "b".repeat(100) + "&from=" + (seen + 100)))
                .contains("\"resumed\":false");
    }
}
