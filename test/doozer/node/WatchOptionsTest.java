package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.Limits;
import doozer.wire.Output;
import doozer.wire.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a WATCH after HELLO may ask for: several globs, what was before, and the files first. */
class WatchOptionsTest {
    private static final long BORN = TestNode.BORN;

    private final TestNode node = TestNode.standard();
    private final TestClient client = node.openOwn();
    private final TestClient writer = node.openNine();

    /** The answers after the mark, which is the first without a path, and is of that revision. */
    private List<String> afterMark(int tag, String rev) {
        List<String> all = client.answersTo(tag);
        assertThat(all.get(0)).isEqualTo("flags=1 rev=" + rev);
        return all.subList(1, all.size());
    }

    private void write(String... writes) {
        for (String write : writes) node.inOneStep(write);
        node.settle();
    }

    // Several globs.

    @Test
    void whatAnyGlobMatchesIsToldOnceAndInOrder() {
        // given a watch of globs that overlap, one of the present, one of the past
        Request request = Ask.watch("/a/*").glob("/*/x").glob("/b").glob("/a/*");
        int now = client.send(request);
        node.settle();
        write("/a/x=1", "/c=2", "/b=3", "/bx/x=4", "-/a/x", "NOP");
        int past = client.send(Ask.watch("/b").glob("/a/*").glob("/*/x").rev(BORN + 1));
        node.settle();

        // then
        List<String> expected = List.of("flags=5 rev=+1 path=/a/x value=1",
                "flags=5 rev=+3 path=/b value=3", "flags=5 rev=+4 path=/bx/x value=4",
                "flags=9 rev=+5 path=/a/x value=");
        assertThat(afterMark(now, "+0")).isEqualTo(expected);
        assertThat(afterMark(past, "+0")).isEqualTo(expected);
        assertThat(node.node().watching()).isEqualTo(2);
    }

    @Test
    void aWatchThatEndsLeavesNoGlobBehind() {
        client.send(Ask.watch("/a").glob("/b").glob("/a").tag(70));
        node.settle();
        assertThat(client.ask(Ask.cancel(70))).isEqualTo("flags=3");
        write("/a=1", "/b=2");
        assertThat(client.answersTo(70)).containsExactly("flags=1 rev=+0");
        assertThat(node.node().watching()).isZero();

        client.send(Ask.watch("/a").glob("/b").tag(71));
        node.settle();
        client.close();
        assertThat(node.node().watching()).isZero();
        write("/a=1");
    }

    @Test
    void aWatchThatIsHeldLeavesTheIndexWithAllItsGlobs() {
        // given a watch that an event matches twice
        int tag = client.send(Ask.watch("/a/*").glob("/*/x"));
        node.settle();

        // when its client takes one event, and then another
        client.takesOnly(0);
        write("/a/x=1", "/a/x=2", "/a/y=3", "/b/x=4");
        assertThat(client.answersTo(tag)).hasSize(2);
        assertThat(node.node().watching()).isZero();
        client.drain();
        node.settle();
        write("/b/x=5", "/a/x=6");
        client.drainForGood();
        node.settle();
        write("/a/x=7");

        // then
        assertThat(afterMark(tag, "+0")).containsExactly("flags=5 rev=+1 path=/a/x value=1",
                "flags=5 rev=+2 path=/a/x value=2", "flags=5 rev=+3 path=/a/y value=3",
                "flags=5 rev=+4 path=/b/x value=4", "flags=5 rev=+5 path=/b/x value=5",
                "flags=5 rev=+6 path=/a/x value=6", "flags=5 rev=+7 path=/a/x value=7");
        assertThat(node.node().watching()).isEqualTo(1);
        assertThat(client.surplus()).isEmpty();
    }

