package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.Request;
import doozer.wire.Verb;
import java.util.List;
import org.junit.jupiter.api.Test;

/** SET, DEL and NOP as clients see them: rows 5 to 12 and 33 of the recorded behaviour. */
class WriteTest {
    private final TestNode node = TestNode.standard();
    private final TestClient client = node.openNine();

    @Test
    void freshNodeHoldsWhatOthersHaveToKnowOfItAndWritableLast() {
        String id = TestNode.INCARNATION.id();
        String self = "/ctl/node/" + id;
        TestClient seed = node.openSeed();
        assertThat(seed.askAll(Ask.walk("/**"))).containsExactly(
                "flags=5 rev=5 path=/ctl/cal/0 value=" + id,
                "flags=5 rev=1 path=/ctl/name value=local",
                "flags=5 rev=2 path=" + self + "/addr value=127.0.0.1:8046",
                "flags=5 rev=3 path=" + self + "/hostname value=ann",
                "flags=5 rev=4 path=" + self + "/version value=1.0",
                "flags=5 rev=+0 path=" + self + "/writable value=true",
                "flags=5 rev=6 path=/ctl/ns/local/" + id + " value=127.0.0.1:8046",
                "flags=2");
    }

    @Test
    void revisionOfASetIsCompared() {
        assertThat(client.ask(Ask.set("/a", 0, "1"))).isEqualTo("rev=+1");
        assertThat(client.ask(Ask.set("/a", 0, "2"))).isEqualTo("error=REV_MISMATCH");
        assertThat(client.ask(Ask.set("/a", TestNode.BORN, "2"))).isEqualTo("error=REV_MISMATCH");
        assertThat(client.ask(Ask.set("/a", TestNode.BORN + 1, "2"))).isEqualTo("rev=+2");
        assertThat(client.ask(Ask.set("/a", 1_000, "3"))).isEqualTo("rev=+3");
        assertThat(client.ask(Ask.set("/a", -1, "4"))).isEqualTo("rev=+4");
        assertThat(client.ask(Ask.set("/a", Long.MAX_VALUE, "5"))).isEqualTo("rev=+5");
        assertThat(client.ask(Ask.set("/a", -2, "6"))).isEqualTo("error=REV_MISMATCH");
        assertThat(client.ask(Ask.set("/none", -3, "6"))).isEqualTo("error=REV_MISMATCH");
        assertThat(client.ask(Ask.set("/none", Long.MIN_VALUE, "")))
                .isEqualTo("error=REV_MISMATCH");
    }

    @Test
    void directoryAndFileInTheWayAreJudgedInTheOrderRecorded() {
        // given
        client.ask(Ask.set("/d/a", -1, ""));

        // then the revision comes before "is a directory", which counts as -2
        assertThat(client.ask(Ask.set("/", -3, "x"))).isEqualTo("error=REV_MISMATCH");
        assertThat(client.ask(Ask.set("/", -2, "x"))).isEqualTo("error=ISDIR");
        assertThat(client.ask(Ask.set("/d", -1, "x"))).isEqualTo("error=ISDIR");
        assertThat(client.ask(Ask.set("/d", 0, "x"))).isEqualTo("error=ISDIR");
        assertThat(client.ask(Ask.del("/d", -1))).isEqualTo("error=ISDIR");
        assertThat(client.ask(Ask.del("/d", -3))).isEqualTo("error=REV_MISMATCH");

        // and a file among the parents before both
        assertThat(client.ask(Ask.set("/d/a/x", -3, "x"))).isEqualTo("error=NOTDIR");
        assertThat(client.ask(Ask.del("/d/a/x", -1))).isEqualTo("error=NOTDIR");
        assertThat(client.ask(Ask.get("/d/a"))).isEqualTo("rev=+1 value=");
    }

    @Test
    void deletingAMissingFileSucceedsAndUsesARevision() {
        assertThat(client.ask(Ask.del("/none/at/all", 0))).isEmpty();
        assertThat(client.ask(Ask.del("/none", -3))).isEqualTo("error=REV_MISMATCH");
        assertThat(client.ask(Ask.rev())).isEqualTo("rev=+1");
    }

    @Test
    void revisionOfADeleteIsCompared() {
        client.ask(Ask.set("/a", -1, ""));
        assertThat(client.ask(Ask.del("/a", 0))).isEqualTo("error=REV_MISMATCH");
        assertThat(client.ask(Ask.del("/a", TestNode.BORN + 1))).isEmpty();
        assertThat(client.ask(Ask.get("/a"))).isEqualTo("rev=0 value=");
    }

    @Test
    void directoriesExistWhileTheyHaveEntries() {
        client.ask(Ask.set("/d/e/a", -1, ""));
        assertThat(client.ask(Ask.stat("/d"))).isEqualTo("rev=-2 len=1");
        client.ask(Ask.del("/d/e/a", -1));
        assertThat(client.ask(Ask.stat("/d"))).isEqualTo("rev=0 len=0");
        assertThat(client.ask(Ask.set("/d", 0, ""))).isEqualTo("rev=+3");
    }

    @Test
    void setWithoutAValueWritesAnEmptyFile() {
        assertThat(client.ask(new Request(Verb.SET).path("/a").rev(-1))).isEqualTo("rev=+1");
        assertThat(client.ask(Ask.get("/a"))).isEqualTo("rev=+1 value=");
    }

