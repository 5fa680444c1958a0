package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.paxos.Ballot;
import doozer.wire.Request;
import doozer.wire.Verb;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions as clients see them, at a cluster of one: rules E1 to E4. */
class SessionTest {
    private final TestNode node = TestNode.with(new Settings.Bounds(10_000, 1 << 30, 4096, 20, 50));
    private final TestClient client = node.openOwn();

    SessionTest() {
        node.mayHaveTimer();
    }

    /** Opens one; gives its id. */
    private long open(int ttlMillis) {
        long id = node.revision() + 1;
        assertThat(client.ask(Ask.open(ttlMillis)))
                .isEqualTo("flags=3 rev=" + Answer.revision(id) + " len=" + ttlMillis);
        return id;
    }

    private static Request numbered(Request request, long session, long sequence, long acked) {
        return request.session(session).sequence(sequence).acked(acked);
    }

    private static String gone(long session) {
        return "flags=3 error=NOENT (there is no session " + session
                + ": it has ended, or was never opened)";
    }

    @Test
    void sessionHasAFileThatTellsWhoOpenedIt() {
        long id = open(5000);
        assertThat(client.ask(Ask.get("/ctl/sess/" + id)))
                .isEqualTo("flags=3 rev=" + Answer.revision(id) + " value=somebody");
        assertThat(client.ask(Ask.set("/ctl/sess/" + id, -1, "x"))).contains("error=BAD_PATH");
        assertThat(client.ask(Ask.del("/ctl/sess/" + id, -1))).contains("error=BAD_PATH");
    }

    @Test
    void timeToLiveIsUsuallyTenSecondsAndBounded() {
        assertThat(client.ask(new Request(Verb.OPEN))).endsWith(" len=10000");
        assertThat(client.ask(Ask.open(499))).contains("error=RANGE (a session lives from 500 to");
        assertThat(client.ask(Ask.open(86_400_001))).contains("error=RANGE");
        assertThat(client.ask(Ask.open(-1))).contains("error=RANGE");
        assertThat(client.ask(Ask.open(86_400_000))).endsWith(" len=86400000");
        assertThat(client.ask(Ask.open(500))).endsWith(" len=500");
    }

    @Test
    void sessionWithoutASignOfLifeEndsAndItsFilesGoInOneStep() {
        // given two files of a session, and one of nobody
        long id = open(1000);
        client.ask(Ask.ephemeral(id, "/b", "2"));
        client.ask(Ask.ephemeral(id, "/a", "1"));
        client.ask(Ask.set("/c", -1, "3"));
        long before = node.revision();
        int watch = client.send(Ask.watch("/**"));
        node.settle();
        client.takeLines();

        // when it lives on for almost its time, then nothing happens; and then it ends
        node.live(900);
        assertThat(node.revision()).isEqualTo(before);
        node.live(200);
        assertThat(client.answersTo(watch)).endsWith(
                "flags=25 rev=" + Answer.revision(before + 1) + " path=/a value=",
                "flags=25 rev=" + Answer.revision(before + 2) + " path=/b value=",
                "flags=9 rev=" + Answer.revision(before + 3) + " path=/ctl/sess/" + id
                        + " value=");
        assertThat(node.revision()).isEqualTo(before + 3);
        assertThat(client.ask(Ask.keep(id))).isEqualTo(gone(id));
        assertThat(client.ask(Ask.ephemeral(id, "/a", ""))).isEqualTo(gone(id));
        assertThat(client.ask(Ask.closeSession(id))).isEqualTo(gone(id));
    }

    @Test
    void signsOfLifeKeepASessionAndTakeNoRevision() {
        long id = open(1000);
        long before = node.revision();
        for (int i = 0; i < 10; i++) {
            node.live(700);
            assertThat(client.ask(Ask.keep(id))).isEqualTo("flags=3");
        }
        assertThat(node.revision()).isEqualTo(before);
        node.live(1100);
        assertThat(node.revision()).isEqualTo(before + 1);
    }

    @Test
    void signsOfLifeOfManySessionsAreOneCommand() {
        long first = open(60_000);
        long second = open(60_000);
        long slot = node.node().replica().paxos().applied();
        client.ask(Ask.keep(first));
        int a = client.send(Ask.keep(second));
        int b = client.send(Ask.keep(first));
        int c = client.send(Ask.keep(999));
        node.settle();
        assertThat(client.answersTo(a)).isEmpty();
        node.live(150);
        assertThat(client.answersTo(a)).containsExactly("flags=3");
        assertThat(client.answersTo(b)).containsExactly("flags=3");
        assertThat(client.answersTo(c)).containsExactly(gone(999));
        assertThat(node.node().replica().paxos().applied()).isEqualTo(slot + 2);
    }

