package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.Request;
import doozer.wire.Verb;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a connection shows which dialect it speaks, and what follows from that. */
class DialectTest {
    private final TestNode node = TestNode.standard();
    private final TestClient client = node.open();

    @Test
    void answersBearFlags3UntilTheDialectIsKnown() {
        assertThat(client.ask(Ask.get("/ctl/name"))).isEqualTo("flags=3 rev=1 value=local");
        assertThat(client.ask(Ask.set("/a", 0, "x"))).isEqualTo("flags=3 rev=+1");
        assertThat(client.ask(Ask.del("/a", -1))).isEqualTo("flags=3");
        assertThat(client.ask(Ask.nop())).isEqualTo("flags=3");
        assertThat(client.ask(Ask.rev())).isEqualTo("flags=3 rev=+3");
        assertThat(client.ask(Ask.stat("/ctl"))).isEqualTo("flags=3 rev=-2 len=4");
        assertThat(client.ask(Ask.set("/ctl", -1, ""))).isEqualTo("flags=3 error=ISDIR");
    }

    @Test
    void verbsThatAreCommonDecideNothing() {
        // given two connections that have used them all
        TestClient other = node.open();
        for (Request request : common()) client.ask(request);
        for (Request request : common()) other.ask(request);

        // then either may still go either way
        assertThat(client.askAll(Ask.watch("/a"))).isEmpty();
        assertThat(isSeed(client)).isTrue();
        assertThat(other.ask(Ask.self())).startsWith("value=");
        assertThat(isNine(other)).isTrue();
    }

    @Test
    void whatOnlyTheSeedEraSendsLatchesIt() {
        List<Request> signs = List.of(Ask.watch("/a"), Ask.cancel(9), Ask.watch("bad"),
                Ask.walk("/a"), Ask.getdir("/"), Ask.walk("/a").offset(0).limit(1),
                Ask.getdir("/").offset(0).limit(0), Ask.get("/a").limit(1), Ask.rev().limit(-1),
                new Request(Verb.CANCEL), new Request(Verb.GETDIR), new Request(Verb.WALK));
        for (Request sign : signs) {
            TestClient fresh = node.open();
            fresh.askAll(sign);
            assertThat(isSeed(fresh)).as("after verb %s", sign.verb()).isTrue();
        }
    }

    @Test
    void whatOnlyClientsOfNineSendLatchesThat() {
        List<Request> signs = List.of(Ask.waitFor("/a", 1), Ask.self(), Ask.access(""),
                Ask.access("wrong"), new Request(Verb.WAIT), Ask.self().limit(3));
        for (Request sign : signs) {
            TestClient fresh = node.open();
            fresh.askAll(sign);
            assertThat(isNine(fresh)).as("after verb %s", sign.verb()).isTrue();
        }
    }

    @Test
    void walkAndGetdirWithOffsetAndNoLimitHaveTheShapeOfNineAndDecideNothing() {
        assertThat(client.askAll(Ask.getdir("/ctl").offset(1))).containsExactly("path=name");
        assertThat(client.askAll(Ask.walk("/ctl/n*").offset(0)))
                .containsExactly("flags=4 rev=1 path=/ctl/name value=local");
        assertThat(client.askAll(Ask.getdir("/ctl").offset(9)))
                .containsExactly("flags=3 error=RANGE");
        assertThat(client.askAll(Ask.watch("/x"))).isEmpty();
        assertThat(isSeed(client)).isTrue();
    }

    @Test
    void latchedToNineFlagsAreLeftOut() {
        // given
        client.ask(Ask.self());

        // then
        assertThat(client.ask(Ask.get("/ctl/name"))).isEqualTo("rev=1 value=local");
        assertThat(client.ask(Ask.set("/a", 0, "x"))).isEqualTo("rev=+1");
        assertThat(client.ask(Ask.del("/a", -1))).isEmpty();
        assertThat(client.ask(Ask.nop())).isEmpty();
        assertThat(client.ask(Ask.rev())).isEqualTo("rev=+3");
        assertThat(client.ask(Ask.stat("/none"))).isEqualTo("rev=0 len=0");
        assertThat(client.ask(Ask.access(""))).isEmpty();
        assertThat(client.ask(Ask.set("/ctl", -1, ""))).isEqualTo("error=ISDIR");
        assertThat(client.ask(new Request(Verb.SET))).isEqualTo("error=MISSING_ARG");
    }