    @Test
    void whatCameAtOnceIsReadOnceByAWatchOfSeveralGlobs() {
        int tag = client.send(Ask.watch("/a").glob("/*").glob("/b"));
        node.settle();

        // when a snapshot brings revisions that nobody was told of
        node.store().set("/a", -1, Ask.bytes("1"));
        node.store().set("/b", -1, Ask.bytes("2"));
        node.node().onInstalled(BORN);
        assertThat(node.node().watching()).isZero();
        node.settle();
        write("/a=3");

        // then
        assertThat(afterMark(tag, "+0")).containsExactly("flags=5 rev=+1 path=/a value=1",
                "flags=5 rev=+2 path=/b value=2", "flags=5 rev=+3 path=/a value=3");
        assertThat(node.node().watching()).isEqualTo(1);
    }

    @Test
    void tooManyGlobsAndInvalidOnesAreRefused() {
        Request most = Ask.watch("/0");
        for (int i = 1; i <= Limits.MAX_GLOBS; i++) most.glob("/" + i);
        TestNode roomy = TestNode.with(new Settings.Bounds(100, 1 << 30, 20, 100, 50));
        TestClient own = roomy.openOwn();
        assertThat(own.askAll(most)).containsExactly("flags=1 rev=+0");
        Request tooMany = Ask.watch("/0");
        for (int i = 0; i <= Limits.MAX_GLOBS; i++) tooMany.glob("/" + i);
        assertThat(own.ask(tooMany)).isEqualTo("flags=3 error=RANGE (a watch has 31 globs at most"
                + " beside that in its path)");

        assertThat(client.ask(Ask.watch("/a").glob("/b").glob("/c/")))
                .isEqualTo("flags=3 error=OTHER (invalid glob pattern: /c/)");
        assertThat(client.ask(Ask.watch("/a").glob("")))
                .isEqualTo("flags=3 error=OTHER (invalid glob pattern: )");
        assertThat(node.node().watching()).isZero();
    }

    @Test
    void everyGlobCountsAgainstWhatAConnectionMayHaveOpen() {
        // given room for 20
        Request ten = Ask.watch("/0").tag(80);
        for (int i = 1; i < 10; i++) ten.glob("/" + i);
        Request eleven = Ask.watch("/0");
        for (int i = 1; i < 11; i++) eleven.glob("/" + i);
        assertThat(client.askAll(ten)).hasSize(1);
        assertThat(client.ask(eleven)).startsWith("flags=3 error=RANGE (this connection has 20");
        assertThat(client.askAll(Ask.watch("/a").glob("/" + "b".repeat(520)).tag(81))).hasSize(1);
        assertThat(client.ask(Ask.watch("/a"))).startsWith("flags=3 error=RANGE");

        // and what ends makes room
        client.ask(Ask.cancel(80));
        assertThat(client.askAll(Ask.watch("/a").glob("/b"))).containsExactly("flags=1 rev=+0");
    }

    // PREVIOUS.

    @Test
    void whatWasBeforeIsToldOfTheEventsPath() {
        int now = client.send(Ask.watch("/**").option(Request.PREVIOUS));
        node.settle();
        write("/a=1", "/a=", "/a=3", "/b=4", "-/a", "-/a", "NOP", "/a=8");
        int past = client.send(Ask.watch("/**").rev(BORN + 1).option(Request.PREVIOUS));
        node.settle();

        List<String> expected = List.of("flags=5 rev=+1 path=/a value=1 prev=0",
                "flags=5 rev=+2 path=/a value= prev=+1 was=1",
                "flags=5 rev=+3 path=/a value=3 prev=+2 was=",
                "flags=5 rev=+4 path=/b value=4 prev=0",
                "flags=9 rev=+5 path=/a value= prev=+3 was=3",
                "flags=9 rev=+6 path=/a value= prev=0", "flags=1 rev=+7 path=/ value= prev=0",
                "flags=5 rev=+8 path=/a value=8 prev=0");
        assertThat(afterMark(now, "+0")).isEqualTo(expected);
        assertThat(afterMark(past, "+0")).isEqualTo(expected);
    }