    @Test
    void stampOfAnOlderBallotLetsNoTimePass() {
        long id = open(1_000);
        Machine machine = node.node().replica().machine();
        Sessions sessions = machine.changes().sessions();
        long now = sessions.millis();
        long newer = Ballot.of(Ballot.round(sessions.ballot()) + 5, 3);
        machine.apply(LogEntry.own(new Command.Clock(newer, now + 10)));
        machine.apply(LogEntry.own(new Command.Clock(Ballot.of(1, 9), now + 5_000)));
        assertThat(sessions.millis()).isEqualTo(now + 10);
        assertThat(sessions.of(id)).isNotNull();
        machine.apply(LogEntry.own(new Command.Clock(newer, now + 5_000)));
        assertThat(sessions.of(id)).isNull();
    }

    @Test
    void nodeThatStoodStillDoesNotCatchUp() {
        // given a sign of life that arrives while the process stands still
        long id = open(1000);
        client.send(Ask.keep(id));
        node.standStill(60_000);
        node.settle();
        assertThat(client.ask(Ask.get("/ctl/sess/" + id))).contains("somebody");
        node.live(800);
        assertThat(client.ask(Ask.get("/ctl/sess/" + id))).contains("somebody");
    }

    @Test
    void sessionsEndInTheOrderOfTheirDeadlines() {
        // given a session that ends sooner than those opened before it
        long last = open(60_000);
        long second = open(1_000);
        node.live(450);
        long first = open(500);
        node.live(430);
        long before = node.revision();

        // when two are due at once, then that one ends first, and the one that is not due stays
        node.standStill(140);
        node.settle();
        assertThat(node.revision()).isEqualTo(before + 2);
        assertThat(node.node().replica().machine().event(before + 1).path())
                .isEqualTo("/ctl/sess/" + first);
        assertThat(node.node().replica().machine().event(before + 2).path())
                .isEqualTo("/ctl/sess/" + second);
        assertThat(client.ask(Ask.keep(last))).isEqualTo("flags=3");
    }

    @Test
    void closedSessionTakesItsFilesWithIt() {
        long id = open(1000);
        long other = open(1000);
        client.ask(Ask.ephemeral(id, "/a/1", ""));
        client.ask(Ask.ephemeral(other, "/a/2", ""));
        assertThat(client.ask(Ask.closeSession(id)))
                .isEqualTo("flags=3 rev=" + Answer.revision(node.revision()));
        assertThat(client.askAll(Ask.getdir("/a"))).hasSize(2);
        assertThat(client.askAll(Ask.getdir("/ctl/sess"))).hasSize(2);
    }

    @Test
    void fileBelongsToTheSessionThatCreatedItUntilItIsDeleted() {
        long id = open(60_000);
        long other = open(60_000);
        assertThat(client.ask(Ask.ephemeral(id, "/a", "1"))).startsWith("flags=3 rev=");
        String there = "flags=3 rev=" + Answer.revision(node.revision())
                + " error=REV_MISMATCH (it is there, and not of this session)";

        // then another cannot have it, its owner can set it, and so can anybody
        assertThat(client.ask(Ask.ephemeral(other, "/a", "2"))).isEqualTo(there);
        assertThat(client.ask(Ask.ephemeral(id, "/a", "3"))).doesNotContain("error");
        assertThat(client.ask(Ask.set("/a", -1, "4"))).doesNotContain("error");
        client.ask(Ask.closeSession(other));
        assertThat(client.ask(Ask.get("/a"))).contains("value=4");

        // when it is deleted, and created by nobody in particular, then it stays
        client.ask(Ask.del("/a", -1));
        client.ask(Ask.set("/a", -1, "5"));
        assertThat(client.ask(Ask.ephemeral(id, "/a", "6"))).contains("REV_MISMATCH");
        client.ask(Ask.closeSession(id));
        assertThat(client.ask(Ask.get("/a"))).contains("value=5");
    }

    @Test
    void ephemeralFileNeedsASession() {
        Request request = Ask.set("/a", -1, "1").option(Request.EPHEMERAL);
        assertThat(client.ask(request))
                .isEqualTo("flags=3 error=MISSING_ARG (the id of a session is missing)");
        assertThat(client.ask(Ask.txn("ephemeral /a 1"))).contains("error=MISSING_ARG");
    }

    @Test
    void fileThatCannotBeDeletedDoesNotGoWithASession() {
        long id = open(60_000);
        assertThat(client.ask(Ask.ephemeral(id, "/ctl/voters", "3")))
                .isEqualTo("flags=3 error=BAD_PATH (it can be set, and not deleted)");
        assertThat(client.ask(Ask.ephemeral(id, "/ctl/name", "x"))).contains("error=BAD_PATH");
        assertThat(client.ask(Ask.ephemeral(id, "/ctl/boot/x", "x"))).doesNotContain("error");
    }