    @Test
    void latchedToNineWatchAndCancelAreUnknownAndOpenNothing() {
        // given
        client.ask(Ask.self());

        // when
        assertThat(client.ask(Ask.watch("/**"))).isEqualTo("error=UNKNOWN_VERB");
        assertThat(client.ask(Ask.cancel(1))).isEqualTo("error=UNKNOWN_VERB");
        client.takeLines();
        node.open().ask(Ask.nop());

        // then
        assertThat(client.takeLines()).isEmpty();
        assertThat(isNine(client)).isTrue();
    }

    @Test
    void latchedToNineOneAnswerIsAllThatOneRequestGets() {
        // given
        client.ask(Ask.self());

        // then a limit, or no offset, changes nothing any more
        assertThat(client.askAll(Ask.walk("/ctl/**").offset(0).limit(5))).hasSize(1);
        assertThat(client.askAll(Ask.getdir("/ctl").offset(0).limit(5))).hasSize(1);
        assertThat(client.askAll(Ask.walk("/**"))).containsExactly("error=MISSING_ARG");
        assertThat(client.askAll(Ask.getdir("/"))).containsExactly("error=MISSING_ARG");
        assertThat(isNine(client)).isTrue();
    }

    @Test
    void latchedToTheSeedEraSelfAndAccessAreServedAndWaitIsNot() {
        // given
        client.askAll(Ask.watch("/a"));

        // then
        assertThat(client.ask(Ask.self())).isEqualTo("flags=3 value=" + TestNode.INCARNATION.id());
        assertThat(client.ask(Ask.access(""))).isEqualTo("flags=3");
        assertThat(client.ask(Ask.waitFor("/a", 1))).isEqualTo("flags=3 error=UNKNOWN_VERB");
        assertThat(isSeed(client)).isTrue();
    }

    @Test
    void unknownVerbsAreSaidToBeSoAndDecideNothing() {
        for (int number : new int[] {0, 4, 77, 100, -1, Integer.MIN_VALUE}) {
            TestClient fresh = node.open();
            assertThat(fresh.ask(new Request().verbNumber(number).limit(1)))
                    .isEqualTo("flags=3 error=UNKNOWN_VERB");
            fresh.ask(Ask.self());
            assertThat(isNine(fresh)).isTrue();
        }
        assertThat(client.ask(new Request())).isEqualTo("flags=3 error=UNKNOWN_VERB");
    }

    @Test
    void compatSeedTakesTheSeedEraForGranted() {
        TestClient seed = TestNode.with(Settings.Compat.SEED).open();
        assertThat(seed.askAll(Ask.getdir("/ctl").offset(2)))
                .containsExactly("flags=1 path=node", "flags=1 path=ns", "flags=2");
        assertThat(seed.ask(Ask.waitFor("/a", 1))).isEqualTo("flags=3 error=UNKNOWN_VERB");
        assertThat(isSeed(seed)).isTrue();
    }

    @Test
    void compatNineTakesNineForGranted() {
        TestClient nine = TestNode.with(Settings.Compat.NINE).open();
        assertThat(nine.ask(Ask.rev())).isEqualTo("rev=+0");
        assertThat(nine.ask(Ask.walk("/**"))).isEqualTo("error=MISSING_ARG");
        assertThat(nine.ask(Ask.watch("/**"))).isEqualTo("error=UNKNOWN_VERB");
        assertThat(isNine(nine)).isTrue();
    }

    @Test
    void helloAsTheFirstRequestLatchesOurOwn() {
        assertThat(client.ask(Ask.hello(1)))
                .isEqualTo("flags=3 rev=1 value=" + node.clusterId());
        assertThat(client.askAll(Ask.watch("/a"))).containsExactly("flags=1 rev=+0");
        assertThat(client.ask(Ask.waitFor("/ctl/name", 1)))
                .isEqualTo("flags=4 rev=1 path=/ctl/name value=local");
        assertThat(client.ask(Ask.self())).startsWith("flags=3 value=");
        assertThat(client.ask(Ask.access(""))).isEqualTo("flags=3");
        assertThat(client.askAll(Ask.getdir("/ctl").offset(3)))
                .containsExactly("flags=1 rev=-2 path=ns len=1", "flags=2");
    }

    @Test
    void helloSettlesOnTheLowerVersionAndNeedsOne() {
        assertThat(client.ask(Ask.hello(99)))
                .isEqualTo("flags=3 rev=2 value=" + node.clusterId());
        assertThat(node.open().ask(Ask.hello(0))).startsWith("flags=3 error=MISSING_ARG");
        assertThat(node.open().ask(new Request(Verb.HELLO)))
                .startsWith("flags=3 error=MISSING_ARG");
    }

