package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Watches and walks that ask whose files are. */
class WatchOwnersTest {
    private static final int BORN = (int) TestNode.BORN;

    private final TestNode node = TestNode.with(new Settings.Bounds(10_000, 1 << 30, 4096, 20, 50));
    private final TestClient client = node.openOwn();

    WatchOwnersTest() {
        node.mayHaveTimer();
    }

    private static Request owners(Request request) {
        return request.option(Request.OWNERS);
    }

    /** A session's life: it owns a file that others write and delete, and ends. */
    private void live() {
        client.ask(Ask.open(5_000));
        client.ask(Ask.ephemeral(BORN + 1, "/e", "1"));
        client.ask(Ask.set("/e", -1, "2"));
        client.ask(Ask.set("/a", -1, "3"));
        client.ask(Ask.del("/e", -1));
        client.ask(Ask.set("/e", -1, "5"));
        client.ask(Ask.closeSession(BORN + 1));
    }

    private List<String> expected(String ttl) {
        String session = "/ctl/sess/" + (BORN + 1);
        return List.of("flags=1 rev=+0",
                "flags=5 rev=+1 path=" + session + " value=somebody owner=+1" + ttl,
                "flags=5 rev=+2 path=/e value=1 owner=+1",
                "flags=5 rev=+3 path=/e value=2 owner=+1", "flags=5 rev=+4 path=/a value=3",
                "flags=9 rev=+5 path=/e value=", "flags=5 rev=+6 path=/e value=5",
                "flags=9 rev=+7 path=" + session + " value=");
    }

    @Test
    void eventsTellTheOwnerOfThenAsTheyHappenAndLater() {
        int now = client.send(owners(Ask.watch("/**")));
        node.settle();
        live();

        assertThat(client.answersTo(now)).isEqualTo(expected(" len=5000"));
        assertThat(client.askAll(owners(Ask.watch("/**").rev(BORN + 1)))).isEqualTo(expected(""));
    }

    @Test
    void whoDoesNotAskIsNotTold() {
        int own = client.send(Ask.watch("/**"));
        int wait = client.send(Ask.waitFor("/e", BORN + 1).option(Request.OWNERS));
        TestClient seed = node.openSeed();
        int old = seed.send(owners(Ask.watch("/**").rev(BORN + 1)));
        node.settle();
        live();
        int walk = client.send(Ask.walk("/ctl/**"));
        node.settle();

        assertThat(client.answersTo(own)).hasSize(8).noneMatch(line -> line.contains("owner"));
        assertThat(client.answersTo(wait)).hasSize(1).noneMatch(line -> line.contains("owner"));
        assertThat(seed.answersTo(old)).hasSize(7).noneMatch(line -> line.contains("owner"));
        assertThat(client.answersTo(walk)).noneMatch(line -> line.contains("owner"));
    }

    @Test
    void aSessionThatIsOverHasNoTimeToLiveInTheMomentAfter() {
        // given a session that lives as its event is told, and whose end nobody hears of
        String path = "/ctl/sess/" + (BORN + 1);
        int now = client.send(owners(Ask.watch(path)));
        node.settle();
        client.ask(Ask.open(5_000));
        assertThat(client.answersTo(now)).endsWith(
                "flags=5 rev=+1 path=" + path + " value=somebody owner=+1 len=5000");
        client.ask(Ask.cancel(now));
        client.ask(Ask.closeSession(BORN + 1));

        assertThat(client.askAll(owners(Ask.watch(path).rev(BORN + 1)))).containsExactly(
                "flags=1 rev=+0", "flags=5 rev=+1 path=" + path + " value=somebody owner=+1",
                "flags=9 rev=+2 path=" + path + " value=");
    }

    @Test
    void ownersStandBesideWhatElseIsAskedFor() {
        client.ask(Ask.open(5_000));
        client.ask(Ask.ephemeral(BORN + 1, "/e", "1"));
        Request all = owners(Ask.watch("/e")).option(Request.PREVIOUS).rev(BORN + 2);
        int plain = client.send(Ask.watch("/e").rev(BORN + 2));
        int tag = client.send(all);
        node.settle();
        client.ask(Ask.set("/e", -1, "2"));

        assertThat(client.answersTo(tag)).endsWith(
                "flags=5 rev=+2 path=/e value=1 owner=+1 prev=0",
                "flags=5 rev=+3 path=/e value=2 owner=+1 prev=+2 was=1");
        assertThat(client.answersTo(plain)).endsWith("flags=5 rev=+3 path=/e value=2");
    }

    @Test
    void filesThatComeFirstHaveTheirOwnersToo() {
        client.ask(Ask.open(5_000));
        client.ask(Ask.ephemeral(BORN + 1, "/e", "1"));
        client.ask(Ask.set("/f", -1, "2"));
        String session = "flags=5 rev=+1 path=/ctl/sess/" + (BORN + 1)
                + " value=somebody owner=+1 len=5000";
        String file = "flags=5 rev=+2 path=/e value=1 owner=+1";
        String other = "flags=5 rev=+3 path=/f value=2";

        assertThat(client.askAll(owners(Ask.watch("/ctl/sess/*").glob("/*"))
                .option(Request.WALK_FIRST)))
                .containsExactly(session, file, other, "flags=1 rev=+3");
        assertThat(client.askAll(owners(Ask.walk("/*")))).containsExactly(file, other, "flags=2");
        assertThat(client.askAll(owners(Ask.walk("/ctl/sess/*"))))
                .containsExactly(session, "flags=2");
        // a walk of the past tells of the owners of then
        client.ask(Ask.del("/e", -1));
        assertThat(client.askAll(owners(Ask.walk("/e").rev(BORN + 3))))
                .containsExactly(file, "flags=2");
    }
}