    @Test
    void repeatedCommandGetsTheAnswerOfTheFirstTime() {
        long id = open(60_000);
        String first = client.ask(numbered(Ask.next("/n"), id, 1, 0));
        assertThat(first).endsWith(" value=1");
        client.ask(Ask.nop());
        String second = client.ask(numbered(Ask.set("/a", 0, "x"), id, 2, 0));
        String third = client.ask(numbered(Ask.set("/a", 0, "y"), id, 3, 0));
        assertThat(third).contains("error=REV_MISMATCH");
        long before = node.revision();
        client.ask(Ask.del("/a", -1));

        // when all are sent again, from another connection, then nothing is done again
        TestClient elsewhere = node.openOwn();
        assertThat(elsewhere.ask(numbered(Ask.next("/n"), id, 1, 0))).isEqualTo(first);
        assertThat(elsewhere.ask(numbered(Ask.set("/a", 0, "x"), id, 2, 0))).isEqualTo(second);
        assertThat(elsewhere.ask(numbered(Ask.set("/a", 0, "y"), id, 3, 0))).isEqualTo(third);
        assertThat(node.revision()).isEqualTo(before + 1);
    }

    @Test
    void commandOutOfOrderIsNotDone() {
        long id = open(60_000);
        long before = node.revision();
        assertThat(client.ask(numbered(Ask.next("/n"), id, 2, 0)))
                .startsWith("flags=3 rev=1 error=RANGE (out of order: expected is number 1");
        assertThat(client.ask(numbered(Ask.next("/n"), id, Long.MAX_VALUE, 0)))
                .contains("error=RANGE");
        assertThat(client.ask(numbered(Ask.next("/n"), id, -1, 0))).contains("error=RANGE");
        assertThat(node.revision()).isEqualTo(before);
        assertThat(client.ask(numbered(Ask.next("/n"), id, 1, 0))).endsWith("value=1");
    }

    @Test
    void answerThatWasAcknowledgedIsForgotten() {
        long id = open(60_000);
        client.ask(numbered(Ask.next("/n"), id, 1, 0));
        client.ask(numbered(Ask.next("/n"), id, 2, 1));
        assertThat(client.ask(numbered(Ask.next("/n"), id, 1, 0))).isEqualTo("flags=3"
                + " error=TOO_LATE (that command was done, and its answer acknowledged)");
        assertThat(client.ask(numbered(Ask.next("/n"), id, 2, 2))).endsWith("value=2");
        assertThat(client.ask(Ask.get("/n"))).endsWith("value=2");
    }

    @Test
    void answersAreKeptUpToABound() {
        long id = open(60_000);
        for (int i = 1; i <= Sessions.MAX_ANSWERS; i++) {
            assertThat(client.ask(numbered(Ask.nop(), id, i, 0))).doesNotContain("error");
        }
        int next = Sessions.MAX_ANSWERS + 1;
        assertThat(client.ask(numbered(Ask.nop(), id, next, 0))).contains("error=RANGE");
        assertThat(client.ask(numbered(Ask.nop(), id, next, 1))).doesNotContain("error");
    }

    @Test
    void answersOfAllTogetherAreBounded() {
        // given a session whose answers are long, until there is no room for more
        long id = open(60_000);
        long other = open(60_000);
        Sessions sessions = node.node().replica().machine().changes().sessions();
        for (int i = 0; i < 80_000; i++) sessions.own("/" + "f".repeat(200) + i, sessions.of(id));
        assertThat(sessions.isFull()).isTrue();

        // then what would have to be kept is not done, and what need not be is
        assertThat(client.ask(numbered(Ask.next("/n"), other, 1, 0))).doesNotContain("error");
        assertThat(client.ask(numbered(Ask.next("/n"), other, 2, 0)))
                .startsWith("flags=3 rev=2 error=RANGE (all sessions together");
        assertThat(client.ask(numbered(Ask.next("/n"), other, 2, 1))).endsWith("value=2");
        assertThat(client.ask(Ask.open(1000))).contains("error=RANGE");
    }

