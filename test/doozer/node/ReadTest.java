package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.Request;
import doozer.wire.Verb;
import java.util.List;
import org.junit.jupiter.api.Test;

/** GET, STAT, GETDIR, WALK and REV of 0.9, now, in the past and in the future. */
class ReadTest {
    private static final long BORN = TestNode.BORN;

    private final TestNode node = TestNode.standard();
    private final TestClient client = node.openNine();

    @Test
    void missingFilesBadPathsAndNoPath() {
        for (String path : List.of("/none", "/ctl/name/x", "/ctl/", "//", "a", "", "Xctl/name",
                "/\u00e4")) {
            assertThat(client.ask(Ask.get(path))).isEqualTo("rev=0 value=");
            assertThat(client.ask(Ask.stat(path))).isEqualTo("rev=0 len=0");
            assertThat(client.ask(Ask.getdir(path).offset(0))).isEqualTo("error=NOENT");
        }
        assertThat(client.ask(new Request(Verb.GET))).isEqualTo("error=MISSING_ARG");
        assertThat(client.ask(new Request(Verb.STAT))).isEqualTo("rev=0 len=0");
        assertThat(client.ask(new Request(Verb.GETDIR).offset(0))).isEqualTo("error=MISSING_ARG");
        assertThat(client.ask(new Request(Verb.WALK).offset(0))).isEqualTo("error=MISSING_ARG");
    }

    @Test
    void directoriesAreNotGot() {
        assertThat(client.ask(Ask.get("/ctl"))).isEqualTo("error=ISDIR");
        assertThat(client.ask(Ask.get("/"))).isEqualTo("error=ISDIR");
        assertThat(client.ask(Ask.stat("/"))).isEqualTo("rev=-2 len=1");
        assertThat(client.ask(Ask.getdir("/ctl/name").offset(0))).isEqualTo("error=NOTDIR");
    }