    @Test
    void helloIsUnknownWhenItIsNotTheFirst() {
        // given a connection that has said something, one of each dialect, and our own
        client.ask(Ask.rev());
        TestClient own = node.openOwn();
        TestClient seed = node.openSeed();
        TestClient nine = node.openNine();

        // then
        assertThat(client.ask(Ask.hello(1))).isEqualTo("flags=3 error=UNKNOWN_VERB");
        assertThat(own.ask(Ask.hello(1))).isEqualTo("flags=3 error=UNKNOWN_VERB");
        assertThat(seed.ask(Ask.hello(1))).isEqualTo("flags=3 error=UNKNOWN_VERB");
        assertThat(nine.ask(Ask.hello(1))).isEqualTo("error=UNKNOWN_VERB");
        assertThat(isSeed(seed)).isTrue();
        assertThat(isNine(nine)).isTrue();
    }

    @Test
    void ourOwnClientIsKnownWhateverIsTakenForGranted() {
        for (Settings.Compat compat : Settings.Compat.values()) {
            TestClient own = TestNode.with(compat).open();
            assertThat(own.ask(Ask.hello(1))).startsWith("flags=3 rev=1 value=");
            assertThat(own.askAll(Ask.watch("/a"))).containsExactly("flags=1 rev=+0");
            assertThat(own.ask(Ask.waitFor("/ctl/name", 1))).startsWith("flags=4");
        }
    }

    @Test
    void clientsUpToVersion031AreToldAndClosed() {
        // given a request of theirs, and another behind it
        client.sendBytes(Ask.frameWithCas(Verb.SET, "/a"));
        client.sends(Ask.nop());

        // when
        node.settle();

        // then
        assertThat(client.takeLines()).containsExactly("1: flags=3 error=UNKNOWN_VERB (this client"
                + " is of version 0.3.1 or older; served are the protocols of 0.4 to 0.9 and our"
                + " own)");
        assertThat(client.isClosing()).isTrue();
        assertThat(client.closeReason()).contains("0.3.1");
        assertThat(node.revision()).isEqualTo(TestNode.BORN);
    }

    @Test
    void casIsAFieldLikeAnyUnknownOneOnceTheDialectIsKnown() {
        TestClient nine = node.openNine();
        nine.sendBytes(Ask.frameWithCas(Verb.GET, "/ctl/name"));
        node.settle();
        assertThat(nine.takeLines()).containsExactly("1: rev=1 value=local");
        assertThat(nine.isClosing()).isFalse();
    }

    @Test
    void tagIsEchoedAsItCame() {
        // given
        client.sendUntagged(Ask.rev());
        client.send(Ask.rev().tag(0));
        client.send(Ask.rev().tag(-1));
        client.send(Ask.rev().tag(Integer.MIN_VALUE));

        // when
        node.settle();

        // then absent is absent
        assertThat(client.takeLines()).containsExactly("-: flags=3 rev=+0", "0: flags=3 rev=+0",
                "-1: flags=3 rev=+0", "-2147483648: flags=3 rev=+0");
    }

    @Test
    void equalTagsAreAnsweredOneByOne() {
        client.sends(Ask.get("/ctl/name").tag(7)).sends(Ask.rev().tag(7)).sends(Ask.nop().tag(7));
        node.settle();
        assertThat(client.takeLines()).containsExactlyInAnyOrder("7: flags=3",
                "7: flags=3 rev=1 value=local", "7: flags=3 rev=+1");
    }

    private static List<Request> common() {
        return List.of(Ask.get("/ctl/name"), Ask.set("/a", -1, "x"), Ask.del("/a", -1), Ask.rev(),
                Ask.nop(), Ask.stat("/ctl/name"));
    }

    private static boolean isSeed(TestClient client) {
        boolean knowsWait = !client.ask(Ask.waitFor("/ctl/name", 1))
                .equals("flags=3 error=UNKNOWN_VERB");
        boolean streams = client.askAll(Ask.getdir("/ctl").offset(0)).size() == 5;
        return !knowsWait && streams && client.ask(Ask.rev()).startsWith("flags=3");
    }

    private static boolean isNine(TestClient client) {
        boolean knowsWatch = !client.askAll(Ask.watch("/ctl/name"))
                .equals(List.of("error=UNKNOWN_VERB"));
        boolean streams = client.askAll(Ask.getdir("/ctl").offset(0)).size() != 1;
        return !knowsWatch && !streams && client.ask(Ask.rev()).startsWith("rev=");
    }
}