    @Test
    void manyThatEndAtOnceEndInSeveralSlots() {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            long id = open(60_000);
            ids.add(id);
            for (int n = 0; n < Sessions.MAX_FILES; n++) {
                assertThat(client.ask(Ask.ephemeral(id, "/" + i + "/" + n, "")))
                        .doesNotContain("error");
            }
            assertThat(client.ask(Ask.ephemeral(id, "/more", ""))).contains("error=RANGE");
        }
        // The first goes alone, and the others together with it: so all end at one time.
        node.live(200);
        ids.forEach(id -> client.send(Ask.keep(id)));
        node.live(59_000);
        long slot = node.node().replica().paxos().applied();
        node.live(10_000);
        assertThat(client.ask(Ask.stat("/ctl/sess"))).isEqualTo("flags=3 rev=0 len=0");
        assertThat(client.ask(Ask.stat("/4/999"))).isEqualTo("flags=3 rev=0 len=0");
        assertThat(node.node().replica().paxos().applied()).isBetween(slot + 3, slot + 6);
    }

    @Test
    void whatIsWrongOnItsFaceUsesItsNumberUp() {
        long id = open(60_000);
        assertThat(client.ask(numbered(new Request(Verb.SET), id, 1, 0)))
                .isEqualTo("flags=3 error=MISSING_ARG");
        assertThat(client.ask(numbered(Ask.set("no path", 0, ""), id, 2, 0)))
                .isEqualTo("flags=3 error=BAD_PATH");
        assertThat(client.ask(numbered(Ask.set("/a", 0, "x".repeat(5000)), id, 3, 0)))
                .contains("error=RANGE (a value of 5000 bytes");
        assertThat(client.ask(numbered(Ask.txn("set nowhere 1"), id, 4, 0)))
                .isEqualTo("flags=3 error=BAD_PATH (\"nowhere\" is no path)");
        assertThat(client.ask(numbered(Ask.txn("set " + "\u00e9\ud83d\ude00".repeat(40) + " 1"),
                id, 5, 0))).isEqualTo("flags=3 error=BAD_PATH (\"" + "?".repeat(64)
                        + "...\" is no path)");
        assertThat(client.ask(numbered(Ask.next("/n"), id, 6, 0))).endsWith("value=1");
        assertThat(client.ask(numbered(Ask.set("/x", 0, "x"), id, 2, 0)))
                .isEqualTo("flags=3 error=BAD_PATH");
    }

    @Test
    void sessionsAreOfOurOwnDialectAndOfThoseWhoMayWrite() {
        TestClient nine = node.openNine();
        assertThat(nine.ask(Ask.open(1000))).isEqualTo("error=UNKNOWN_VERB");
        assertThat(nine.ask(Ask.txn("set /a 1"))).isEqualTo("error=UNKNOWN_VERB");
        Request ephemeral = Ask.set("/old", -1, "").option(Request.EPHEMERAL);
        assertThat(nine.ask(ephemeral)).startsWith("rev=");
        assertThat(nine.ask(numbered(Ask.set("/a", -1, ""), 99, 7, 0))).startsWith("rev=");

        TestNode guarded = TestNode.with(new Secrets("rw", "ro"));
        TestClient stranger = guarded.openOwn();
        for (Request request : List.of(Ask.open(1000), Ask.keep(1), Ask.closeSession(1),
                Ask.next("/n"), Ask.txn("set /a 1"))) {
            assertThat(stranger.ask(request)).isEqualTo("flags=3 error=OTHER (permission denied)");
        }
        assertThat(guarded.revision()).isEqualTo(TestNode.BORN);
    }

    @Test
    void requestWithoutASessionSaysSo() {
        assertThat(client.ask(Ask.next("/n").sequence(1))).contains("error=MISSING_ARG");
        assertThat(client.ask(Ask.next("/n").acked(1))).contains("error=MISSING_ARG");
        assertThat(client.ask(new Request(Verb.KEEP))).contains("error=MISSING_ARG");
        assertThat(client.ask(new Request(Verb.CLOSE))).contains("error=MISSING_ARG");
        assertThat(client.ask(Ask.keep(-5))).contains("error=RANGE");
        assertThat(client.ask(Ask.keep(Long.MAX_VALUE))).contains("error=RANGE");
        assertThat(client.ask(Ask.keep(PeerWriter.MAX_NUMBER))).contains("error=NOENT");
        assertThat(client.ask(Ask.closeSession(-5))).contains("error=RANGE");
    }

    @Test
    void stateIsTheSameAfterASnapshot() {
        // given sessions with files and answers
        long id = open(60_000);
        client.ask(numbered(Ask.ephemeral(id, "/a", "1"), id, 1, 0));
        client.ask(numbered(Ask.next("/n"), id, 2, 1));
        open(500);
        node.live(100);
        Machine machine = node.node().replica().machine();
        long slot = node.node().replica().paxos().applied();
        long hash = machine.hash(slot);
        Snapshot snapshot = machine.snapshot(slot);

        // when the state goes on, and is restored, then nothing has changed
        client.ask(numbered(Ask.next("/m"), id, 3, 2));
        assertThat(machine.hash(slot)).isNotEqualTo(hash);
        machine.store().rollBack(machine.store().current().revision() - 1);
        machine.restore(snapshot);
        assertThat(machine.hash(slot)).isEqualTo(hash);
        assertThat(machine.changes().sessions().owner("/a").id).isEqualTo(id);
        assertThat(machine.changes().sessions().of(id).answers).containsOnlyKeys(2L);
    }
}
