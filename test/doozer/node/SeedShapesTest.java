package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.Request;
import doozer.wire.Verb;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The streams of the seed era, of which no recordings exist: WATCH, WALK, GETDIR and CANCEL. */
class SeedShapesTest {
    private final TestNode node = TestNode.standard();
    private final TestClient writer = node.openNine();
    private final TestClient client = node.openSeed();

    @BeforeEach
    void threeFiles() {
        writer.ask(Ask.set("/d/a", -1, "1"));
        writer.ask(Ask.set("/d/b/c", -1, ""));
        writer.ask(Ask.set("/d/b-c", -1, "3"));
    }

    @Test
    void watchTellsOfSetDeleteAndNop() {
        // given
        int tag = client.send(Ask.watch("/**"));
        node.settle();

        // when
        writer.ask(Ask.set("/x", -1, "v"));
        writer.ask(Ask.del("/x", -1));
        writer.ask(Ask.nop());
        writer.ask(Ask.del("/none", -1));

        // then each event has path, value, revision and flags 5, 9 or 1
        assertThat(client.answersTo(tag)).containsExactly("flags=5 rev=+4 path=/x value=v",
                "flags=9 rev=+5 path=/x value=", "flags=1 rev=+6 path=/ value=",
                "flags=9 rev=+7 path=/none value=");
    }

    @Test
    void watchWithoutRevisionOrWithRevision0BeginsNow() {
        int absent = client.send(Ask.watch("/d/*"));
        int zero = client.send(Ask.watch("/d/*").rev(0));
        node.settle();
        writer.ask(Ask.set("/d/a", -1, "new"));

        assertThat(client.answersTo(absent)).containsExactly("flags=5 rev=+4 path=/d/a value=new");
        assertThat(client.answersTo(zero)).containsExactly("flags=5 rev=+4 path=/d/a value=new");
    }

    @Test
    void watchFromARevisionTellsThePastFirst() {
        int tag = client.send(Ask.watch("/d/**").rev(TestNode.BORN + 2));
        node.settle();
        writer.ask(Ask.set("/d/a", -1, "new"));

        assertThat(client.answersTo(tag)).containsExactly("flags=5 rev=+2 path=/d/b/c value=",
                "flags=5 rev=+3 path=/d/b-c value=3", "flags=5 rev=+4 path=/d/a value=new");
    }

    @Test
    void watchFromARevisionToComeIsSilentUntilThen() {
        int tag = client.send(Ask.watch("/**").rev(TestNode.BORN + 5));
        node.settle();
        writer.ask(Ask.nop());
        assertThat(client.answersTo(tag)).isEmpty();
        writer.ask(Ask.nop());
        assertThat(client.answersTo(tag)).containsExactly("flags=1 rev=+5 path=/ value=");
    }

    @Test
    void watchFromFarAheadIsSilentForEver() {
        int tag = client.send(Ask.watch("/**").rev(Long.MAX_VALUE));
        node.settle();
        writer.ask(Ask.nop());
        assertThat(client.answersTo(tag)).isEmpty();
    }

    @Test
    void watchNeedsAPathAndAValidGlob() {
        assertThat(client.ask(new Request(Verb.WATCH))).isEqualTo("flags=3 error=MISSING_ARG");
        assertThat(client.ask(Ask.watch("/a//b")))
                .isEqualTo("flags=3 error=OTHER (invalid glob pattern: /a//b)");
    }

    @Test
    void walkIsAStreamThatEndsWithDoneAlone() {
        assertThat(client.askAll(Ask.walk("/d/**"))).containsExactly(
                "flags=5 rev=+1 path=/d/a value=1", "flags=5 rev=+2 path=/d/b/c value=",
                "flags=5 rev=+3 path=/d/b-c value=3", "flags=2");
        assertThat(client.askAll(Ask.walk("/none/**"))).containsExactly("flags=2");
    }