    @Test
    void whatWasBeforeTheOldestRevisionIsNotKept() {
        // given a history of 3 revisions
        TestNode brief = TestNode.with(new Settings.Bounds(3, 1 << 30, 20, 20, 50));
        TestClient own = brief.openOwn();
        for (int i = 1; i <= 5; i++) own.ask(Ask.set("/a", -1, "v" + i));

        assertThat(own.askAll(Ask.watch("/a").rev(BORN + 3).option(Request.PREVIOUS)))
                .containsExactly("flags=1 rev=+2", "flags=5 rev=+3 path=/a value=v3",
                        "flags=5 rev=+4 path=/a value=v4 prev=+3 was=v3",
                        "flags=5 rev=+5 path=/a value=v5 prev=+4 was=v4");

        // but what a cluster began with was nothing
        assertThat(client.askAll(Ask.watch("/ctl/name").rev(1).option(Request.PREVIOUS)))
                .containsExactly("flags=1 rev=0",
                        "flags=5 rev=1 path=/ctl/name value=local prev=0");
    }

    @Test
    void whatDoesNotFitInAFrameWithItsEventIsLeftOut() {
        // given a file, twice, of half a frame and more
        byte[] half = new byte[Limits.MAX_FRAME / 2 - 67];
        TestClient own = node.openOwn();
        int tag = own.send(Ask.watch("/*").option(Request.PREVIOUS));
        node.settle();
        node.store().set("/fit", -1, half);
        node.store().set("/fit", -1, half);
        node.store().set("/not-fit", -1, half);
        node.store().set("/not-fit", -1, half);
        node.node().onRevisions(BORN + 1, BORN + 4);

        List<Answer> told = own.answers().stream().filter(answer -> answer.tag() == tag).toList();
        Output frame = new Output(64);
        told.get(2).response().encode(Integer.MIN_VALUE, frame);
        assertThat(frame.length()).isLessThan(Limits.MAX_FRAME).isGreaterThan(2 * half.length);
        assertThat(told.get(2).response().previousValue() == half).isTrue();
        assertThat(told.get(4).response().previousValue() == null).isTrue();
        assertThat(told.get(4).response().hasPrevious()).isFalse();
    }

    @Test
    void oneEventIsEncodedOnceForAllWatchesOfAKind() {
        // given two of each kind
        for (int i = 0; i < 2; i++) {
            client.send(Ask.watch("/**"));
            client.send(Ask.watch("/a").glob("/b").option(Request.PREVIOUS));
            client.send(Ask.watch("/a"));
        }
        node.settle();
        client.takeLines();

        // when two events of a step come
        node.inOneStep("/a=1", "/b=2");

        // then the first is there plain and with MORE, and with what was before and MORE
        List<byte[]> first = client.answers().stream().map(Answer::response)
                .filter(response -> response.rev() == BORN + 1)
                .map(response -> response.sharedBytes()).toList();
        assertThat(first).hasSize(6).doesNotContainNull();
        assertThat(first.stream().distinct().toList()).hasSize(3);
        List<byte[]> second = client.answers().stream().map(Answer::response)
                .filter(response -> response.rev() == BORN + 2)
                .map(response -> response.sharedBytes()).toList();
        assertThat(second).hasSize(4);
        assertThat(second.stream().distinct().toList()).hasSize(2);
    }

    // WALK_FIRST.

    @Test
    void filesComeFirstThenTheMarkThenEveryEvent() {
        // given
        write("/a/1=1", "/a/2=2", "/b/1=3", "/a/1=4", "-/b/2", "/c=6");
        int tag = client.send(Ask.watch("/a/*").option(Request.WALK_FIRST));
        node.settle();
        write("/a/2=7", "/c=8");

        assertThat(client.answersTo(tag)).containsExactly("flags=5 rev=+4 path=/a/1 value=4",
                "flags=5 rev=+2 path=/a/2 value=2", "flags=1 rev=+6",
                "flags=5 rev=+7 path=/a/2 value=7");
    }