    @Test
    void getdirGivesOneNameAndLooksAtTheOffsetLast() {
        assertThat(client.ask(Ask.getdir("/ctl").offset(0))).isEqualTo("path=cal");
        assertThat(client.ask(Ask.getdir("/ctl").offset(3))).isEqualTo("path=ns");
        for (int offset : new int[] {4, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThat(client.ask(Ask.getdir("/ctl").offset(offset))).isEqualTo("error=RANGE");
        }
        assertThat(client.ask(Ask.getdir("/none").offset(-1))).isEqualTo("error=NOENT");
        assertThat(client.ask(Ask.getdir("/ctl/name").offset(-1))).isEqualTo("error=NOTDIR");
    }

    @Test
    void walkGivesOneFileDepthFirst() {
        // given
        client.ask(Ask.set("/wo/a-b", -1, "2"));
        client.ask(Ask.set("/wo/a/c", -1, "1"));

        // then
        assertThat(client.ask(Ask.walk("/wo/**").offset(0)))
                .isEqualTo("flags=4 rev=+2 path=/wo/a/c value=1");
        assertThat(client.ask(Ask.walk("/wo/**").offset(1)))
                .isEqualTo("flags=4 rev=+1 path=/wo/a-b value=2");
        assertThat(client.ask(Ask.walk("/wo/**").offset(2))).isEqualTo("error=RANGE");
        assertThat(client.ask(Ask.walk("/wo/**").offset(-1))).isEqualTo("error=RANGE");
        assertThat(client.ask(Ask.walk("/wo//").offset(0)))
                .isEqualTo("error=OTHER (invalid glob pattern: /wo//)");
        assertThat(client.ask(Ask.walk("/wo//").offset(-1))).startsWith("error=OTHER");
    }

    @Test
    void walkEntryByEntryIsTheSameInAnyOrderAndBesideAnother() {
        // given fifty files
        for (int i = 10; i < 60; i++) client.sends(Ask.set("/w/f" + i, -1, ""));
        node.settle();

        // when offsets are asked one after the other, twice, backwards, of two globs in turns
        for (int i = 0; i < 50; i++) assertWalk("/w/*", i, i);
        for (int i = 49; i >= 0; i--) assertWalk("/w/*", i, i);
        for (int i = 0; i < 40; i++) {
            assertWalk("/w/*", i, i);
            assertWalk("/w/f??", i, i);
            assertWalk("/w/f5?", i % 10, 40 + i % 10);
        }

        // and when a write comes between
        assertWalk("/w/*", 0, 0);
        client.ask(Ask.del("/w/f10", -1));
        assertWalk("/w/*", 1, 2);
    }

    private void assertWalk(String glob, int offset, int file) {
        assertThat(client.ask(Ask.walk(glob).offset(offset)))
                .contains(" path=/w/f" + (10 + file) + " ");
    }

    @Test
    void walkThatTakesSeveralTurnsIsAnsweredOnceAllTheSame() {
        // given files of which only the first and the last match
        TestNode big = TestNode.standard();
        TestClient nine = big.openNine();
        nine.ask(Ask.set("/w/0/b", -1, "first"));
        for (int i = 0; i < 20_000; i++) {
            nine.sends(Ask.set("/w/" + i + "/a", -1, ""));
            if (i % 40 == 39) big.settle();
        }
        nine.ask(Ask.set("/w/99999/b", -1, "last"));
        nine.takeLines();

        // when the one after the first is asked for twice at once
        for (int offset : new int[] {0, 1, 1, 2}) nine.sends(Ask.walk("/w/*/b").offset(offset));
        assertThat(big.turn()).as("done in one turn").isFalse();
        big.settle();

        // then neither is in the way of the other
        String last = "flags=4 rev=+20002 path=/w/99999/b value=last";
        assertThat(nine.answers()).extracting(Answer::text).containsExactlyInAnyOrder(
                "flags=4 rev=+1 path=/w/0/b value=first", last, last, "error=RANGE");
    }

    @Test
    void readsOverThoseOfOneTurnAreAnsweredInTheNext() {
        // given two connections with more than four thousand together
        TestNode wide = TestNode.with(new Settings.Bounds(10_000, 1 << 30, 20, 20, 3_000));
        TestClient first = wide.openNine();
        TestClient second = wide.openNine();
        for (int i = 0; i < 2_500; i++) {
            first.sends(Ask.rev());
            second.sends(Ask.rev());
        }

        // then nobody has to send anything for the rest to be answered
        assertThat(wide.turn()).as("done in one turn").isFalse();
        assertThat(first.answers().size() + second.answers().size()).isBetween(3_000, 5_000);
        assertThat(wide.tick()).isTrue();
        assertThat(first.answers()).hasSize(2_500);
        assertThat(second.answers()).hasSize(2_500);
    }

    @Test
    void readAtARevisionOfThePast() {
        // given
        client.ask(Ask.set("/a/b", -1, "1"));
        client.ask(Ask.set("/a/b", -1, "22"));
        client.ask(Ask.del("/a/b", -1));

        // then
        assertThat(client.ask(Ask.get("/a/b").rev(BORN + 1))).isEqualTo("rev=+1 value=1");
        assertThat(client.ask(Ask.stat("/a/b").rev(BORN + 2))).isEqualTo("rev=+2 len=2");
        assertThat(client.ask(Ask.get("/a/b").rev(BORN + 3))).isEqualTo("rev=0 value=");
        assertThat(client.ask(Ask.get("/a/b").rev(BORN))).isEqualTo("rev=0 value=");
        assertThat(client.ask(Ask.getdir("/a").offset(0).rev(BORN + 2))).isEqualTo("path=b");
        assertThat(client.ask(Ask.getdir("/a").offset(0).rev(BORN + 3))).isEqualTo("error=NOENT");
        assertThat(client.ask(Ask.walk("/a/*").offset(0).rev(BORN + 1)))
                .isEqualTo("flags=4 rev=+1 path=/a/b value=1");
    }

    @Test
    void revisionsBelow1MeanTheFirst() {
        for (long rev : new long[] {1, 0, -1, -2, Long.MIN_VALUE}) {
            assertThat(client.ask(Ask.get("/ctl/name").rev(rev))).isEqualTo("rev=1 value=local");
            assertThat(client.ask(Ask.stat("/ctl").rev(rev))).isEqualTo("rev=-2 len=1");
        }
    }

    @Test
    void readAtARevisionToComeWaitsAndReadsExactlyThat() {
        // given
        client.ask(Ask.set("/a", -1, "1"));
        int get = client.send(Ask.get("/a").rev(BORN + 3));
        int list = client.send(Ask.getdir("/d").offset(0).rev(BORN + 2));
        int missing = client.send(Ask.getdir("/none").offset(-1).rev(BORN + 3));
        int walk = client.send(Ask.walk("/d/*").offset(0).rev(BORN + 2));
        int stat = client.send(Ask.stat("/a").rev(BORN + 3));
        node.settle();

        // when one revision comes
        client.ask(Ask.set("/d/x", -1, "yes"));
        assertThat(client.answersTo(list)).containsExactly("path=x");
        assertThat(client.answersTo(walk)).containsExactly("flags=4 rev=+2 path=/d/x value=yes");
        assertThat(client.answersTo(get)).isEmpty();
        assertThat(client.answersTo(missing)).isEmpty();

        // and then more than one in a turn
        client.sends(Ask.set("/a", -1, "333")).sends(Ask.set("/a", -1, "4"));
        node.settle();
        assertThat(client.answersTo(get)).containsExactly("rev=+3 value=333");
        assertThat(client.answersTo(stat)).containsExactly("rev=+3 len=3");
        assertThat(client.answersTo(missing)).containsExactly("error=NOENT");
        assertThat(node.node().delayedReads()).isZero();
    }

    @Test
    void walkOfTheFutureLooksAtGlobAndNegativeOffsetAtOnce() {
        assertThat(client.ask(Ask.walk("/**").offset(-1).rev(1L << 50))).isEqualTo("error=RANGE");
        assertThat(client.ask(Ask.walk("bad").offset(0).rev(1L << 50))).startsWith("error=OTHER");
        assertThat(client.askAll(Ask.getdir("/ctl").offset(-1).rev(1L << 50))).isEmpty();
        assertThat(client.askAll(Ask.get("/ctl").rev(Long.MAX_VALUE))).isEmpty();
    }

    @Test
    void readsOfTheFutureComeInTheOrderOfTheirRevisions() {
        for (int i : new int[] {5, 3, 4, 1, 2, 3}) {
            client.send(Ask.get("/a").rev(BORN + i).tag(100 * i));
        }
        node.settle();
        TestClient writer = node.openNine();
        for (int i = 1; i <= 5; i++) writer.sends(Ask.set("/a", -1, "v" + i));
        node.settle();
        assertThat(client.takeLines()).endsWith("100: rev=+1 value=v1", "200: rev=+2 value=v2",
                "300: rev=+3 value=v3", "300: rev=+3 value=v3", "400: rev=+4 value=v4",
                "500: rev=+5 value=v5");
    }

    @Test
    void belowTheHistoryIsTooLateWithTheOldestThatIsLeft() {
        // given a history of 10 revisions
        TestNode brief = TestNode.with(new Settings.Bounds(10, 1 << 30, 20, 20, 50));
        TestClient nine = brief.openNine();
        for (int i = 1; i <= 13; i++) nine.ask(Ask.set("/h", -1, "v" + i));

        // then +4 is the oldest
        String tooLate = "error=TOO_LATE (the oldest revision kept is " + (BORN + 4) + ")";
        assertThat(nine.ask(Ask.get("/h").rev(BORN + 4))).isEqualTo("rev=+4 value=v4");
        for (long rev : new long[] {BORN + 3, 1, 0, -1}) {
            assertThat(nine.ask(Ask.get("/h").rev(rev))).isEqualTo(tooLate);
            assertThat(nine.ask(Ask.stat("/h").rev(rev))).isEqualTo(tooLate);
            assertThat(nine.ask(Ask.walk("/h").offset(0).rev(rev))).isEqualTo(tooLate);
            assertThat(nine.ask(Ask.getdir("/").offset(0).rev(rev))).isEqualTo(tooLate);
            assertThat(nine.ask(Ask.waitFor("/h", rev))).isEqualTo(tooLate);
        }
        // What is wrong with the glob or its offset comes first, what is with a directory last.
        assertThat(nine.ask(Ask.walk("/**").offset(-1).rev(1))).isEqualTo("error=RANGE");
        assertThat(nine.ask(Ask.getdir("/none").offset(-1).rev(1))).isEqualTo(tooLate);
        assertThat(nine.ask(Ask.set("/h", 1, ""))).isEqualTo("error=REV_MISMATCH");
    }

    @Test
    void readOfARevisionThatComesAndGoesInOneTurnIsStillAnswered() {
        // given a history of one revision
        TestNode brief = TestNode.with(new Settings.Bounds(1, 1 << 30, 20, 20, 50));
        TestClient nine = brief.openNine();
        int read = nine.send(Ask.get("/a").rev(BORN + 1));
        brief.settle();

        // when three come at once
        for (int i = 1; i <= 3; i++) nine.sends(Ask.set("/a", -1, "v" + i));
        brief.settle();

        // then
        assertThat(nine.answersTo(read)).containsExactly("rev=+1 value=v1");
    }

    @Test
    void readSeesEveryWriteSentBeforeOnItsConnection() {
        // given writes and reads of all kinds in one turn
        int[] tags = new int[8];
        client.sends(Ask.set("/d/a", -1, "1"));
        tags[0] = client.send(Ask.get("/d/a"));
        client.sends(Ask.del("/d/a", -1));
        tags[1] = client.send(Ask.stat("/d/a"));
        client.sends(Ask.set("/d/b", -1, "2"));
        tags[2] = client.send(Ask.getdir("/d").offset(0));
        tags[3] = client.send(Ask.walk("/d/*").offset(0));
        tags[4] = client.send(Ask.rev());

        // when
        node.turn();

        // then they may see later ones, and do: all of the turn
        assertThat(client.answersTo(tags[0])).containsExactly("rev=0 value=");
        assertThat(client.answersTo(tags[1])).containsExactly("rev=0 len=0");
        assertThat(client.answersTo(tags[2])).containsExactly("path=b");
        assertThat(client.answersTo(tags[3])).containsExactly("flags=4 rev=+3 path=/d/b value=2");
        assertThat(client.answersTo(tags[4])).containsExactly("rev=+3");
    }

    @Test
    void readThatWasHeldUpSeesWhatWasWrittenSince() {
        // given a client that does not take its answers
        client.takesOnly(1);
        client.sends(Ask.rev()).sends(Ask.rev()).sends(Ask.get("/a"));
        node.turn();
        int before = client.answers().size();

        // when it takes them after a write
        node.openNine().ask(Ask.set("/a", -1, "x"));
        assertThat(client.answers()).hasSize(before);
        client.drain();
        node.settle();

        // then
        assertThat(client.answers()).last().extracting(Answer::text).isEqualTo("rev=+1 value=x");
    }
}