    @Test
    void walkKeepsToOffsetAndLimit() {
        assertThat(walk(1, 1)).containsExactly("/d/b/c");
        assertThat(walk(0, 2)).containsExactly("/d/a", "/d/b/c");
        assertThat(walk(2, 9)).containsExactly("/d/b-c");
        assertThat(walk(3, 9)).isEmpty();
        assertThat(walk(Integer.MAX_VALUE, Integer.MAX_VALUE)).isEmpty();
        // A limit that is not positive means all.
        assertThat(walk(1, 0)).containsExactly("/d/b/c", "/d/b-c");
        assertThat(walk(1, -5)).containsExactly("/d/b/c", "/d/b-c");
    }

    private List<String> walk(int offset, int limit) {
        List<String> lines = client.askAll(Ask.walk("/d/**").offset(offset).limit(limit));
        assertThat(lines).last().isEqualTo("flags=2");
        return lines.stream().filter(line -> line.startsWith("flags=5"))
                .map(line -> line.replaceAll(".*path=| value=.*", "")).toList();
    }

    @Test
    void getdirIsAStreamOfNamesThatEndsWithDoneAlone() {
        assertThat(client.askAll(Ask.getdir("/d"))).containsExactly("flags=1 path=a",
                "flags=1 path=b", "flags=1 path=b-c", "flags=2");
        assertThat(client.askAll(Ask.getdir("/d").offset(1).limit(1)))
                .containsExactly("flags=1 path=b", "flags=2");
        assertThat(client.askAll(Ask.getdir("/d").offset(1).limit(0)))
                .containsExactly("flags=1 path=b", "flags=1 path=b-c", "flags=2");
        assertThat(client.askAll(Ask.getdir("/d").offset(3))).containsExactly("flags=2");
        assertThat(client.askAll(Ask.getdir("/d").offset(Integer.MAX_VALUE).limit(7)))
                .containsExactly("flags=2");
    }

    @Test
    void errorsAreOneAnswerWithFlags3() {
        assertThat(client.askAll(Ask.walk("/a//b")))
                .containsExactly("flags=3 error=OTHER (invalid glob pattern: /a//b)");
        assertThat(client.askAll(Ask.walk("/**").offset(-1)))
                .containsExactly("flags=3 error=RANGE");
        assertThat(client.askAll(new Request(Verb.WALK)))
                .containsExactly("flags=3 error=MISSING_ARG");
        assertThat(client.askAll(Ask.getdir("/none"))).containsExactly("flags=3 error=NOENT");
        assertThat(client.askAll(Ask.getdir("/d/a"))).containsExactly("flags=3 error=NOTDIR");
        assertThat(client.askAll(Ask.getdir("/d").offset(-1)))
                .containsExactly("flags=3 error=RANGE");
    }

    @Test
    void walkAndGetdirReadOneStateHoweverLongTheyTake() {
        // given a client that takes one answer at a time
        client.takesOnly(0);
        int walk = client.send(Ask.walk("/d/**"));
        node.settle();
        int list = client.send(Ask.getdir("/d"));
        client.drain();
        node.settle();

        // when everything changes meanwhile
        for (int i = 0; i < 20; i++) {
            writer.ask(Ask.set("/d/new" + i, -1, ""));
            writer.ask(Ask.del("/d/b/c", -1));
            client.drain();
            node.settle();
        }

        // then
        assertThat(client.answersTo(walk)).hasSize(4).contains("flags=5 rev=+2 path=/d/b/c value=");
        assertThat(client.answersTo(list).get(0)).isEqualTo("flags=1 path=a");
        assertThat(client.answersTo(list)).last().isEqualTo("flags=2");
        assertThat(client.answersTo(list)).doesNotContain("flags=1 path=new5");
    }

    @Test
    void cancelIsAnsweredWithFlags3AndThenTheOtherIsSilent() {
        // given two watches
        int first = client.send(Ask.watch("/**"));
        int second = client.send(Ask.watch("/**"));
        node.settle();

        // when one is cancelled
        assertThat(client.ask(Ask.cancel(first))).isEqualTo("flags=3");
        writer.ask(Ask.nop());

        // then the other goes on
        assertThat(client.answersTo(first)).isEmpty();
        assertThat(client.answersTo(second)).containsExactly("flags=1 rev=+4 path=/ value=");
        assertThat(node.node().watching()).isEqualTo(1);
    }

