package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.Limits;
import doozer.wire.Request;
import doozer.wire.Txn;
import doozer.wire.Verb;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TXN and NEXT as clients see them. */
class TransactionTest {
    private final TestNode node = TestNode.with(new Settings.Bounds(10_000, 1 << 30, 4096, 20, 50));
    private final TestClient client = node.openOwn();

    private long rev(int above) {
        return TestNode.BORN + above;
    }

    @Test
    void changesAreMadeInOneStepWithARevisionEach() {
        client.ask(Ask.set("/old", -1, "x"));
        int watch = client.send(Ask.watch("/**"));
        node.settle();
        assertThat(client.ask(Ask.txn("set /a 1", "del /old", "set /b/c 2")))
                .isEqualTo("flags=3 rev=+4");
        assertThat(client.answersTo(watch).stream().map(
                line -> line.replaceAll("flags=\\d+ ", "")).skip(1)).containsExactly(
                "rev=+2 path=/a value=1", "rev=+3 path=/old value=", "rev=+4 path=/b/c value=2");
        assertThat(client.ask(Ask.get("/a"))).isEqualTo("flags=3 rev=+2 value=1");
    }

    @Test
    void conditionsAreJudgedBeforeAnythingIsDone() {
        client.ask(Ask.set("/a", -1, "x"));
        assertThat(client.ask(Ask.txn("set /b 1", "if /a " + rev(0))))
                .isEqualTo("flags=3 rev=+1 error=REV_MISMATCH (/a)");
        assertThat(client.ask(Ask.txn("set /b 1", "if /none " + rev(1))))
                .isEqualTo("flags=3 error=REV_MISMATCH (/none)");
        assertThat(client.ask(Ask.txn("if /ctl 0", "set /b 1")))
                .isEqualTo("flags=3 rev=-2 error=REV_MISMATCH (/ctl)");
        assertThat(node.revision()).isEqualTo(rev(1));

        // and they are about the state before, wherever they stand
        assertThat(client.ask(Ask.txn("set /a y", "if /a " + rev(1), "if /b 0", "if /ctl -2")))
                .isEqualTo("flags=3 rev=+2");
    }

    @Test
    void errorOfOneIsTheErrorOfAll() {
        client.ask(Ask.set("/f", -1, "x"));
        client.ask(Ask.set("/d/x", -1, "x"));
        long hash = node.node().current().hash();
        for (String bad : List.of("set /f/x 1", "set /ctl 1", "del /f 3", "set /ctl/name x",
                "set /ctl/cal/0 x", "del /ctl/cal/0", "ephemeral /e 1")) {
            String answer = client.ask(Ask.txn("set /a 1", "del /d/x", bad, "set /z 1"));
            assertThat(answer).as(bad).contains("error=", "(" + bad.split(" ")[1]);
        }
        assertThat(node.revision()).isEqualTo(rev(2));
        assertThat(node.node().current().hash()).isEqualTo(hash);
    }

    @Test
    void revisionOfAMismatchIsOneThatIsThere() {
        assertThat(client.ask(Ask.txn("set /a 1", "del /a 0")))
                .isEqualTo("flags=3 error=REV_MISMATCH (/a)");
    }

    @Test
    void laterChangeSeesTheEarlierOnes() {
        assertThat(client.ask(Ask.txn("set /a 1", "set /a 2", "del /a", "set /a/b 3")))
                .isEqualTo("flags=3 rev=+4");
        assertThat(client.ask(Ask.get("/a/b"))).isEqualTo("flags=3 rev=+4 value=3");
    }

    @Test
    void transactionWithoutChangesOnlyJudges() {
        assertThat(client.ask(Ask.txn())).isEqualTo("flags=3 rev=+0");
        assertThat(client.ask(new Request(Verb.TXN))).isEqualTo("flags=3 rev=+0");
        assertThat(client.ask(Ask.txn("if /a 1"))).contains("REV_MISMATCH");
        assertThat(node.revision()).isEqualTo(rev(0));
    }

    @Test
    void ownershipIsTakenBackWithTheRest() {
        // given a file of a session
        node.mayHaveTimer();
        client.ask(Ask.open(60_000));
        long id = rev(1);
        client.ask(Ask.ephemeral(id, "/mine", "1"));

        // when a transaction deletes it, makes another, and fails, then it is the session's still
        String answer = client.ask(Ask.txn("del /mine", "ephemeral /e 1", "set /mine 2",
                "del /ctl/name").session(id));
        assertThat(answer).contains("error=BAD_PATH");
        assertThat(client.ask(Ask.ephemeral(id, "/mine", "3"))).doesNotContain("error");
        client.ask(Ask.set("/e", -1, "nobody's"));

        // when it succeeds, then what counts is the last of it
        assertThat(client.ask(Ask.txn("del /mine", "set /mine 2", "ephemeral /f 1").session(id)))
                .doesNotContain("error");
        client.ask(Ask.closeSession(id));
        assertThat(client.ask(Ask.get("/mine"))).endsWith("value=2");
        assertThat(client.ask(Ask.get("/e"))).endsWith("value=nobody's");
        assertThat(client.ask(Ask.get("/f"))).contains("rev=0");
    }

    @Test
    void bytesThatAreNoTransactionAreRefused() {
        ArrayList<Txn.Operation> many = new ArrayList<>();
        for (int i = 0; i <= Limits.MAX_TXN; i++) {
            many.add(new Txn.Operation(Txn.Kind.IF, "/a", 0, new byte[0]));
        }
        TestNode roomy = TestNode.with(new Settings.Bounds(100, 1 << 20, 1 << 16, 20, 50));
        TestClient other = roomy.openOwn();
        assertThat(other.ask(new Request(Verb.TXN).value(new Txn(many).encode())))
                .isEqualTo("flags=3 error=RANGE (a transaction has more than 128 conditions and"
                        + " changes)");
        for (byte[] bad : List.of(new byte[] {10}, new byte[] {10, 9}, new byte[] {10, 0},
                new byte[] {10, 2, 8, 9}, new byte[] {13, 0, 0, 0, 0}, new byte[] {-1},
                new byte[] {10, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1})) {
            assertThat(client.ask(new Request(Verb.TXN).value(bad))).contains("error=RANGE");
        }
        assertThat(node.revision()).isEqualTo(rev(0));
    }

    @Test
    void nextCountsUpWhatIsANumber() {
        assertThat(client.ask(Ask.next("/n"))).isEqualTo("flags=3 rev=+1 value=1");
        assertThat(client.ask(Ask.next("/n"))).isEqualTo("flags=3 rev=+2 value=2");
        client.ask(Ask.set("/n", -1, "-1"));
        assertThat(client.ask(Ask.next("/n"))).endsWith("value=0");
        client.ask(Ask.set("/n", -1, "999999999999999999"));
        assertThat(client.ask(Ask.next("/n"))).endsWith("value=1000000000000000000");
        for (String bad : List.of("", "x", "1 ", "+1", "01", "-0", "1000000000000000000")) {
            client.ask(Ask.set("/n", -1, bad));
            assertThat(client.ask(Ask.next("/n"))).as(bad).contains("error=RANGE");
        }
        assertThat(client.ask(Ask.next("/ctl"))).contains("error=ISDIR");
        assertThat(client.ask(Ask.next("/n/x"))).contains("error=NOTDIR");
        assertThat(client.ask(Ask.next("/ctl/name"))).contains("error=");
        assertThat(client.ask(Ask.next("x"))).contains("error=BAD_PATH");
        assertThat(client.ask(new Request(Verb.NEXT))).contains("error=MISSING_ARG");
    }
}
