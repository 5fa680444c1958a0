package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a watch after HELLO is told of steps: 16 among the flags is MORE. */
class WatchStepTest {
    private static final long BORN = TestNode.BORN;

    private final TestNode node = TestNode.standard();
    private final TestClient client = node.openOwn();

    private int watch(Request request) {
        int tag = client.send(request);
        node.settle();
        return tag;
    }

    private List<String> told(int tag) {
        node.settle();
        return client.answersTo(tag);
    }

    @Test
    void moreFollowsUntilTheLastOfAStepThatMatches() {
        int live = watch(Ask.watch("/a/*"));
        int all = watch(Ask.watch("/**"));
        node.inOneStep("/a/1=1", "/b=2", "/a/2=3", "/a/1=4", "/c=5");
        node.inOneStep("/a/1=6");
        node.inOneStep("/b=7", "/a/2=8");
        node.inOneStep("/b=9", "-/a/1", "NOP");
        int past = watch(Ask.watch("/a/*").rev(BORN + 1));
        int pastOfAll = watch(Ask.watch("/**").rev(BORN + 1));

        List<String> expected = List.of("flags=1 rev=+0", "flags=21 rev=+1 path=/a/1 value=1",
                "flags=21 rev=+3 path=/a/2 value=3", "flags=5 rev=+4 path=/a/1 value=4",
                "flags=5 rev=+6 path=/a/1 value=6", "flags=5 rev=+8 path=/a/2 value=8",
                "flags=9 rev=+10 path=/a/1 value=");
        assertThat(told(live)).isEqualTo(expected);
        assertThat(told(past)).isEqualTo(expected);
        List<String> flags = told(all).stream().map(line -> line.split(" ")[0]).toList();
        assertThat(flags).containsExactly("flags=1", "flags=21", "flags=21", "flags=21", "flags=21",
                "flags=5", "flags=5", "flags=21", "flags=5", "flags=21", "flags=25", "flags=1");
        assertThat(told(pastOfAll)).isEqualTo(told(all));
    }

    @Test
    void moreFollowsOfAnyOfItsGlobs() {
        int live = watch(Ask.watch("/a").glob("/b").glob("/?"));
        node.inOneStep("/a=1", "/long=2", "/b=3", "/long=4");
        int past = watch(Ask.watch("/a").glob("/b").rev(BORN + 1));
        assertThat(told(live)).containsExactly("flags=1 rev=+0", "flags=21 rev=+1 path=/a value=1",
                "flags=5 rev=+3 path=/b value=3");
        assertThat(told(past)).isEqualTo(told(live));
    }

    @Test
    void aStepLongerThanAPieceOfWorkIsToldTheSame() {
        // given a step of 2,000 of which a watch wants the first and the last
        String[] writes = new String[2_000];
        for (int i = 0; i < writes.length; i++) {
            writes[i] = (i % 1_999 == 0 ? "/x" : "/y") + i + "=";
        }
        node.inOneStep(writes);
        int ends = watch(Ask.watch("/x*").rev(BORN + 1));
        int first = watch(Ask.watch("/x0").rev(BORN + 1));

        assertThat(told(ends)).containsExactly("flags=1 rev=+0", "flags=21 rev=+1 path=/x0 value=",
                "flags=5 rev=+2000 path=/x1999 value=");
        assertThat(told(first)).containsExactly("flags=1 rev=+0",
                "flags=5 rev=+1 path=/x0 value=");
    }

    @Test
    void aClientThatIsHeldInTheMiddleOfAStepHearsTheRestLater() {
        // given one that takes few at a time
        for (int capacity = 0; capacity < 6; capacity++) {
            TestNode fresh = TestNode.standard();
            TestClient own = fresh.openOwn();
            int tag = own.send(Ask.watch("/a*"));
            fresh.settle();
            own.takesOnly(capacity);

            // when steps come, one after the other
            fresh.inOneStep("/a1=", "/b=", "/a2=", "/a3=", "/b=");
            fresh.inOneStep("/a4=", "/a5=");
            fresh.inOneStep("/b=", "/a6=", "/b=");
            for (int i = 0; i < 7; i++) {
                own.drain();
                fresh.settle();
            }
            fresh.inOneStep("/a7=", "/a8=");
            own.drainForGood();
            fresh.settle();

            // then
            assertThat(own.answersTo(tag)).containsExactly("flags=1 rev=+0",
                    "flags=21 rev=+1 path=/a1 value=", "flags=21 rev=+3 path=/a2 value=",
                    "flags=5 rev=+4 path=/a3 value=", "flags=21 rev=+6 path=/a4 value=",
                    "flags=5 rev=+7 path=/a5 value=", "flags=5 rev=+9 path=/a6 value=",
                    "flags=21 rev=+11 path=/a7 value=", "flags=5 rev=+12 path=/a8 value=");
            assertThat(own.surplus()).isEmpty();
            assertThat(fresh.node().watching()).isEqualTo(1);
        }
    }

