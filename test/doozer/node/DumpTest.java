package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.tree.Glob;
import doozer.tree.Tree;
import doozer.tree.Walk;
import doozer.wire.Request;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** DUMP: all that a node holds, of one moment, however long it takes. */
class DumpTest {
    private static final int BORN = (int) TestNode.BORN;
    private static final String FULL = "flags=3 error=RANGE (there are 4 dumps under way, as many"
            + " as there may be)";

    private final TestNode node = TestNode.with(new Settings.Bounds(10_000, 1 << 30, 4096, 20, 50));
    private final TestClient client = node.openOwn();

    DumpTest() {
        node.mayHaveTimer();
    }

    private String head(TestNode of, String rev, long files) {
        return "flags=1 rev=" + rev + " path=local value=" + of.clusterId() + " len=" + files;
    }

    private static Request history() {
        return Ask.dump().option(Request.HISTORY);
    }

    /** What a dump tells of the files of a tree. */
    private static List<String> files(Tree tree) {
        List<String> files = new ArrayList<>();
        Walk walk = tree.walk(Glob.parse("/**"));
        while (walk.advance(1_000) == Walk.Step.FOUND) {
            files.add("flags=5 rev=" + Answer.revision(walk.file().revision()) + " path="
                    + walk.path() + " value=" + new String(walk.file().value()));
        }
        return files;
    }

    @Test
    void headFilesAndEnd() {
        client.ask(Ask.set("/b", -1, "B"));
        client.ask(Ask.set("/a", -1, ""));

        List<String> told = client.askAll(Ask.dump());

        assertThat(told.get(0)).isEqualTo(head(node, "+2", BORN + 2));
        assertThat(told.subList(1, BORN + 3)).isEqualTo(files(node.node().current()));
        assertThat(told).hasSize(BORN + 4).endsWith("flags=2 rev=+2");
        assertThat(told).contains("flags=5 rev=+2 path=/a value=");
    }

    @Test
    void filesHaveTheirOwnersAndSessionsTheirTimeToLive() {
        // given two sessions, of which one ends
        client.ask(Ask.open(5_000));
        client.ask(Ask.open(600_000));
        client.ask(Ask.ephemeral(BORN + 1, "/e1", "1"));
        client.ask(Ask.ephemeral(BORN + 2, "/e2", "2"));
        client.ask(Ask.closeSession(BORN + 1));

        assertThat(client.askAll(Ask.dump())).contains(
                "flags=5 rev=+2 path=/ctl/sess/" + (BORN + 2) + " value=somebody owner=+2"
                        + " len=600000",
                "flags=5 rev=+4 path=/e2 value=2 owner=+2", "flags=2 rev=+6");
        // and a session that is over has owned what it has, and has no time to live
        assertThat(client.askAll(history())).contains(
                "flags=5 rev=+1 path=/ctl/sess/" + (BORN + 1) + " value=somebody owner=+1",
                "flags=5 rev=+2 path=/ctl/sess/" + (BORN + 2) + " value=somebody owner=+2"
                        + " len=600000",
                "flags=5 rev=+3 path=/e1 value=1 owner=+1",
                "flags=25 rev=+5 path=/e1 value=",
                "flags=9 rev=+6 path=/ctl/sess/" + (BORN + 1) + " value=", "flags=2 rev=+6");
    }

