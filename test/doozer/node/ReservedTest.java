package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients may do to the files below /ctl. */
class ReservedTest {
    private static final String ID = TestNode.INCARNATION.id();
    private static final String BELOW = "error=BAD_PATH (below /ctl, clients may write only"
            + " /ctl/cal/<0 to 999>, /ctl/voters, /ctl/ns/<cluster>/** and /ctl/boot/**)";
    private static final String NO_MEMBER =
            "error=BAD_PATH (no member that could vote has the id in the value)";
    private static final String ONLY_VOTER = "error=BAD_PATH (it names the only voter)";
    private static final String NO_COUNT = "error=BAD_PATH (not a number from 1 to 7)";

    private final TestNode node = TestNode.standard();
    private final TestClient client = node.openNine();

    @Test
    void everythingBelowCtlIsRefusedUnlessItIsListed() {
        List<String> paths = List.of("/ctl/name", "/ctl/x", "/ctl/err",
                "/ctl/node/" + ID + "/writable", "/ctl/node/addr", "/ctl/node/x/y/addr",
                "/ctl/node/x/addrs", "/ctl/sess/1", "/ctl/auth/a", "/ctl/ns", "/ctl/boot",
                "/ctl/cal", "/ctl/node", "/ctl/voters/x", "/ctl/voters2",
                "/ctl/nsx/a", "/ctl/ns/other", "/ctl/cal/01", "/ctl/cal/1000",
                "/ctl/cal/x", "/ctl/cal/-1", "/ctl/cal/1/2", "/ctl/cal/0/x");
        for (String path : paths) {
            assertRefused(path, "", BELOW);
            assertThat(client.ask(Ask.del(path, -1))).as(path).isEqualTo(BELOW);
        }
        assertThat(node.revision()).isEqualTo(TestNode.BORN);
    }

    @Test
    void addressOfAMemberIsDeletedToDropItAndNeverSet() {
        String address = "/ctl/node/" + ID + "/addr";
        assertRefused(address, "", BELOW);
        assertRefused("/ctl/node/x/addr", "", BELOW);
        assertThat(client.ask(Ask.del(address, -1))).isEqualTo("error=BAD_PATH (that member votes:"
                + " demote it first (doozer member demote, or its file in /ctl/cal))");
        assertThat(client.ask(Ask.del("/ctl/node/x/addr", -1)))
                .isEqualTo("error=BAD_PATH (no member has that id)");
        assertThat(node.revision()).isEqualTo(TestNode.BORN);
    }

    @Test
    void ctlItselfIsADirectoryLikeAny() {
        assertRefused("/ctl", "", "error=ISDIR");
        assertThat(client.ask(Ask.del("/ctl", -1))).isEqualTo("error=ISDIR");
    }

    @Test
    void whatOnlyBeginsLikeCtlIsFree() {
        assertThat(client.ask(Ask.set("/ctl2/name", -1, ""))).isEqualTo("rev=+1");
        assertThat(client.ask(Ask.set("/ctla", -1, ""))).isEqualTo("rev=+2");
        assertThat(client.ask(Ask.set("/a/ctl/name", -1, ""))).isEqualTo("rev=+3");
    }

    @Test
    void namesAndBootsAreFree() {
        assertThat(client.ask(Ask.set("/ctl/ns/other/AAAA", 0, "1.2.3.4:5"))).isEqualTo("rev=+1");
        assertThat(client.ask(Ask.set("/ctl/boot/other", 0, "x"))).isEqualTo("rev=+2");
        assertThat(client.ask(Ask.del("/ctl/ns/other/AAAA", -1))).isEmpty();
        assertThat(client.ask(Ask.set("/ctl/boot/other", 0, "y"))).isEqualTo("error=REV_MISMATCH");
        assertThat(client.ask(Ask.del("/ctl/boot/other", TestNode.BORN + 2))).isEmpty();
        assertThat(client.ask(Ask.set("/ctl/ns/local", -1, ""))).isEqualTo(BELOW);
    }

    @Test
    void votersAreANumberFrom1To7AndAreNotDeleted() {
        for (String bad : List.of("", "0", "8", "9", "33", "3 ", "x", "-1")) {
            assertRefused("/ctl/voters", bad, NO_COUNT);
        }
        assertThat(client.ask(Ask.set("/ctl/voters", 0, "1"))).isEqualTo("rev=+1");
        assertThat(client.ask(Ask.set("/ctl/voters", 0, "7"))).isEqualTo("error=REV_MISMATCH");
        assertThat(client.ask(Ask.set("/ctl/voters", TestNode.BORN + 1, "7"))).isEqualTo("rev=+2");
        assertThat(client.ask(Ask.del("/ctl/voters", -1)))
                .isEqualTo("error=BAD_PATH (it can be set, and not deleted)");
    }

    @Test
    void slotMayBeAddedEmptyAndTakenAwayWhileItIs() {
        assertThat(client.ask(Ask.set("/ctl/cal/1", 0, ""))).isEqualTo("rev=+1");
        assertThat(client.ask(Ask.set("/ctl/cal/1", 0, ""))).isEqualTo("error=REV_MISMATCH");
        assertThat(client.ask(Ask.set("/ctl/cal/12", 0, ""))).isEqualTo("rev=+2");
        assertThat(client.ask(Ask.del("/ctl/cal/1", TestNode.BORN + 1))).isEmpty();
        assertThat(client.ask(Ask.get("/ctl/cal/1"))).isEqualTo("rev=0 value=");
        assertThat(client.ask(Ask.del("/ctl/cal/5", -1))).isEmpty();
    }

    @Test
    void slotIsNotFilledWithWhatCannotVote() {
        assertRefused("/ctl/cal/1", "AAAAAAAAAAAAAAAA", NO_MEMBER);
        client.ask(Ask.set("/ctl/cal/1", 0, ""));
        assertRefused("/ctl/cal/1", "x", NO_MEMBER);
        // Nobody votes twice.
        assertRefused("/ctl/cal/1", ID, NO_MEMBER);
    }

    @Test
    void slotOfTheOnlyVoterStays() {
        assertRefused("/ctl/cal/0", "", ONLY_VOTER);
        assertRefused("/ctl/cal/0", "AAAAAAAAAAAAAAAA", ONLY_VOTER);
        assertThat(client.ask(Ask.del("/ctl/cal/0", -1))).isEqualTo(ONLY_VOTER);
        // To name it once more changes nothing, and is a write like any.
        assertThat(client.ask(Ask.set("/ctl/cal/0", 0, ID))).isEqualTo("error=REV_MISMATCH");
        assertThat(client.ask(Ask.set("/ctl/cal/0", 5, ID))).isEqualTo("rev=+1");
    }

    @Test
    void refusalsAreJudgedByWhatTheWritesBeforeHaveLeft() {
        // given, in one turn, a slot that is made and unmade
        client.sends(Ask.set("/ctl/cal/1", 0, "")).sends(Ask.set("/ctl/cal/1", -1, "x"))
                .sends(Ask.del("/ctl/cal/1", -1)).sends(Ask.set("/ctl/cal/1", 0, ""));
        client.takeLines();

        // when
        node.turn();

        // then
        assertThat(client.answers()).extracting(Answer::text)
                .containsExactly("rev=+1", NO_MEMBER, "", "rev=+3");
    }

    private void assertRefused(String path, String value, String refusal) {
        long hash = node.node().current().hash();
        assertThat(client.ask(Ask.set(path, -1, value))).as(path).isEqualTo(refusal);
        assertThat(node.node().current().hash()).as("a trace of %s", path).isEqualTo(hash);
    }
}
