package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.Request;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watches that are told how far they have come while nothing matches. */
class WatchProgressTest {
    private static final long BORN = TestNode.BORN;
    private static final long INTERVAL = Marks.INTERVAL_NANOS;
    private static final long SECOND = 1_000_000_000;

    private final TestNode node = TestNode.standard();
    private final TestClient client = node.openOwn();

    @BeforeEach
    void nodeHasTimers() {
        node.mayHaveTimer();
    }

    private static Request watch(String glob) {
        return Ask.watch(glob).option(Request.PROGRESS);
    }

    private int begin(Request request) {
        int tag = client.send(request);
        node.settle();
        return tag;
    }

    private void write(String... writes) {
        node.inOneStep(writes);
        node.settle();
    }

    @Test
    void aMarkTellsHowFarItHasComeFiveSecondsAfterTheLastOne() {
        int tag = begin(watch("/a"));
        write("/b=1");
        write("/b=2");
        assertThat(node.untilNanos()).isBetween(INTERVAL - SECOND / 10, INTERVAL);
        node.pass(INTERVAL - SECOND / 10);
        assertThat(client.answersTo(tag)).containsExactly("flags=1 rev=+0");
        node.pass(SECOND / 10);
        assertThat(client.answersTo(tag)).containsExactly("flags=1 rev=+0", "flags=1 rev=+2");

        // and at once, when there was nothing to tell for longer
        node.pass(2 * INTERVAL);
        assertThat(client.answersTo(tag)).hasSize(2);
        write("/b=3");
        assertThat(client.answersTo(tag)).hasSize(3).endsWith("flags=1 rev=+3");
        write("/b=4");
        assertThat(client.answersTo(tag)).hasSize(3);
    }

    @Test
    void anIdleClusterNeedsNoTimer() {
        int tag = begin(watch("/a"));
        assertThat(node.untilNanos()).isEqualTo(Node.NEVER);
        write("/b=1");
        assertThat(node.untilNanos()).isLessThanOrEqualTo(INTERVAL);
        node.pass(INTERVAL);
        assertThat(client.answersTo(tag)).hasSize(2);
        assertThat(node.untilNanos()).isEqualTo(Node.NEVER);

        // nor does one whose watches have heard of the last event, after that
        write("/a=2");
        node.pass(INTERVAL);
        assertThat(client.answersTo(tag)).hasSize(3);
        assertThat(node.untilNanos()).isEqualTo(Node.NEVER);

        // nor one without such watches
        write("/b=3");
        client.ask(Ask.cancel(tag));
        assertThat(node.untilNanos()).isEqualTo(Node.NEVER);
        node.pass(INTERVAL);
        client.send(Ask.watch("/a"));
        write("/b=4");
        assertThat(node.untilNanos()).isEqualTo(Node.NEVER);
    }

    @Test
    void eachIsToldEveryFiveSecondsWhileMoreIsWritten() {
        // given watches that begin a second apart
        int[] told = new int[10];
        int[] lastTurn = new int[10];
        for (int turn = 0; turn < 500; turn++) {
            if (turn % 10 == 0 && turn < 100) client.send(watch("/a").tag(turn / 10));

            // when something is written ten times a second
            node.inOneStep("/b=");
            node.passOneTurn(SECOND / 10 - 1_000_000);

            // then each is told every fifty turns, the first time by its mark
            for (int tag = 0; tag <= Math.min(9, turn / 10); tag++) {
                int size = client.answersTo(tag).size();
                assertThat(turn - lastTurn[tag]).isLessThanOrEqualTo(50);
                if (size == told[tag]) continue;
                assertThat(size).isEqualTo(told[tag] + 1);
                assertThat(turn - lastTurn[tag]).isEqualTo(size == 1 ? 0 : 50);
                told[tag] = size;
                lastTurn[tag] = turn;
            }
            int next = turn / 10 + 1;
            if (next < 10) lastTurn[next] = next * 10;
        }
        assertThat(told).containsExactly(10, 10, 10, 10, 10, 9, 9, 9, 9, 9);
    }

    @Test
    void anEventTellsHowFarItHasComeAsWell() {
        int tag = begin(watch("/a"));
        write("/b=1");
        write("/a=2");
        node.pass(INTERVAL);
        assertThat(client.answersTo(tag)).containsExactly("flags=1 rev=+0",
                "flags=5 rev=+2 path=/a value=2");
        write("/b=3");
        node.pass(INTERVAL);
        assertThat(client.answersTo(tag)).hasSize(3).endsWith("flags=1 rev=+3");
    }

    @Test
    void aMarkIsNeverWithinAStep() {
        int tag = begin(watch("/a"));
        write("/b=1", "/a=2", "/b=3");
        node.pass(INTERVAL);
        assertThat(client.answersTo(tag)).containsExactly("flags=1 rev=+0",
                "flags=5 rev=+2 path=/a value=2", "flags=1 rev=+3");
    }

    @Test
    void aWatchThatHasCaughtUpIsToldThatItHas() {
        write("/b=1");
        write("/b=2");
        int tag = begin(watch("/a").rev(BORN + 1));
        assertThat(client.answersTo(tag)).containsExactly("flags=1 rev=+0");
        node.pass(INTERVAL);
        assertThat(client.answersTo(tag)).containsExactly("flags=1 rev=+0", "flags=1 rev=+2");
        assertThat(node.untilNanos()).isEqualTo(Node.NEVER);
    }

