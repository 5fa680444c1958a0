package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.Request;
import doozer.wire.Verb;
import org.junit.jupiter.api.Test;

/** What one connection may have open, when it is paused, and what is left of it once it is gone. */
class BoundsTest {
    private static final long BORN = TestNode.BORN;
    /** Three watches, four requests. */
    private static final Settings.Bounds TIGHT = new Settings.Bounds(10_000, 1 << 30, 20, 3, 4);
    private static final String FULL = "error=RANGE (this connection has 3 watches and waits open,"
            + " as many as it may (-maxwatches))";

    private final TestNode node = TestNode.with(TIGHT);

    @Test
    void watchesWaitsAndReadsOfTheFutureAreBoundedTogether() {
        // given as many as there may be
        TestClient own = node.openOwn();
        int watch = own.send(Ask.watch("/a"));
        own.sends(Ask.waitFor("/a", BORN + 1)).sends(Ask.get("/a").rev(BORN + 5));
        node.settle();

        // then no more
        assertThat(own.ask(Ask.watch("/a"))).isEqualTo("flags=3 " + FULL);
        assertThat(own.ask(Ask.waitFor("/a", BORN + 9))).isEqualTo("flags=3 " + FULL);
        assertThat(own.ask(Ask.get("/a").rev(BORN + 9))).isEqualTo("flags=3 " + FULL);
        assertThat(node.node().watching()).isEqualTo(2);
        assertThat(node.node().delayedReads()).isEqualTo(1);

        // until one ends: by being cancelled
        own.ask(Ask.cancel(watch));
        assertThat(own.askAll(Ask.watch("/b"))).containsExactly("flags=1 rev=+0");
        assertThat(own.ask(Ask.watch("/a"))).isEqualTo("flags=3 " + FULL);

        // and by being answered
        own.ask(Ask.set("/a", -1, ""));
        assertThat(own.askAll(Ask.watch("/a"))).containsExactly("flags=1 rev=+1");
        assertThat(own.ask(Ask.watch("/a"))).isEqualTo("flags=3 " + FULL);

        // and by its revision's being there
        for (int i = 2; i <= 5; i++) own.ask(Ask.nop());
        assertThat(own.askAll(Ask.watch("/c"))).containsExactly("flags=1 rev=+5");
        assertThat(own.ask(Ask.watch("/a"))).isEqualTo("flags=3 " + FULL);
    }

    @Test
    void longGlobsAndManyWildcardsCountAsMany() {
        // given a connection that may have 20 watches
        TestNode few = TestNode.with(new Settings.Bounds(100, 1 << 20, 20, 20, 50));
        TestClient own = few.openOwn();

        // then one with seven wildcards is worth 17, and one of 192 characters 4
        assertThat(own.askAll(Ask.watch("/*a*a*a*a*a*a*"))).containsExactly("flags=1 rev=+0");
        assertThat(own.ask(Ask.watch("/*a*a*a*a*a*a*"))).contains("error=RANGE");
        assertThat(own.ask(Ask.watch("/" + "a".repeat(191)))).contains("error=RANGE");
        for (int i = 0; i < 3; i++) {
            assertThat(own.askAll(Ask.watch("/a*"))).containsExactly("flags=1 rev=+0");
        }
        assertThat(own.ask(Ask.watch("/a*"))).contains("error=RANGE");
    }

    @Test
    void monitorsOfANodeAreFew() {
        for (int i = 0; i < Monitors.MAX; i++) {
            TestClient own = node.openOwn();
            assertThat(own.askAll(new Request(Verb.MONITOR))).containsExactly("flags=1");
        }
        TestClient last = node.openOwn();
        assertThat(last.ask(new Request(Verb.MONITOR)))
                .contains("error=RANGE (there are 8 monitors");
    }

    @Test
    void watchesAreCountedForEachConnectionByItself() {
        TestClient first = node.openOwn();
        TestClient second = node.openOwn();
        for (int i = 0; i < 3; i++) first.askAll(Ask.watch("/a"));
        assertThat(second.askAll(Ask.watch("/a"))).containsExactly("flags=1 rev=+0");
    }

