package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that do not take their answers as fast as these come. */
class CongestionTest {
    private static final long BORN = TestNode.BORN;

    private final TestNode node = TestNode.standard();
    private final TestClient writer = node.openNine();

    @Test
    void congestedConnectionIsPausedUntilItIsDrained() {
        TestClient client = node.openNine();
        client.takesOnly(0);
        client.sends(Ask.rev()).sends(Ask.rev());
        node.turn();
        assertThat(client.isPaused()).isTrue();
        client.drainForGood();
        assertThat(client.isPaused()).isFalse();
    }

    @Test
    void readsStopAndGoOnWithNoneLost() {
        // given
        TestClient client = node.openNine();
        client.takesOnly(2);
        for (int i = 0; i < 10; i++) client.sends(Ask.rev().tag(i));
        node.settle();

        // then three: the third is the one too many
        assertThat(client.takeLines()).hasSize(3);
        node.settle();
        assertThat(client.answers()).isEmpty();
        client.drain();
        node.settle();
        assertThat(client.takeLines()).containsExactly("3: rev=+0", "4: rev=+0", "5: rev=+0");
        client.drainForGood();
        node.settle();
        assertThat(client.takeLines())
                .containsExactly("6: rev=+0", "7: rev=+0", "8: rev=+0", "9: rev=+0");
    }

    @Test
    void writesOfACongestedClientAreAnsweredAllTheSame() {
        TestClient client = node.openNine();
        client.takesOnly(0);
        for (int i = 0; i < 5; i++) client.sends(Ask.nop());
        node.turn();
        assertThat(client.answers()).hasSize(5);
    }

    @Test
    void aListStopsAndGoesOnWhereItWas() {
        // given two lists side by side, one answer at a time
        TestClient own = node.openOwn();
        own.takesOnly(0);
        int walk = own.send(Ask.walk("/ctl/**"));
        int list = own.send(Ask.getdir("/ctl"));
        for (int i = 0; i < 13; i++) {
            node.settle();
            assertThat(own.answers()).hasSize(i + 1);
            own.drain();
        }
        node.settle();

        // then
        TestClient quick = node.openOwn();
        assertThat(own.answersTo(walk)).isEqualTo(quick.askAll(Ask.walk("/ctl/**")));
        assertThat(own.answersTo(list)).isEqualTo(quick.askAll(Ask.getdir("/ctl")));
    }

    @Test
    void aWatcherFallsBackToHistoryAndMissesNothing() {
        // given a watcher that takes nothing
        TestClient slow = node.openSeed();
        int tag = slow.send(Ask.watch("/a*"));
        node.settle();
        slow.takesOnly(0);
        for (int i = 1; i <= 30; i++) writer.ask(Ask.set(i % 3 == 0 ? "/b" : "/a" + i, -1, ""));

        // then it was told once, and costs nothing meanwhile
        assertThat(slow.answersTo(tag)).hasSize(1);
        assertThat(node.node().watching()).isZero();

        // when it takes one at a time, while more comes
        for (int i = 31; i <= 40; i++) {
            slow.drain();
            writer.ask(Ask.set("/a" + i, -1, ""));
        }
        slow.drainForGood();
        node.settle();
        writer.ask(Ask.set("/a41", -1, ""));

        // then
        List<String> told = slow.answersTo(tag);
        int next = 0;
        for (int i = 1; i <= 41; i++) {
            if (i <= 30 && i % 3 == 0) continue;
            assertThat(told.get(next++))
                    .isEqualTo("flags=5 rev=+" + i + " path=/a" + i + " value=");
        }
        assertThat(told).hasSize(next);
        assertThat(node.node().watching()).isEqualTo(1);
    }

    @Test
    void aWaitOfACongestedClientIsAnsweredOnceItIsDrained() {
        // given
        TestClient client = node.openNine();
        int wait = client.send(Ask.waitFor("/w", BORN + 1));
        node.settle();
        client.takesOnly(0);
        client.sends(Ask.rev());
        node.settle();

        // when two events come
        writer.ask(Ask.set("/w", -1, "1"));
        writer.ask(Ask.set("/w", -1, "2"));
        assertThat(client.answersTo(wait)).isEmpty();
        client.drainForGood();
        node.settle();

        // then it is told of the first, once
        assertThat(client.answersTo(wait)).containsExactly("flags=4 rev=+1 path=/w value=1");
        writer.ask(Ask.set("/w", -1, "3"));
        assertThat(client.answersTo(wait)).hasSize(1);
    }

    @Test
    void aReadOfTheFutureOfACongestedClientIsAnsweredOnceItIsDrained() {
        // given
        TestClient client = node.openNine();
        int read = client.send(Ask.get("/w").rev(BORN + 1));
        node.settle();
        client.takesOnly(0);
        client.sends(Ask.rev());
        node.settle();

        // when its revision comes, and another
        writer.ask(Ask.set("/w", -1, "1"));
        writer.ask(Ask.set("/w", -1, "2"));
        assertThat(client.answersTo(read)).isEmpty();
        assertThat(node.node().delayedReads()).isZero();
        client.drainForGood();
        node.settle();

        // then
        assertThat(client.answersTo(read)).containsExactly("rev=+1 value=1");
    }