    @Test
    void historyBeginsWithTheFilesBeforeIt() {
        // given a history of all, and a step
        client.ask(Ask.set("/a", -1, "1"));
        node.inOneStep("/a=2", "-/a", "NOP");
        assertThat(client.askAll(history())).startsWith(head(node, "0", 0))
                .hasSize(1 + BORN + 4 + 1).endsWith("flags=5 rev=+1 path=/a value=1",
                        "flags=21 rev=+2 path=/a value=2", "flags=25 rev=+3 path=/a value=",
                        "flags=1 rev=+4 path=/ value=", "flags=2 rev=+4");

        // and one of three revisions, of which the oldest is in the files
        TestNode brief = TestNode.with(new Settings.Bounds(3, 1 << 30, 4096, 20, 50));
        TestClient own = brief.openOwn();
        for (int i = 1; i <= 5; i++) own.ask(Ask.set("/a", -1, "" + i));
        List<String> told = own.askAll(history());
        assertThat(told.get(0)).isEqualTo(head(brief, "+3", BORN + 1));
        assertThat(told.subList(1, told.size())).startsWith("flags=5 rev=+3 path=/a value=3")
                .endsWith("flags=5 rev=+4 path=/a value=4", "flags=5 rev=+5 path=/a value=5",
                        "flags=2 rev=+5").hasSize(BORN + 4);
    }

    @Test
    void historyNeverBeginsWithinAStep() {
        TestNode brief = TestNode.with(new Settings.Bounds(3, 1 << 30, 4096, 20, 50));
        TestClient own = brief.openOwn();
        brief.inOneStep("/a=1", "/b=1", "/c=1", "/d=1");
        own.ask(Ask.set("/e", -1, "1"));
        List<String> told = own.askAll(history());
        assertThat(told.get(0)).isEqualTo(head(brief, "+4", BORN + 4));
        assertThat(told).endsWith("flags=5 rev=+5 path=/e value=1", "flags=2 rev=+5")
                .hasSize(BORN + 7);
    }

    @Test
    void itIsOfOneMomentWhateverIsWrittenMeanwhile() {
        // given many files, and a short history
        TestNode brief = TestNode.with(new Settings.Bounds(20, 1 << 30, 4096, 20, 50));
        TestClient own = brief.openOwn();
        for (int i = 0; i < 3_000; i++) brief.inOneStep("/f/" + (10_000 + i) + "=" + i);
        brief.settle();
        Tree base = brief.store().at(brief.store().oldest());
        Tree now = brief.node().current();
        int plain = own.send(Ask.dump());
        int whole = own.send(history());
        brief.turn();
        int first = own.answersTo(plain).size();
        assertThat(first).isBetween(1, 1_000);

        // when each turn changes some that were told, and some that were not
        int turns = 0;
        while (own.answersTo(whole).size() < 3_000 + BORN + 2) {
            brief.inOneStep("/f/10000=x" + turns, "-/f/" + (12_999 - turns), "/g/" + turns + "=y");
            brief.turn();
            assertThat(turns++).isLessThan(500);
        }
        brief.settle();

        // then
        List<String> told = own.answersTo(plain);
        assertThat(told.get(0)).isEqualTo(head(brief, "+3000", BORN + 3_000));
        assertThat(told.subList(1, told.size() - 1)).isEqualTo(files(now));
        assertThat(told).endsWith("flags=2 rev=+3000");
        told = own.answersTo(whole);
        assertThat(told.get(0)).isEqualTo(head(brief, "+2981", BORN + 2_981));
        assertThat(told.subList(1, BORN + 2_982)).isEqualTo(files(base));
        assertThat(told.subList(BORN + 2_982, told.size())).hasSize(20)
                .startsWith("flags=5 rev=+2982 path=/f/12981 value=2981")
                .endsWith("flags=2 rev=+3000");
    }

    @Test
    void itWaitsForItsClient() {
        client.ask(Ask.set("/a", -1, "1"));
        client.takesOnly(0);
        int tag = client.send(history());
        int expected = 1 + BORN + 1 + 1;
        for (int i = 1; i <= expected; i++) {
            node.settle();
            assertThat(client.answersTo(tag)).hasSize(i);
            node.inOneStep("/b=" + i);
            client.drain();
        }
        node.settle();
        assertThat(client.answersTo(tag)).hasSize(expected).endsWith("flags=2 rev=+1");
        assertThat(client.surplus()).isEmpty();
    }

