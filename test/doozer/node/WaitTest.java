package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.Request;
import doozer.wire.Verb;
import java.util.List;
import org.junit.jupiter.api.Test;

/** WAIT of 0.9, and what it has in common with WATCH: rows 25 to 27 of the recorded behaviour. */
class WaitTest {
    private static final long BORN = TestNode.BORN;

    private final TestNode node = TestNode.standard();
    private final TestClient client = node.openNine();
    private final TestClient writer = node.openNine();

    @Test
    void needsPathAndRevisionAndAValidGlob() {
        assertThat(client.ask(new Request(Verb.WAIT).path("/**"))).isEqualTo("error=MISSING_ARG");
        assertThat(client.ask(new Request(Verb.WAIT).rev(1))).isEqualTo("error=MISSING_ARG");
        assertThat(client.ask(Ask.waitFor("", 1)))
                .isEqualTo("error=OTHER (invalid glob pattern: )");
        assertThat(client.ask(Ask.waitFor("/a b", 1)))
                .isEqualTo("error=OTHER (invalid glob pattern: /a b)");
    }

    @Test
    void pastEventsCountTheOldestFirst() {
        client.ask(Ask.set("/a", -1, "one"));
        client.ask(Ask.set("/a", -1, "two"));
        client.ask(Ask.del("/a", -1));
        assertThat(client.ask(Ask.waitFor("/a", 1))).isEqualTo("flags=4 rev=+1 path=/a value=one");
        assertThat(client.ask(Ask.waitFor("/a", BORN + 1))).startsWith("flags=4 rev=+1");
        assertThat(client.ask(Ask.waitFor("/a", BORN + 2))).startsWith("flags=4 rev=+2");
        assertThat(client.ask(Ask.waitFor("/a", BORN + 3)))
                .isEqualTo("flags=8 rev=+3 path=/a value=");
    }

    @Test
    void revisionsBelow1MeanTheFirst() {
        for (long rev : new long[] {1, 0, -7, Long.MIN_VALUE}) {
            assertThat(client.ask(Ask.waitFor("/**", rev)))
                    .isEqualTo("flags=4 rev=1 path=/ctl/name value=local");
        }
    }

    @Test
    void isSilentUntilItsEventAndAfterIt() {
        // given
        int tag = client.send(Ask.waitFor("/w", BORN + 1));
        node.settle();

        // when
        writer.ask(Ask.set("/other", -1, "no"));
        assertThat(client.answersTo(tag)).isEmpty();
        writer.ask(Ask.set("/w", -1, "yes"));
        writer.ask(Ask.set("/w", -1, "again"));

        // then
        assertThat(client.answersTo(tag)).containsExactly("flags=4 rev=+2 path=/w value=yes");
        assertThat(node.node().watching()).isZero();
    }

    @Test
    void isAnsweredOnceWhenManyEventsComeInOneTurn() {
        int past = client.send(Ask.waitFor("/w", BORN + 1));
        node.settle();
        for (int i = 0; i < 5; i++) writer.sends(Ask.set("/w", -1, "v" + i));
        int same = client.send(Ask.waitFor("/w", BORN + 3));
        node.turn();
        assertThat(client.answersTo(past)).containsExactly("flags=4 rev=+1 path=/w value=v0");
        assertThat(client.answersTo(same)).containsExactly("flags=4 rev=+3 path=/w value=v2");
    }

    @Test
    void tagMayBeUsedAgainAtOnce() {
        // given what the Go client does: the same tag, from one revision later, after each answer
        client.send(Ask.waitFor("/w", BORN + 1).tag(3));
        node.settle();
        for (int i = 1; i <= 10; i++) {
            client.takeLines();
            writer.ask(Ask.set("/w", -1, "v" + i));
            client.send(Ask.waitFor("/w", BORN + i + 1).tag(3));
            node.settle();

            // then each event comes once
            assertThat(client.takeLines())
                    .containsExactly("3: flags=4 rev=+" + i + " path=/w value=v" + i);
        }
    }

    @Test
    void deleteOfAMissingFileAndNopAreEvents() {
        int deleted = client.send(Ask.waitFor("/none", BORN + 1));
        int nop = client.send(Ask.waitFor("/", BORN + 1));
        int any = client.send(Ask.waitFor("/**", BORN + 2));
        node.settle();
        writer.ask(Ask.del("/none", -1));
        writer.ask(Ask.nop());
        assertThat(client.answersTo(deleted)).containsExactly("flags=8 rev=+1 path=/none value=");
        assertThat(client.answersTo(nop)).containsExactly("flags=0 rev=+2 path=/ value=");
        assertThat(client.answersTo(any)).containsExactly("flags=0 rev=+2 path=/ value=");
    }

    @Test
    void aFutureRevisionIsWaitedForThoughEventsComeBefore() {
        int tag = client.send(Ask.waitFor("/f", BORN + 2));
        node.settle();
        writer.ask(Ask.set("/f", -1, "early"));
        assertThat(client.answersTo(tag)).isEmpty();
        writer.ask(Ask.set("/f", -1, "late"));
        assertThat(client.answersTo(tag)).containsExactly("flags=4 rev=+2 path=/f value=late");
    }