    @Test
    void listsAreServedHoweverManyWatchesAreOpen() {
        // given a connection of 0.9 with as many waits as it may have
        TestClient nine = node.openNine();
        for (int i = 0; i < 3; i++) nine.askAll(Ask.waitFor("/never", 1));

        // then WALK is not told RANGE, which would mean that there is nothing to list
        assertThat(nine.ask(Ask.walk("/ctl/name").offset(0))).startsWith("flags=4");
        assertThat(nine.ask(Ask.getdir("/ctl").offset(0))).isEqualTo("path=cal");

        // and neither is a stream
        TestClient own = node.openOwn();
        for (int i = 0; i < 3; i++) own.askAll(Ask.watch("/never"));
        assertThat(own.askAll(Ask.walk("/ctl/name"))).hasSize(2);
        assertThat(own.askAll(Ask.getdir("/ctl"))).hasSize(5);
        assertThat(own.ask(Ask.waitFor("/never", 1))).isEqualTo("flags=3 " + FULL);
    }

    @Test
    void connectionIsPausedAtItsOutstandingRequestsAndGoesOnAtHalf() {
        // given ten requests at once, where four may be outstanding
        TestClient client = node.openNine();
        for (int i = 0; i < 10; i++) client.sends(i % 2 == 0 ? Ask.nop() : Ask.rev());
        for (int i = 0; i < 3; i++) assertThat(client.deliverOne()).isTrue();
        assertThat(client.isPaused()).isFalse();
        client.deliverOne();
        assertThat(client.isPaused()).isTrue();
        assertThat(client.deliverOne()).isFalse();

        // when
        node.tick();

        // then
        assertThat(client.isPaused()).isFalse();
        assertThat(client.answers()).hasSize(4);
        node.settle();
        assertThat(client.answers()).hasSize(10);
    }

    @Test
    void pausedConnectionGoesOnOnlyAtHalfOfItsBound() {
        // given four unanswered requests of a client that then takes one answer at a time
        TestClient client = node.openNine();
        client.takesOnly(0);
        for (int i = 0; i < 4; i++) client.sends(Ask.rev());
        node.turn();
        assertThat(client.answers()).hasSize(1);
        assertThat(client.isPaused()).isTrue();

        // when another is answered: two are left, but now its answers are not taken
        client.drain();
        assertThat(client.isPaused()).as("three are left").isTrue();
        node.tick();
        assertThat(client.answers()).hasSize(2);
        client.drain();
        assertThat(client.isPaused()).as("two are left").isFalse();
    }

    @Test
    void waitsAndWatchesDoNotPauseAConnection() {
        TestNode wide = TestNode.with(new Settings.Bounds(10_000, 1 << 30, 20, 50, 4));
        TestClient own = wide.openOwn();
        for (int i = 0; i < 20; i++) own.sends(Ask.watch("/a")).sends(Ask.get("/a").rev(99));
        wide.settle();
        assertThat(own.isPaused()).isFalse();
        assertThat(own.ask(Ask.rev())).isEqualTo("flags=3 rev=+0");
    }

    @Test
    void listsThatAreNotAtTheirEndPauseAConnectionLikeAnyRequest() {
        // given lists that take many turns each
        TestNode wide = TestNode.with(new Settings.Bounds(10_000, 1 << 30, 20, 50, 8));
        TestClient own = wide.openOwn();
        for (int i = 0; i < 600; i++) {
            own.sends(Ask.set("/d/" + i, -1, ""));
            if (i % 5 == 4) wide.settle();
        }
        own.takeLines();

        // when one connection asks for more of them than it may have outstanding
        for (int i = 0; i < 20; i++) own.sends(Ask.walk("/d/*").tag(i));
        wide.turn();
        wide.turn();

        // then no more than that have begun, and all come to their end
        assertThat(own.isPaused()).isTrue();
        assertThat(own.answers().stream().map(Answer::tag).distinct()).hasSizeLessThanOrEqualTo(8);
        wide.settle();
        for (int i = 0; i < 20; i++) {
            assertThat(own.answersTo(i)).hasSize(601).last().isEqualTo("flags=2");
        }
    }