    @Test
    void filesWaitForTheirClientAndSessionsAreThoseOfTheBeginning() {
        // given a dump of which the head was taken, and a session that ends only then
        client.ask(Ask.open(600_000));
        TestClient slow = node.openOwn();
        slow.takesOnly(0);
        int tag = slow.send(Ask.dump());
        node.settle();
        client.ask(Ask.closeSession(BORN + 1));

        for (int i = 1; i <= BORN + 3; i++) {
            node.settle();
            assertThat(slow.answersTo(tag)).hasSize(i);
            slow.drain();
        }
        assertThat(slow.surplus()).isEmpty();
        assertThat(slow.answersTo(tag)).contains("flags=5 rev=+1 path=/ctl/sess/" + (BORN + 1)
                + " value=somebody owner=+1 len=600000").endsWith("flags=2 rev=+1");
    }

    @Test
    void fourAtATimeAndEachEndMakesRoom() {
        // given four clients that take nothing
        List<TestClient> slow = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            slow.add(node.openOwn());
            slow.get(i).takesOnly(0);
            slow.get(i).send(Ask.dump().tag(50));
        }
        node.settle();
        assertThat(client.ask(Ask.dump())).isEqualTo(FULL);

        // when one cancels, one goes, and one takes all
        slow.get(0).drain();
        slow.get(0).takesOnly(1_000);
        assertThat(slow.get(0).ask(Ask.cancel(50))).isEqualTo("flags=3");
        slow.get(1).close();
        slow.get(2).drainForGood();
        node.settle();
        assertThat(slow.get(2).answersTo(50)).endsWith("flags=2 rev=+0");
        int silenced = slow.get(0).answersTo(50).size();