    @Test
    void filesComeInTheOrderOfTheGlobsAndOnce() {
        write("/a/x=1", "/a/y=2", "/b/x=3", "/b/z=4", "/c=5");
        assertThat(client.askAll(Ask.watch("/b/*").glob("/none").glob("/*/x").glob("/**/x")
                .glob("/a/*").glob("/b/x").option(Request.WALK_FIRST)))
                .containsExactly("flags=5 rev=+3 path=/b/x value=3",
                        "flags=5 rev=+4 path=/b/z value=4", "flags=5 rev=+1 path=/a/x value=1",
                        "flags=5 rev=+2 path=/a/y value=2", "flags=1 rev=+5");
        assertThat(client.askAll(Ask.watch("/none").option(Request.WALK_FIRST)))
                .containsExactly("flags=1 rev=+5");
    }

    @Test
    void aWalkTakesManyTurnsAndIsOfOneState() {
        // given many files
        for (int i = 0; i < 3_000; i++) node.inOneStep("/f/" + (10_000 + i) + "=" + i);
        int tag = client.send(Ask.watch("/f/*").glob("/**").option(Request.WALK_FIRST));
        node.turn();
        int first = client.answersTo(tag).size();
        assertThat(first).isBetween(32, 1_000);

        // when each turn changes some that were told, and some that were not
        int turns = 0;
        while (client.answersTo(tag).size() < 3_000 + 8) {
            node.inOneStep("/f/10000=x" + turns);
            node.inOneStep("/f/12999=y" + turns++);
            node.turn();
            assertThat(turns).isLessThan(150);
        }
        node.settle();

        // then
        List<String> told = client.answersTo(tag);
        for (int i = 0; i < 3_000; i++) {
            assertThat(told.get(i)).isEqualTo("flags=5 rev=+" + (i + 1) + " path=/f/"
                    + (10_000 + i) + " value=" + i);
        }
        int mark = 3_000 + (int) BORN;
        assertThat(told.get(3_000)).contains("path=/ctl/");
        assertThat(told.get(mark)).isEqualTo("flags=1 rev=+3000");
        assertThat(told).hasSize(mark + 1 + 2 * turns);
        for (int i = 0; i < turns; i++) {
            assertThat(told.get(mark + 1 + 2 * i)).endsWith("path=/f/10000 value=x" + i);
        }
    }

    @Test
    void aWalkWaitsForItsClient() {
        write("/f/1=1", "/f/2=2", "/f/3=3");
        client.takesOnly(0);
        int tag = client.send(Ask.watch("/f/*").glob("/f/2").option(Request.WALK_FIRST));
        for (int i = 1; i <= 6; i++) {
            node.settle();
            assertThat(client.answersTo(tag)).hasSize(i);
            if (i == 1) node.inOneStep("/f/2=4", "-/f/3");
            client.drain();
        }
        assertThat(client.answersTo(tag)).containsExactly("flags=5 rev=+1 path=/f/1 value=1",
                "flags=5 rev=+2 path=/f/2 value=2", "flags=5 rev=+3 path=/f/3 value=3",
                "flags=1 rev=+3", "flags=21 rev=+4 path=/f/2 value=4",
                "flags=9 rev=+5 path=/f/3 value=");
        assertThat(client.surplus()).isEmpty();
    }

    @Test
    void aWalkThatHistoryOvertakesIsTooLate() {
        TestNode brief = TestNode.with(new Settings.Bounds(10, 1 << 30, 20, 20, 50));
        TestClient own = brief.openOwn();
        for (int i = 1; i <= 3; i++) own.ask(Ask.set("/f/" + i, -1, ""));
        own.takesOnly(0);
        int tag = own.send(Ask.watch("/f/*").option(Request.WALK_FIRST));
        brief.settle();

        // when the revision after the state walked is still there, and when it is not
        for (int i = 0; i < 10; i++) brief.inOneStep("NOP");
        brief.settle();
        own.drain();
        brief.settle();
        assertThat(own.answersTo(tag)).hasSize(2);
        brief.inOneStep("NOP");
        brief.settle();
        own.drainForGood();
        brief.settle();

        assertThat(own.answersTo(tag)).containsExactly("flags=5 rev=+1 path=/f/1 value=",
                "flags=5 rev=+2 path=/f/2 value=",
                "flags=3 rev=+5 error=TOO_LATE (the oldest revision kept is 12)");
        assertThat(own.ask(Ask.cancel(tag))).contains("NOENT");
    }

