package doozer.web;

import static doozer.web.SiteFixture.body;
import static doozer.web.SiteFixture.status;
import static org.assertj.core.api.Assertions.assertThat;

import doozer.node.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the paths of the page tell, as JSON. */
class WebJsonTest {
    private final SiteFixture web = new SiteFixture();

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Object value) {
        return (List<Map<String, Object>>) value;
    }

    private static List<String> names(Map<String, Object> page, String key) {
        List<String> names = new ArrayList<>();
        for (Map<String, Object> entry : list(page.get("entries"))) {
            names.add((String) entry.get(key));
        }
        return names;
    }

    @Test
    void directoryHasItsEntriesInOrder() {
        web.node.set("/d/b", "hello");
        web.node.set("/d/a/x", "1");
        long revision = web.node.set("/d/a/y", "2");

        Map<String, Object> page = web.json("/tree.json?path=/d");
        assertThat(page).containsEntry("rev", revision).containsEntry("path", "/d")
                .containsEntry("total", 2L).containsEntry("offset", 0L);
        assertThat(list(page.get("entries"))).containsExactly(
                Map.of("name", "a", "dir", true, "entries", 2L, "files", 2L),
                Map.of("name", "b", "rev", revision - 2, "size", 5L, "text", "hello"));
        assertThat(names(web.json("/tree.json?path=/"), "name")).containsExactly("ctl", "d");
        assertThat(names(web.json("/tree.json?path=%2Fd&rev=" + (revision - 2)), "name"))
                .containsExactly("b");
    }

    @Test
    void directoryIsReadInPages() {
        for (int i = 10; i < 40; i++) web.node.set("/d/" + i, "");
        assertThat(names(web.json("/tree.json?path=/d&limit=3&offset=28"), "name"))
                .containsExactly("38", "39");
        assertThat(names(web.json("/tree.json?path=/d&limit=2"), "name"))
                .containsExactly("10", "11");
        assertThat(names(web.json("/tree.json?path=/d&offset=999999999999"), "name")).isEmpty();
        for (int i = 0; i < 1_200; i++) web.node.set("/many/" + i, "");
        assertThat(names(web.json("/tree.json?path=/many"), "name")).hasSize(500);
        assertThat(names(web.json("/tree.json?path=/many&limit=5000"), "name")).hasSize(1_000);
    }

    @ParameterizedTest
    @CsvSource({
        "/tree.json, 400, path", "/tree.json?path=, 400, BAD_PATH",
        "/tree.json?path=a, 400, BAD_PATH", "/tree.json?path=/a/, 400, BAD_PATH",
        "/tree.json?path=/%00, 400, BAD_PATH", "/tree.json?path=/%3Cb%3E, 400, BAD_PATH",
        "/tree.json?path=/%, 400, %", "/tree.json?path=/%4, 400, %",
        "/tree.json?path=/%zz, 400, %", "/tree.json?path=/%ff, 400, UTF-8",
        "/tree.json?path=/none, 404, NOENT", "/tree.json?path=/ctl/name, 404, NOTDIR",
        "/tree.json?path=/&offset=-1, 400, offset", "/tree.json?path=/&limit=x, 400, limit",
        "/tree.json?path=/&limit=0, 400, limit", "/tree.json?glob=/**&limit=0, 400, limit",
        "/tree.json?glob=/*?*?*?*?*, 400, 8", "/events?glob=/*?*?*?*?*, 400, 8",
        "/tree.json?path=/&rev=99, 404, yet to come", "/tree.json?glob=, 400, glob",
        "/tree.json?glob=/a//b, 400, glob", "/file.json, 400, path",
        "/file.json?path=/ctl, 404, ISDIR", "/events, 400, globs", "/events?glob=x, 400, glob",
    })
    void whatIsNotThereOrNotAskedForProperlyIsSaidSo(String target, int status, String word) {
        String answer = web.get(target);
        assertThat(status(answer)).isEqualTo(status);
        assertThat(body(answer)).startsWith("{\"error\":\"").contains(word);
    }

    @Test
    void stateThatIsForgottenIsGone() {
        SiteFixture small = new SiteFixture(new Secrets("", ""), 3);
        for (int i = 0; i < 5; i++) small.node.set("/a", "" + i);
        assertThat(status(small.get("/tree.json?path=/&rev=8"))).isEqualTo(410);
        assertThat(small.get("/file.json?path=/a&rev=8")).contains("TOO_LATE").contains("10");
        assertThat(status(small.get("/tree.json?path=/&rev=10"))).isEqualTo(200);
    }

    @Test
    void globFindsFilesInPages() {
        for (int i = 10; i < 20; i++) {
            web.node.set("/a/" + i + "/c", "v" + i);
            web.node.set("/a/" + i + "/d", "");
        }
        Map<String, Object> first = web.json("/tree.json?glob=/a/*/c&limit=4");
        assertThat(names(first, "path"))
                .containsExactly("/a/10/c", "/a/11/c", "/a/12/c", "/a/13/c");
        assertThat(first).containsEntry("more", true).containsEntry("next", 4L)
                .containsEntry("glob", "/a/*/c").doesNotContainKey("cut");
        assertThat(list(first.get("entries")).get(0)).containsEntry("text", "v10");
        Map<String, Object> last = web.json("/tree.json?glob=/a/*/c&limit=4&offset=8");
        assertThat(names(last, "path")).containsExactly("/a/18/c", "/a/19/c");
        assertThat(last).containsEntry("more", false).doesNotContainKey("next");
        assertThat(web.json("/tree.json?glob=/a/*/c&limit=2&offset=8"))
                .containsEntry("more", false);
    }

    @Test
    void longSearchIsCutAndTakesManyTurns() {
        // given many files of which none matches
        for (int i = 0; i < 60_000; i++) web.node.set("/big/" + i % 100 + "/" + i, "");
        SiteFixture.Peer peer = web.open();

        // when they are searched
        web.deliver(peer, SiteFixture.bytes("GET /tree.json?glob=/big/*/*x HTTP/1.1\r\n"
                + SiteFixture.HOST + "\r\n"));
        int turns = 0;
        while (peer.size() == 0 && turns < 1_000) {
            web.turn();
            turns++;
        }

        // then each turn does a piece of it, and the answer says that it is not complete
        assertThat(turns).isGreaterThan(30);
        assertThat(peer.take()).contains("\"entries\":[],\"more\":true,\"cut\":true}");
    }

    @Test
    void fileTellsWhatBecameOfIt() {
        long first = web.node.set("/f", "one");
        long second = web.node.set("/f", "two");
        web.node.set("/other", "x");
        long deleted = web.node.del("/f");
        long last = web.node.set("/f", "three");

        Map<String, Object> page = web.json("/file.json?path=/f");
        assertThat(page).containsEntry("exists", true).containsEntry("complete", true)
                .containsEntry("rev", last).containsEntry("oldest", 1L)
                .containsEntry("file", Map.of("rev", last, "size", 5L, "text", "three"));
        assertThat(list(page.get("history"))).containsExactly(
                Map.of("rev", last, "kind", "set", "size", 5L, "text", "three"),
                Map.of("rev", deleted, "kind", "del"),
                Map.of("rev", second, "kind", "set", "size", 3L, "text", "two"),
                Map.of("rev", first, "kind", "set", "size", 3L, "text", "one"));
        Map<String, Object> then = web.json("/file.json?path=/f&rev=" + deleted);
        assertThat(then).containsEntry("exists", false).doesNotContainKey("file");
        assertThat(list(then.get("history"))).hasSize(3);
        assertThat(web.json("/file.json?path=/never")).containsEntry("exists", false)
                .containsEntry("history", List.of()).containsEntry("complete", true);
    }

    @Test
    void historyOfAFileIsAsLongAsItIsKept() {
        // given a history of some revisions, in which a file is from before
        SiteFixture small = new SiteFixture(new Secrets("", ""), 5);
        small.node.set("/f", "old");
        for (int i = 0; i < 8; i++) small.node.set("/other", "" + i);

        // then the file is known, and what was before is not
        Map<String, Object> page = small.json("/file.json?path=/f");
        assertThat(list(page.get("history"))).hasSize(1);
        assertThat(page).containsEntry("complete", false);
        assertThat(small.json("/file.json?path=/gone")).containsEntry("complete", false);

        // and of many versions only so many are told
        for (int i = 0; i < 60; i++) web.node.set("/g", "" + i);
        assertThat(list(web.json("/file.json?path=/g").get("history"))).hasSize(50);
        assertThat(web.json("/file.json?path=/g")).containsEntry("complete", false);
    }

    @Test
    void longValuesAreCutBetweenSigns() {
        web.node.set("/long", "\u00e4".repeat(50_000));
        Map<String, Object> entry = list(web.json("/tree.json?glob=/long").get("entries")).get(0);
        assertThat(entry).containsEntry("size", 100_000L).containsEntry("cut", true)
                .containsEntry("text", "\u00e4".repeat(128));
        web.node.set("/odd", "x" + "\u00e4".repeat(200));
        entry = list(web.json("/tree.json?glob=/odd").get("entries")).get(0);
        assertThat(entry).containsEntry("text", "x" + "\u00e4".repeat(127));
        assertThat(body(web.get("/file.json?path=/long"))).contains("\"cut\":true")
                .contains("\u00e4".repeat(32 << 10) + "\"");
    }

    @Test
    void nothingInAValueBecomesMarkupOrEndsAText() {
        // given values that would like to
        String[] nasty = {
            "</script><script>alert(1)</script>", "\"},{\"x\":\"", "a\\", "a\nb\r\tc", "<!-- & -->",
            "\u2028\u2029", "\ud83d\ude00", "\u202edrawkcab", "\ufeffbom", "event: x\n\ndata: y"
        };
        for (int i = 0; i < nasty.length; i++) web.node.set("/n/" + i, nasty[i]);

        // when they are told, then each is what it was, and nothing of it stands there as it is
        String answer = web.get("/tree.json?path=/n");
        assertThat(body(answer)).doesNotContain("<", ">", "&", "\u2028", "\u2029", "\u202e",
                "\ufeff", "\n");
        List<Map<String, Object>> entries = list(web.json("/tree.json?path=/n").get("entries"));
        for (int i = 0; i < nasty.length; i++) {
            assertThat(entries.get(i)).containsEntry("text", nasty[i]);
        }
    }

    @Test
    void whatIsNoTextIsToldInHex() {
        byte[][] values = {
            {0}, {'a', 27, 'b'}, {127}, {(byte) 0xff}, {(byte) 0xc3}, {(byte) 0xed, (byte) 0xa0,
                (byte) 0x80}, {(byte) 0xc2, (byte) 0x85}
        };
        String[] hex = {"00", "611b62", "7f", "ff", "c3", "eda080", "c285"};
        for (int i = 0; i < values.length; i++) web.node.set("/x/" + i, values[i]);
        List<Map<String, Object>> entries = list(web.json("/tree.json?path=/x").get("entries"));
        for (int i = 0; i < values.length; i++) {
            assertThat(entries.get(i)).containsEntry("hex", hex[i]).doesNotContainKey("text")
                    .containsEntry("size", (long) values[i].length);
        }
        byte[] cut = "\u00e4".repeat(200).getBytes(StandardCharsets.UTF_8);
        cut[300] = 0;
        web.node.set("/late", cut);
        assertThat(list(web.json("/tree.json?glob=/late").get("entries")).get(0))
                .containsKey("text");
    }

    @Test
    @SuppressWarnings("unchecked")
    void nodeTellsOfItselfAndItsClients() {
        web.node.watch("/a/*");
        Map<String, Object> info = web.json("/info.json");
        assertThat((Map<String, Object>) info.get("Node")).containsEntry("hostname", "ann");
        assertThat((Map<String, Object>) info.get("Store")).containsEntry("revision", "7");
        assertThat(list(web.json("/members.json").get("members"))).containsExactly(
                Map.of("id", WebNode.INCARNATION.id(), "address", "10.0.0.7:8046", "role",
                        "leader", "self", true, "slot", 2L, "lag", 0L, "heard_ms", 0L, "away",
                        false));
        assertThat(web.json("/watches.json")).containsEntry("total", 1L);
        assertThat(list(web.json("/watches.json").get("watches"))).containsExactly(
                Map.of("connection", 0L, "globs", List.of("/a/*"), "wait", false, "since", 0L));
        assertThat(list(web.json("/conns.json").get("connections"))).containsExactly(
                Map.of("number", 0L, "peer", "10.0.0.9:5000", "dialect", "seed", "requests", 0L,
                        "watches", 1L, "queued", 3L));
        assertThat(web.get("/livez")).endsWith("\r\n\r\nok\n");
        assertThat(web.get("/readyz")).endsWith("\r\n\r\nok\n");
        assertThat(body(web.get("/readyz?verbose")))
                .startsWith("[+]live ok\n").contains("[+]leader ok\n[+]quorum ok\n")
                .endsWith("\nready\n");
    }
}