    @Test
    void aWatcherThatFallsOutOfHistoryIsToldWhereToResume() {
        // given a history of 10 revisions and a watcher that takes one event and no more
        TestNode brief = TestNode.with(new Settings.Bounds(10, 1 << 30, 20, 20, 50));
        TestClient seed = brief.openSeed();
        int tag = seed.send(Ask.watch("/**"));
        brief.settle();
        seed.takesOnly(0);
        TestClient fast = brief.openNine();
        for (int i = 1; i <= 15; i++) fast.ask(Ask.nop());

        // when
        seed.drainForGood();
        brief.settle();

        // then that is the last, and what it names can be watched
        assertThat(seed.answersTo(tag)).containsExactly("flags=1 rev=+1 path=/ value=",
                "flags=3 rev=+6 error=TOO_LATE (the oldest revision kept is " + (BORN + 6) + ")");
        fast.ask(Ask.nop());
        assertThat(seed.answersTo(tag)).hasSize(2);
        assertThat(seed.askAll(Ask.watch("/**").rev(BORN + 7)))
                .first().isEqualTo("flags=1 rev=+7 path=/ value=");
        assertThat(brief.node().watching()).isEqualTo(1);
    }

    @Test
    void aWatcherOfThePastIsToldNoMoreThanItTakes() {
        for (int i = 1; i <= 5; i++) writer.ask(Ask.nop());
        TestClient seed = node.openSeed();
        seed.takesOnly(1);
        int tag = seed.send(Ask.watch("/**").rev(BORN + 1));
        node.settle();
        assertThat(seed.answersTo(tag)).hasSize(2);
        seed.drain();
        node.settle();
        assertThat(seed.answersTo(tag)).hasSize(4);
        seed.drain();
        node.settle();
        assertThat(seed.answersTo(tag)).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void aWatcherFallsBackNoFurtherThanToWhatItMissed() {
        // given one that has heard nothing for longer than the history of 10 revisions goes back
        TestNode brief = TestNode.with(new Settings.Bounds(10, 1 << 30, 20, 20, 50));
        TestClient seed = brief.openSeed();
        int tag = seed.send(Ask.watch("/w"));
        TestClient fast = brief.openNine();
        for (int i = 1; i <= 20; i++) fast.ask(Ask.nop());

        // when it is held up just as its event comes
        seed.takesOnly(0);
        seed.sends(Ask.rev());
        brief.settle();
        fast.ask(Ask.set("/w", -1, ""));
        seed.drainForGood();
        brief.settle();

        // then it is told
        assertThat(seed.answersTo(tag)).containsExactly("flags=5 rev=+21 path=/w value=");
    }

    @Test
    void aWaitThatFallsOutOfHistoryIsTooLate() {
        // given
        TestNode brief = TestNode.with(new Settings.Bounds(10, 1 << 30, 20, 20, 50));
        TestClient client = brief.openNine();
        int wait = client.send(Ask.waitFor("/w", BORN + 1));
        brief.settle();
        client.takesOnly(0);
        client.sends(Ask.rev());
        brief.settle();

        // when its event comes and goes
        TestClient fast = brief.openNine();
        fast.ask(Ask.set("/w", -1, ""));
        for (int i = 0; i < 12; i++) fast.ask(Ask.nop());
        client.drainForGood();
        brief.settle();

        // then
        assertThat(client.answersTo(wait)).containsExactly(
                "error=TOO_LATE (the oldest revision kept is " + (BORN + 4) + ")");
    }

    @Test
    void historyIsBoundedInBytesToo() {
        // given room for some kilobytes
        TestNode small = TestNode.with(new Settings.Bounds(10_000, 5_000, 1_000, 20, 50));
        TestClient client = small.openNine();
        for (int i = 1; i <= 50; i++) client.ask(Ask.set("/h", -1, "x".repeat(500)));

        // then the latest are there, the oldest not
        assertThat(client.ask(Ask.stat("/h").rev(BORN + 49))).isEqualTo("rev=+49 len=500");
        assertThat(client.ask(Ask.stat("/h").rev(BORN + 20))).startsWith("error=TOO_LATE");
    }

    @Test
    void oneSlowWatcherHoldsUpNobody() {
        TestClient slow = node.openSeed();
        slow.askAll(Ask.watch("/**"));
        slow.takesOnly(0);
        TestClient quick = node.openSeed();
        int tag = quick.send(Ask.watch("/**"));
        node.settle();
        for (int i = 0; i < 10; i++) writer.ask(Ask.nop());
        assertThat(quick.answersTo(tag)).hasSize(10);
    }
}