    @Test
    void aWalkTakesNoRevision() {
        for (long rev : new long[] {-1, 0, BORN, BORN + 9}) {
            assertThat(client.ask(Ask.watch("/**").rev(rev).option(Request.WALK_FIRST)))
                    .isEqualTo("flags=3 error=RANGE (WALK_FIRST begins with the present state,"
                            + " and takes no rev)");
        }
        assertThat(client.ask(Ask.watch("/ /").rev(1).option(Request.WALK_FIRST)))
                .contains("invalid glob");
    }

    @Test
    void aWalkThatIsCancelledSaysNothingMore() {
        write("/f/1=1", "/f/2=2");
        client.takesOnly(0);
        int tag = client.send(Ask.watch("/f/*").option(Request.WALK_FIRST));
        client.send(Ask.cancel(tag));
        node.settle();
        client.drainForGood();
        node.settle();
        write("/f/1=3");
        assertThat(client.answersTo(tag)).hasSize(1);
    }

    // Together, and those who may not ask.

    @Test
    void everythingAtOnce() {
        node.mayHaveTimer();
        write("/a/1=1", "/b/1=2", "/c=3");
        int tag = client.send(Ask.watch("/a/*").glob("/b/*").glob("/*/1").option(Request.PREVIOUS)
                .option(Request.PROGRESS).option(Request.WALK_FIRST));
        node.settle();
        node.inOneStep("/b/1=4", "/c=5", "-/a/1", "/c=7");
        write("/c=8");
        node.pass(Marks.INTERVAL_NANOS);
        assertThat(client.answersTo(tag)).containsExactly("flags=5 rev=+1 path=/a/1 value=1",
                "flags=5 rev=+2 path=/b/1 value=2", "flags=1 rev=+3",
                "flags=21 rev=+4 path=/b/1 value=4 prev=+2 was=2",
                "flags=9 rev=+6 path=/a/1 value= prev=+1 was=1", "flags=1 rev=+8");
    }

    @Test
    void olderClientsTextAndWaitsAskForNothing() {
        // given what asks for everything, of those who cannot
        write("/a=1");
        TestClient seed = node.openSeed();
        TestClient text = node.openText();
        for (TestClient other : List.of(seed, text)) {
            Request request = Ask.watch("/a").rev(BORN + 1).glob("/**").glob("//")
                    .option(Request.PREVIOUS).option(Request.PROGRESS).option(Request.WALK_FIRST);
            for (int i = 0; i <= Limits.MAX_GLOBS; i++) request.glob("/" + i);
            other.send(request.tag(9));
        }
        int wait = client.send(Ask.waitFor("/a", BORN + 2).glob("/**").option(Request.PREVIOUS));
        node.settle();

        // when there are steps, live and read from history
        node.inOneStep("/b=2", "/a=3", "/a=4");
        node.pass(2 * Marks.INTERVAL_NANOS);

        // then they hear what they always did
        List<String> expected = List.of("flags=5 rev=+1 path=/a value=1",
                "flags=5 rev=+3 path=/a value=3", "flags=5 rev=+4 path=/a value=4");
        assertThat(seed.answersTo(9)).isEqualTo(expected);
        assertThat(text.answersTo(9)).first().isEqualTo("flags=1 rev=+0");
        assertThat(text.answersTo(9)).endsWith(expected.toArray(String[]::new)).hasSize(4);
        assertThat(client.answersTo(wait)).containsExactly("flags=4 rev=+3 path=/a value=3");
        assertThat(seed.askAll(Ask.watch("/a").rev(BORN + 1))).isEqualTo(expected);
        assertThat(client.ask(Ask.waitFor("/a", BORN + 2)))
                .isEqualTo("flags=4 rev=+3 path=/a value=3");
    }
}