    @Test
    void aWatchThatCatchesUpIsToldHowFarItIsButNotWithinAStep() {
        // given steps of three, and one watch that takes a long time
        for (int i = 0; i < 2_000; i++) node.inOneStep("/b=", "/c=", "/b=");
        int tag = client.send(watch("/a").rev(BORN + 1));

        // when turns are seconds apart
        for (int i = 0; i < 8; i++) {
            node.passOneTurn(INTERVAL);
        }
        node.settle();
        node.pass(INTERVAL);

        // then
        List<Long> marks = client.answers().stream().filter(answer -> answer.tag() == tag)
                .map(answer -> answer.response().rev() - BORN).toList();
        assertThat(marks).hasSizeGreaterThan(4).isSorted().doesNotHaveDuplicates().endsWith(6_000L);
        for (long mark : marks) assertThat(mark % 3).isZero();
    }

    @Test
    void aWatchThatHasHeardNothingForLongerThanTheHistoryGoesBackIsTold() {
        TestNode brief = TestNode.with(new Settings.Bounds(3, 1 << 30, 20, 20, 50));
        brief.mayHaveTimer();
        TestClient own = brief.openOwn();
        int tag = own.send(watch("/a"));
        brief.settle();
        for (int i = 1; i <= 3; i++) {
            for (int j = 0; j < 5; j++) brief.inOneStep("/b=");
            brief.pass(INTERVAL);
            assertThat(own.answersTo(tag)).hasSize(1 + i).endsWith("flags=1 rev=+" + 5 * i);
        }
    }

    @Test
    void aWatchOfTheFutureIsToldNothingBeforeItBegins() {
        int tag = begin(watch("/a").rev(BORN + 4));
        for (int i = 1; i <= 3; i++) {
            write("/a=" + i);
            node.pass(INTERVAL);
        }
        assertThat(client.answersTo(tag)).containsExactly("flags=1 rev=+3");
        write("/b=4");
        node.pass(INTERVAL);
        assertThat(client.answersTo(tag)).containsExactly("flags=1 rev=+3", "flags=1 rev=+4");
    }

    @Test
    void aClientThatIsHeldIsToldLater() {
        int tag = begin(watch("/a"));
        client.takesOnly(0);
        client.sends(Ask.rev());
        node.settle();
        write("/b=1");
        node.pass(INTERVAL);
        assertThat(client.surplus()).isEmpty();
        client.drainForGood();
        write("/b=2");
        node.pass(INTERVAL);
        assertThat(client.answersTo(tag)).containsExactly("flags=1 rev=+0", "flags=1 rev=+2");
    }

    @Test
    void aWatchThatWasHeldBackGoesOnToBeTold() {
        int tag = begin(watch("/a"));
        client.takesOnly(0);
        write("/a=1");
        write("/a=2");
        write("/b=3");
        client.drainForGood();
        node.settle();
        node.pass(INTERVAL);
        assertThat(client.answersTo(tag)).containsExactly("flags=1 rev=+0",
                "flags=5 rev=+1 path=/a value=1", "flags=5 rev=+2 path=/a value=2",
                "flags=1 rev=+3");
        assertThat(node.untilNanos()).isEqualTo(Node.NEVER);
    }

    @Test
    void theWalkIsNotMarkedButWhatFollowsIs() {
        write("/a/1=1", "/a/2=2");
        client.takesOnly(0);
        int tag = begin(watch("/a/*").option(Request.WALK_FIRST));
        write("/b=3");
        node.pass(INTERVAL);
        client.drain();
        node.settle();
        node.pass(INTERVAL);
        client.drainForGood();
        node.settle();
        node.pass(INTERVAL);
        assertThat(client.answersTo(tag)).containsExactly("flags=5 rev=+1 path=/a/1 value=1",
                "flags=5 rev=+2 path=/a/2 value=2", "flags=1 rev=+2", "flags=1 rev=+3");
    }

    @Test
    void whoEndsTooLateIsToldNothingMore() {
        TestNode brief = TestNode.with(new Settings.Bounds(3, 1 << 30, 20, 20, 50));
        brief.mayHaveTimer();
        TestClient own = brief.openOwn();
        int tag = own.send(watch("/a"));
        brief.settle();
        own.takesOnly(0);
        brief.inOneStep("/a=1");
        for (int i = 0; i < 5; i++) brief.inOneStep("/a=");
        brief.pass(INTERVAL);
        own.drainForGood();
        brief.settle();
        brief.inOneStep("/b=");
        brief.pass(INTERVAL);
        assertThat(own.answersTo(tag)).hasSize(3);
        assertThat(own.answersTo(tag).get(2)).contains("TOO_LATE");
        assertThat(brief.untilNanos()).isEqualTo(Node.NEVER);
    }

    @Test
    void manyWatchesAreToldAFewATurn() {
        // given 2,000 watches of some clients
        TestNode roomy = TestNode.with(new Settings.Bounds(10_000, 1 << 30, 20, 500, 50));
        roomy.mayHaveTimer();
        List<TestClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            TestClient own = roomy.openOwn();
            clients.add(own);
            for (int j = 0; j < 100; j++) own.send(watch("/a/" + i + "/" + j));
            roomy.settle();
            own.takeLines();
        }
        roomy.inOneStep("/b=");
        roomy.settle();

        // when their time comes
        roomy.passOneTurn(INTERVAL);
        List<Integer> told = new ArrayList<>();
        while (roomy.untilNanos() == 0) {
            told.add(clients.stream().mapToInt(own -> own.takeLines().size()).sum());
            roomy.tick();
        }
        told.add(clients.stream().mapToInt(own -> own.takeLines().size()).sum());

        // then no turn is long, and each is told once
        assertThat(told).allMatch(count -> count <= 256).hasSizeBetween(8, 20);
        assertThat(told.stream().mapToInt(count -> count).sum()).isEqualTo(2_000);
        assertThat(roomy.untilNanos()).isEqualTo(Node.NEVER);
    }
}