    @Test
    void cancelInTheTurnOfTheWatchAndOfAWriteLeavesTheWatchSilent() {
        int watch = client.send(Ask.watch("/**").rev(TestNode.BORN + 4));
        client.sends(Ask.cancel(watch)).sends(Ask.nop());
        node.settle();
        assertThat(client.answersTo(watch)).containsExactly("flags=1 rev=+4 path=/ value=");
        writer.ask(Ask.nop());
        assertThat(client.answersTo(watch)).hasSize(1);
    }

    @Test
    void cancelStopsAListInItsMiddle() {
        // given a walk of which one answer has been taken
        client.takesOnly(0);
        int walk = client.send(Ask.walk("/d/**"));
        node.settle();
        assertThat(client.answersTo(walk)).hasSize(1);

        // when
        int cancel = client.send(Ask.cancel(walk));
        client.drainForGood();
        node.settle();

        // then not even DONE follows
        assertThat(client.answersTo(cancel)).containsExactly("flags=3");
        assertThat(client.answersTo(walk)).hasSize(1);
    }

    @Test
    void cancelOfWhatIsNotOpenIsAnError() {
        int done = client.send(Ask.walk("/d/**"));
        node.settle();
        assertThat(client.ask(Ask.cancel(99)))
                .isEqualTo("flags=3 error=NOENT (no open request has the tag 99)");
        assertThat(client.ask(Ask.cancel(done))).startsWith("flags=3 error=NOENT");
        assertThat(client.ask(new Request(Verb.CANCEL))).isEqualTo("flags=3 error=MISSING_ARG");
    }

    @Test
    void cancelOfATagThatIsOpenTwiceEndsTheOlder() {
        client.sends(Ask.watch("/a").tag(7)).sends(Ask.watch("/b").tag(7));
        assertThat(client.ask(Ask.cancel(7))).isEqualTo("flags=3");
        writer.sends(Ask.set("/a", -1, "")).sends(Ask.set("/b", -1, ""));
        node.settle();
        assertThat(client.answersTo(7)).containsExactly("flags=5 rev=+5 path=/b value=");
        assertThat(client.ask(Ask.cancel(7))).isEqualTo("flags=3");
        assertThat(client.ask(Ask.cancel(7))).startsWith("flags=3 error=NOENT");
    }

    @Test
    void cancelReachesTheOwnConnectionOnly() {
        int watch = client.send(Ask.watch("/**").tag(5));
        node.settle();
        assertThat(node.openSeed().ask(Ask.cancel(watch))).startsWith("flags=3 error=NOENT");
        writer.ask(Ask.nop());
        assertThat(client.answersTo(watch)).hasSize(1);
    }

    @Test
    void cancelEndsAWaitAndAReadOfTheFutureOfOurOwnDialect() {
        // given
        TestClient own = node.openOwn();
        int wait = own.send(Ask.waitFor("/x", 1));
        int read = own.send(Ask.get("/x").rev(TestNode.BORN + 4));
        node.settle();

        // when
        assertThat(own.ask(Ask.cancel(wait))).isEqualTo("flags=3");
        assertThat(own.ask(Ask.cancel(read))).isEqualTo("flags=3");
        writer.ask(Ask.set("/x", -1, ""));

        // then
        assertThat(own.answersTo(wait)).isEmpty();
        assertThat(own.answersTo(read)).isEmpty();
        assertThat(node.node().watching() + node.node().delayedReads()).isZero();
    }

    @Test
    void ourOwnDialectTellsTheRevisionOfEachWrite() {
        TestClient own = node.openOwn();
        assertThat(own.ask(Ask.set("/x", -1, ""))).isEqualTo("flags=3 rev=+4");
        assertThat(own.ask(Ask.del("/x", -1))).isEqualTo("flags=3 rev=+5");
        assertThat(own.ask(Ask.nop())).isEqualTo("flags=3 rev=+6");
        assertThat(own.ask(Ask.del("/d", -1))).isEqualTo("flags=3 error=ISDIR");
    }
}