    @Test
    void closedConnectionLeavesNothingBehind() {
        // given a watch that has caught up, one that has fallen back, a wait, a delayed read, a
        // list in its middle, and requests that are not served yet
        TestNode wide = TestNode.standard();
        TestClient own = wide.openOwn();
        TestClient writer = wide.openNine();
        own.sends(Ask.watch("/a")).sends(Ask.watch("/**")).sends(Ask.waitFor("/b", 1))
                .sends(Ask.get("/a").rev(BORN + 50)).sends(Ask.walk("/ctl/**"));
        own.takesOnly(1);
        wide.settle();
        writer.ask(Ask.set("/a", -1, ""));
        own.drain();
        wide.settle();
        assertThat(wide.node().watching()).isPositive();
        assertThat(wide.node().delayedReads()).isEqualTo(1);
        own.sends(Ask.rev()).sends(Ask.set("/c", -1, ""));
        while (own.deliverOne()) continue;

        // when
        own.close();
        TestClient next = wide.open();
        assertThat(next.number()).isEqualTo(own.number());
        for (int i = 0; i < 60; i++) writer.ask(Ask.set(i % 2 == 0 ? "/a" : "/b", -1, ""));

        // then
        assertThat(wide.node().watching()).isZero();
        assertThat(wide.node().delayedReads()).isZero();
        assertThat(next.answers()).isEmpty();
        assertThat(next.isClosing()).isFalse();
        assertThat(next.askAll(Ask.watch("/a"))).isEmpty();
    }

    @Test
    void halfClosedConnectionIsClosedWhenItHasItsAnswers() {
        // given
        TestClient client = node.openNine();
        client.sends(Ask.set("/a", -1, "x")).sends(Ask.get("/a"));

        // when
        client.end();
        while (client.deliverOne()) continue;
        assertThat(client.isClosing()).isFalse();
        node.tick();

        // then
        assertThat(client.answers()).extracting(Answer::text)
                .containsExactly("rev=+1", "rev=+1 value=x");
        assertThat(client.isClosing()).isTrue();
        assertThat(client.closeReason()).isNull();
    }

    @Test
    void halfClosedConnectionIsOwedWhatIsQueuedWhileItTakesNothing() {
        // given two reads, of which one is in its way
        TestClient client = node.openNine();
        client.takesOnly(0);
        client.sends(Ask.rev()).sends(Ask.get("/ctl/name"));
        client.end();
        while (client.deliverOne()) continue;
        node.settle();
        assertThat(client.isClosing()).isFalse();

        // when
        client.drain();
        node.settle();

        // then
        assertThat(client.answers()).extracting(Answer::text)
                .containsExactly("rev=+0", "rev=1 value=local");
        assertThat(client.isClosing()).isTrue();
    }

    @Test
    void halfClosedConnectionGetsItsListsToTheEndHoweverSlowly() {
        // given
        TestClient own = node.openOwn();
        own.takesOnly(0);
        int walk = own.send(Ask.walk("/ctl/**"));
        own.sends(Ask.getdir("/ctl"));
        own.end();
        while (own.deliverOne()) continue;

        // when it takes one answer at a time
        for (int i = 0; i < 12; i++) {
            node.settle();
            assertThat(own.isClosing()).isFalse();
            own.drain();
        }
        node.settle();

        // then it is closed after the last, no sooner
        assertThat(own.answersTo(walk)).hasSize(8);
        assertThat(own.answers()).hasSize(13).last().extracting(Answer::text).isEqualTo("flags=2");
        assertThat(own.isClosing()).isTrue();
    }

    @Test
    void halfClosedConnectionIsOwedNoEventsAndNoFuture() {
        TestClient own = node.openOwn();
        own.sends(Ask.watch("/**")).sends(Ask.waitFor("/a", 1)).sends(Ask.get("/a").rev(BORN + 9));
        own.end();
        node.turn();
        assertThat(own.isClosing()).isTrue();

        // The connection goes when the socket does; nothing is left then.
        own.close();
        assertThat(node.node().watching() + node.node().delayedReads()).isZero();
        node.settle();
    }

    @Test
    void halfClosedConnectionThatGoesFirstIsForgotten() {
        // given one with a list that is not at its end
        TestClient own = node.openOwn();
        own.takesOnly(0);
        own.sends(Ask.walk("/ctl/**"));
        own.end();
        node.settle();

        // when
        own.close();
        TestClient next = node.open();
        node.settle();

        // then who has its number is not closed for it
        assertThat(next.number()).isEqualTo(own.number());
        assertThat(next.isClosing()).isFalse();
    }
}