        // then there is room for three, and not for more
        for (int i = 0; i < 3; i++) {
            TestClient next = node.openOwn();
            next.takesOnly(0);
            next.send(Ask.dump());
        }
        node.settle();
        assertThat(client.ask(Ask.dump())).isEqualTo(FULL);
        assertThat(slow.get(0).answersTo(50)).hasSize(silenced);
        slow.get(3).close();
        assertThat(client.askAll(Ask.dump())).hasSize(BORN + 2);
    }

    @Test
    void oneThatStandsStillForTwoMinutesMakesRoom() {
        // given four clients that take nothing, and one of them begins late
        node.pass(3_600_000_000_000L);
        List<TestClient> slow = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            if (i == 3) node.pass(Dumps.PATIENCE_NANOS / 2);
            slow.add(node.openOwn());
            slow.get(i).takesOnly(0);
            slow.get(i).send(Ask.dump().tag(50));
            node.settle();
        }
        assertThat(client.ask(Ask.dump())).isEqualTo(FULL);

        // when another one takes an answer now and then
        slow.get(0).drain();
        node.settle();
        assertThat(node.untilNanos()).isBetween(1L, Dumps.PATIENCE_NANOS / 2);
        node.live(TimeUnit.NANOSECONDS.toMillis(Dumps.PATIENCE_NANOS * 3 / 4));

        // then two have ended, behind what was told, and the other two go on
        for (int i : new int[] {1, 2}) {
            assertThat(slow.get(i).answersTo(50)).hasSize(2).endsWith("flags=3 error=OTHER (this"
                    + " dump has ended before its end: its client has taken nothing of it for 120"
                    + " s; begin another one)");
        }
        assertThat(client.askAll(Ask.dump())).hasSize(BORN + 2);
        for (int i : new int[] {0, 3}) {
            slow.get(i).drainForGood();
            node.settle();
            assertThat(slow.get(i).answersTo(50)).endsWith("flags=2 rev=+0");
        }
        for (int i : new int[] {1, 2}) {
            slow.get(i).drainForGood();
            assertThat(slow.get(i).askAll(Ask.dump())).hasSize(BORN + 2);
        }
    }

    @Test
    void oneThatIsTakenSlowlyTakesAsLongAsItLikes() {
        client.takesOnly(0);
        int tag = client.send(Ask.dump());
        for (int i = 1; i <= BORN + 2; i++) {
            node.settle();
            assertThat(client.answersTo(tag)).hasSize(i);
            node.live(TimeUnit.NANOSECONDS.toMillis(Dumps.PATIENCE_NANOS) - 1_000);
            client.drain();
        }
        node.settle();
        assertThat(client.answersTo(tag)).endsWith("flags=2 rev=+0");
        assertThat(node.untilNanos()).isEqualTo(Node.NEVER);
    }

    @Test
    void manyInARowLeaveNothingBehind() {
        for (int i = 0; i < 20; i++) assertThat(client.askAll(history())).hasSize(BORN + 2);
    }

    @Test
    void takesNoRevisionButMinusOne() {
        for (long rev : new long[] {0, 1, BORN, -2}) {
            assertThat(client.ask(Ask.dump().rev(rev))).isEqualTo("flags=3 error=RANGE (DUMP is of"
                    + " the present state: it takes no rev, or -1 for what this node has)");
        }
        assertThat(client.askAll(Ask.dump().rev(-1))).hasSize(BORN + 2);
    }

    @Test
    void isForOurOwnClientsThatMayWrite() {
        assertThat(node.openNine().ask(Ask.dump())).isEqualTo("error=UNKNOWN_VERB");
        assertThat(node.openSeed().ask(Ask.dump())).contains("error=UNKNOWN_VERB");
        TestNode guarded = TestNode.with(new Secrets("rw", "ro"));
        TestClient own = guarded.openOwn();
        assertThat(own.ask(Ask.dump())).isEqualTo("flags=3 error=OTHER (permission denied)");
        own.ask(Ask.access("ro"));
        assertThat(own.ask(Ask.dump())).isEqualTo("flags=3 error=OTHER (permission denied)");
        own.ask(Ask.access("rw"));
        assertThat(own.askAll(Ask.dump())).hasSize(BORN + 2);
    }

    @Test
    void seesWhatItsConnectionHasWrittenBefore() {
        client.send(Ask.set("/a", -1, "1"));
        int tag = client.send(Ask.dump());
        node.settle();
        assertThat(client.answersTo(tag)).contains("flags=5 rev=+1 path=/a value=1");
    }

    @Test
    void aTurnTellsABoundedPart() {
        for (int i = 0; i < 5_000; i++) node.inOneStep("/f/" + i + "=" + i);
        node.settle();
        int files = client.send(Ask.dump());
        int events = client.send(history());
        int before = 0;
        while (client.answersTo(events).size() < 5_000) {
            node.turn();
            int told = client.answersTo(files).size() + client.answersTo(events).size();
            assertThat(told - before).isBetween(1, 2_500);
            before = told;
        }
    }

    @Test
    @Tag("long")
    void noTurnOfAMillionFilesTakesTenMilliseconds() {
        // given a million files of 100 bytes, and a long history
        TestNode big = TestNode.with(new Settings.Bounds(300_000, 1L << 40, 4096, 20, 50));
        TestClient own = big.openOwn();
        for (int i = 0; i < 1_000_000; i++) {
            big.store().set("/d" + i % 100 + "/f" + i, -1, new byte[100]);
            if (i % 1_000 == 0) big.store().trim();
            if (i % 1_000 == 999) big.store().nop();
        }
        for (int i = 0; i < 299_000; i++) big.store().nop();
        big.tick();

        // when it is dumped, once so that all is compiled, and then some times
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 4; round++) best = Math.min(best, longestTurn(big, own));

        assertThat(best).as("nanoseconds of the longest turn").isLessThan(10_000_000);
    }

    private static long longestTurn(TestNode big, TestClient own) {
        int told = 0;
        long longest = 0;
        own.send(history());
        boolean isIdle = false;
        while (!isIdle) {
            long begin = cpu();
            isIdle = big.turn();
            longest = Math.max(longest, cpu() - begin);
            told += own.answers().size();
            own.answers().clear();
        }
        assertThat(told).isGreaterThan(1_290_000);
        return longest;
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