    @Test
    void aWatchFromWithinAStepIsMarkedBeforeIt() {
        node.inOneStep("/a=1");
        node.inOneStep("/a=2", "/a=3", "/b=4", "/a=5");
        for (int from = 3; from <= 5; from++) {
            List<String> told = told(watch(Ask.watch("/**").rev(BORN + from)));
            assertThat(told).first().isEqualTo("flags=1 rev=+1");
            assertThat(told).hasSize(1 + 6 - from);
            assertThat(told.get(1)).startsWith("flags=" + (from == 5 ? 5 : 21) + " rev=+" + from);
        }
        assertThat(told(watch(Ask.watch("/**").rev(BORN + 2)))).hasSize(5)
                .startsWith("flags=1 rev=+1", "flags=21 rev=+2 path=/a value=2");
        assertThat(told(watch(Ask.watch("/**").rev(BORN + 6)))).containsExactly("flags=1 rev=+5");
        assertThat(told(watch(Ask.watch("/**").rev(BORN + 8)))).containsExactly("flags=1 rev=+7");
    }

    @Test
    void theBeginningOfAStepMayBeForgotten() {
        // given a history of 3 revisions, which begins in the middle of a step
        TestNode brief = TestNode.with(new Settings.Bounds(3, 1 << 30, 20, 20, 50));
        TestClient own = brief.openOwn();
        brief.inOneStep("/a=1", "/a=2", "/a=3", "/a=4", "/b=5");
        brief.settle();

        assertThat(own.askAll(Ask.watch("/a").rev(BORN + 2))).containsExactly(
                "flags=3 rev=+3 error=TOO_LATE (the oldest revision kept is " + (BORN + 3) + ")");
        assertThat(own.askAll(Ask.watch("/a").rev(BORN + 3))).containsExactly("flags=1 rev=+0",
                "flags=21 rev=+3 path=/a value=3", "flags=5 rev=+4 path=/a value=4");
    }

    @Test
    void aClientThatIsHeldForTooLongInAStepIsTooLate() {
        TestNode brief = TestNode.with(new Settings.Bounds(3, 1 << 30, 20, 20, 50));
        TestClient own = brief.openOwn();
        int tag = own.send(Ask.watch("/a"));
        brief.settle();
        own.takesOnly(0);

        // when it has taken one event, or has one pending, and history goes on
        brief.inOneStep("/a=1", "/a=2", "/a=3");
        brief.settle();
        own.drain();
        brief.settle();
        for (int i = 0; i < 4; i++) brief.inOneStep("NOP");
        brief.settle();
        own.drainForGood();
        brief.settle();

        assertThat(own.answersTo(tag)).containsExactly("flags=1 rev=+0",
                "flags=21 rev=+1 path=/a value=1", "flags=21 rev=+2 path=/a value=2",
                "flags=3 rev=+5 error=TOO_LATE (the oldest revision kept is " + (BORN + 5) + ")");
        assertThat(own.surplus()).isEmpty();
    }

    @Test
    void whatIsReadOfASnapshotIsToldInStepsToo() {
        int tag = watch(Ask.watch("/a"));
        node.store().set("/a", -1, Ask.bytes("1"));
        node.store().set("/b", -1, Ask.bytes("2"));
        node.store().set("/a", -1, Ask.bytes("3"));
        node.store().asOneStep(BORN + 1);
        node.node().onInstalled(BORN);
        assertThat(told(tag)).containsExactly("flags=1 rev=+0", "flags=21 rev=+1 path=/a value=1",
                "flags=5 rev=+3 path=/a value=3");
    }

    @Test
    void revisionsThatCameTogetherAndAreNoStepAreToldOneByOne() {
        // given what an entry has made where the level is below that of steps
        int tag = watch(Ask.watch("/a"));
        node.store().set("/a", -1, Ask.bytes("1"));
        node.store().set("/a", -1, Ask.bytes("2"));
        node.node().onRevisions(BORN + 1, BORN + 2);
        assertThat(told(tag)).containsExactly("flags=1 rev=+0", "flags=5 rev=+1 path=/a value=1",
                "flags=5 rev=+2 path=/a value=2");
    }

    @Test
    void eachWatchOfAConnectionHearsInTheOrderOfRevisions() {
        // given three watches that share events of a step
        client.sends(Ask.watch("/a").tag(51)).sends(Ask.watch("/b").tag(52))
                .sends(Ask.watch("/*").tag(53));
        node.settle();
        client.takeLines();
        node.inOneStep("/a=1", "/b=2", "/a=3");
        List<String> revisions = client.takeLines().stream()
                .map(line -> line.replaceAll(".*rev=(\\S+) .*", "$1")).toList();
        assertThat(revisions).containsExactly("+1", "+1", "+2", "+2", "+3", "+3");
    }
}