    @Test
    void whatIsWrongOnItsFaceIsRefusedInOrder() {
        String tooLong = "x".repeat(21);
        // MISSING_ARG before BAD_PATH
        assertThat(client.ask(new Request(Verb.SET).rev(-1))).isEqualTo("error=MISSING_ARG");
        assertThat(client.ask(new Request(Verb.SET).path("bad"))).isEqualTo("error=MISSING_ARG");
        assertThat(client.ask(new Request(Verb.DEL).path("/a"))).isEqualTo("error=MISSING_ARG");
        // BAD_PATH before the size of the value
        assertThat(client.ask(Ask.set("bad", -1, tooLong))).isEqualTo("error=BAD_PATH");
        // and that before anything that the log would tell
        assertThat(client.ask(Ask.set("/", -3, tooLong)))
                .isEqualTo("error=RANGE (a value of 21 bytes is over the limit of 20 (-maxvalue))");
        assertThat(node.revision()).isEqualTo(TestNode.BORN);
    }

    @Test
    void valueMayBeAsLongAsTheLimit() {
        assertThat(client.ask(Ask.set("/a", -1, "x".repeat(20)))).isEqualTo("rev=+1");
        assertThat(client.ask(Ask.stat("/a"))).isEqualTo("rev=+1 len=20");
    }

    @Test
    void badPathsAreRefused() {
        for (String path : List.of("", "a", "//", "/a/", "/a//b", "/a b", "/\u00e4", "/a*",
                "/a\0")) {
            assertThat(client.ask(Ask.set(path, -1, ""))).isEqualTo("error=BAD_PATH");
            assertThat(client.ask(Ask.del(path, -1))).isEqualTo("error=BAD_PATH");
        }
    }

    @Test
    void pathMayBeAsLongAsTheLimitAndALongerOneIsSaidToBe() {
        String longest = "/" + "x".repeat(4095);
        assertThat(client.ask(Ask.set(longest, -1, "v"))).isEqualTo("rev=+1");
        assertThat(client.ask(Ask.get(longest))).isEqualTo("rev=+1 value=v");

        // The decoder keeps 4097 bytes of it: what is cut off must not make it valid.
        for (String more : List.of("x", "xx", "/y".repeat(3_000))) {
            assertThat(client.ask(Ask.set(longest + more, -1, "")))
                    .isEqualTo("error=BAD_PATH (the path is longer than 4096 bytes)");
            assertThat(client.ask(Ask.get(longest + more))).isEqualTo("rev=0 value=");
            assertThat(client.ask(Ask.stat(longest + more))).isEqualTo("rev=0 len=0");
            assertThat(client.ask(Ask.waitFor(longest + more, 1))).startsWith("error=OTHER");
        }
        assertThat(node.revision()).isEqualTo(TestNode.BORN + 1);
    }

    @Test
    void failedWriteLeavesNoTrace() {
        // given
        client.ask(Ask.set("/d/a", -1, ""));
        TestClient watcher = node.openSeed();
        watcher.askAll(Ask.watch("/**"));
        long hash = node.node().current().hash();

        // when
        client.sends(Ask.set("/d/a", 0, "x")).sends(Ask.set("/d", -1, "x"))
                .sends(Ask.set("/d/a/b", -1, "x")).sends(Ask.del("/d", -1))
                .sends(Ask.set("bad", -1, "x")).sends(Ask.set("/ctl/name", -1, "x"));
        node.settle();

        // then no revision, no event, no file that tells of it
        assertThat(client.answers()).hasSize(7);
        assertThat(node.revision()).isEqualTo(TestNode.BORN + 1);
        assertThat(node.node().current().hash()).isEqualTo(hash);
        assertThat(watcher.answers()).isEmpty();
        assertThat(client.ask(Ask.get("/ctl/err"))).isEqualTo("rev=0 value=");
    }

    @Test
    void writesOfOneTurnAreAppliedInTheOrderSent() {
        // given forty writes at once, each of which needs the one before
        for (int i = 1; i <= 40; i++) {
            client.sends(Ask.set("/a", i == 1 ? 0 : TestNode.BORN + i - 1, "v" + i));
        }

        // when
        node.turn();

        // then
        assertThat(client.takeLines()).hasSize(40).last().asString().endsWith(": rev=+40");
        assertThat(client.ask(Ask.get("/a"))).isEqualTo("rev=+40 value=v40");
    }

    @Test
    void writesOfConnectionsThatMeetInOneTurnAreAllJudgedByWhatIsBefore() {
        TestClient other = node.openNine();
        int won = client.send(Ask.set("/lock", 0, "client"));
        int lost = other.send(Ask.set("/lock", 0, "other"));
        node.turn();
        assertThat(client.answersTo(won)).containsExactly("rev=+1");
        assertThat(other.answersTo(lost)).containsExactly("error=REV_MISMATCH");
    }

    @Test
    void writeOfAConnectionThatIsGoneIsStillDoneAndTellsNobodyElse() {
        // given a write that is in the log, and a connection with the same number
        TestClient gone = node.openNine();
        gone.send(Ask.set("/a", -1, "x"));
        gone.deliverOne();
        gone.close();
        TestClient next = node.open();
        assertThat(next.number()).isEqualTo(gone.number());

        // when
        node.settle();

        // then
        assertThat(next.answers()).isEmpty();
        assertThat(client.ask(Ask.get("/a"))).isEqualTo("rev=+1 value=x");
    }
}