    @Test
    void doubleStarDoesNotMatchTheDirectoryItself() {
        int tag = client.send(Ask.waitFor("/tree/**", BORN + 1));
        node.settle();
        writer.ask(Ask.set("/tree", -1, "x"));
        writer.ask(Ask.del("/tree", -1));
        assertThat(client.answersTo(tag)).isEmpty();
        writer.ask(Ask.set("/tree/x/y", -1, "x"));
        assertThat(client.answersTo(tag)).containsExactly("flags=4 rev=+3 path=/tree/x/y value=x");
    }

    @Test
    void refusedWritesAreNoEvents() {
        int tag = client.send(Ask.waitFor("/**", BORN + 1));
        node.settle();
        writer.ask(Ask.set("/ctl", -1, "x"));
        writer.ask(Ask.set("/ctl/name", -1, "x"));
        writer.ask(Ask.set("/w", -3, "x"));
        assertThat(client.answersTo(tag)).isEmpty();
    }

    @Test
    void watchInTheTurnOfWritesMissesNothingAndRepeatsNothing() {
        // given writes before and behind a watch from now, and one from the first of them
        TestClient seed = node.openSeed();
        writer.sends(Ask.set("/a", -1, "1"));
        int past = seed.send(Ask.watch("/**").rev(BORN + 1));
        seed.sends(Ask.set("/a", -1, "2"));
        int now = seed.send(Ask.watch("/**"));
        seed.sends(Ask.set("/a", -1, "3"));
        int rev = seed.send(Ask.rev());

        // when the turn is over, and another
        node.turn();
        writer.sends(Ask.set("/a", -1, "4"));
        node.turn();

        // then "now" is the revision that REV gives in the same turn
        assertThat(seed.answersTo(rev)).containsExactly("flags=3 rev=+3");
        assertThat(seed.answersTo(past)).containsExactly("flags=5 rev=+1 path=/a value=1",
                "flags=5 rev=+2 path=/a value=2", "flags=5 rev=+3 path=/a value=3",
                "flags=5 rev=+4 path=/a value=4");
        assertThat(seed.answersTo(now)).containsExactly("flags=5 rev=+4 path=/a value=4");
    }

    @Test
    void watchFromFarBackCatchesUpWhileWritesGoOn() {
        // given more history than one piece of work looks at
        TestClient seed = node.openSeed();
        for (int i = 1; i <= 1_000; i++) {
            writer.sends(Ask.set("/n" + i % 3, -1, "v" + i));
            if (i % 20 == 0) node.settle();
        }
        int all = seed.send(Ask.watch("/**").rev(BORN + 1));
        int some = seed.send(Ask.watch("/n1").rev(BORN + 1));

        // when each turn brings a write
        for (int i = 1_001; i <= 1_020; i++) {
            writer.sends(Ask.set("/n" + i % 3, -1, "v" + i));
            node.turn();
        }

        // then
        List<String> told = seed.answersTo(all);
        assertThat(told).hasSize(1_020);
        for (int i = 1; i <= 1_020; i++) {
            assertThat(told.get(i - 1))
                    .isEqualTo("flags=5 rev=+" + i + " path=/n" + i % 3 + " value=v" + i);
        }
        assertThat(seed.answersTo(some)).hasSize(340);
        assertThat(node.node().watching()).isEqualTo(2);
    }

    @Test
    void manyWatchersOfOneEventAreAllTold() {
        // given more than have their turn at once
        TestClient[] seeds = new TestClient[30];
        for (int i = 0; i < seeds.length; i++) {
            seeds[i] = node.openSeed();
            seeds[i].sends(Ask.watch("/a/*").tag(i)).sends(Ask.watch("/a/b").rev(1).tag(100 + i));
        }
        node.settle();
        writer.ask(Ask.set("/a/b", -1, "x"));
        for (int i = 0; i < seeds.length; i++) {
            assertThat(seeds[i].takeLines()).containsExactlyInAnyOrder(
                    i + ": flags=5 rev=+1 path=/a/b value=x",
                    100 + i + ": flags=5 rev=+1 path=/a/b value=x");
        }
    }

    @Test
    void watchBelowTheHistoryIsTooLateAndSaysWhereToResume() {
        // given a history of 10 revisions
        TestNode brief = TestNode.with(new Settings.Bounds(10, 1 << 30, 20, 20, 50));
        TestClient own = brief.openOwn();
        for (int i = 1; i <= 13; i++) own.ask(Ask.nop());

        // then
        String tooLate = "error=TOO_LATE (the oldest revision kept is " + (BORN + 4) + ")";
        assertThat(own.askAll(Ask.watch("/**").rev(BORN + 3)))
                .containsExactly("flags=3 rev=+4 " + tooLate);
        assertThat(own.askAll(Ask.watch("/**").rev(-1)))
                .containsExactly("flags=3 rev=+4 " + tooLate);
        assertThat(own.ask(Ask.waitFor("/**", BORN + 3))).isEqualTo("flags=3 " + tooLate);
        assertThat(own.askAll(Ask.watch("/**").rev(BORN + 4))).hasSize(11)
                .startsWith("flags=1 rev=+3");
        assertThat(brief.node().watching()).isEqualTo(1);
    }
}
