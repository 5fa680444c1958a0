package doozer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.cli.CliServer.Result;
import doozer.wire.ErrorCode;
import doozer.wire.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands for members, against members that tell and do what a test says. */
class MemberCommandsTest {
    private static final String A = "AAAAAAAAAAAAAAAA";
    private static final String B = "BBBBBBBBBBBBBBBB";
    private static final String C = "CCCCCCCCCCCCCCCC";
    private static final String D = "DDDDDDDDDDDDDDDD";
    /** Where nobody listens. */
    private static final String NOWHERE = "127.0.0.1:1";

    private FakeMember a;
    private FakeMember b;

    @BeforeEach
    void startTwo() throws IOException {
        a = new FakeMember(A);
        b = new FakeMember(B);
    }

    @AfterEach
    void stopBoth() throws IOException {
        a.close();
        b.close();
    }

    private Result run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(args, Map.of("DOOZER_URI", a.uri()), new Streams(
                new ByteArrayInputStream(new byte[0]), out, new PrintStream(err)));
        return new Result(status, out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8));
    }

    private static String info(String id, String role, String... members) {
        return "# Node\nid:" + id + "\n# Cluster\nslot:20\nrole:" + role + "\nvoters_wanted:3\n"
                + "voters_changing:false\n# Members\n" + String.join("\n", members) + "\n";
    }

    private static String member(String id, String address, String role) {
        return id + ":address=" + address + " role=" + role + " slot=20 heard_ms=3000";
    }

    /** Four members as the first tells of them: itself, the second, and two where nobody is. */
    private String fourWith(String roleOfB, String roleOfC, String roleOfD) {
        return info(A, "leader", member(A, a.address(), "leader"),
                member(B, b.address(), roleOfB), member(C, NOWHERE, roleOfC),
                member(D, NOWHERE, roleOfD));
    }

    private void withSlots(String... ids) {
        for (int i = 0; i < ids.length; i++) a.has("/ctl/cal/" + i, ids[i]);
    }

    /** Once that has been written, the first node tells something else. */
    private void tellsAfter(String write, String info) {
        a.onWrite((done, member) -> {
            if (done.equals(write)) member.tells(info);
            return null;
        });
    }

    private static Response refusal(String detail) {
        return Response.error(ErrorCode.BAD_PATH, detail);
    }

    @Test
    void eachMemberIsAskedItself() {
        // given one that answers, one that does not, and one at whose address another answers
        a.tells(info(A, "leader", member(A, a.address(), "leader"),
                member(B, b.address(), "voter"), member(C, NOWHERE, "voter"),
                member(D, b.address(), "standby")));
        b.tells(info(B, "voter").replace("slot:20", "slot:17"));

        Result result = run("members");
        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines().map(line -> line.replaceAll(" +", " "))).containsExactly(
                "id address role slot lag heard",
                A + " " + a.address() + " leader 20 0 now",
                B + " " + b.address() + " voter 17 3 now",
                C + " " + NOWHERE + " voter - - 3s",
                D + " " + b.address() + " standby - - 3s");
    }

    @Test
    void withoutALeaderWhatIsKnownIsPrintedAllTheSame() {
        a.tells(info(A, "voter", member(A, a.address(), "voter"),
                member(B, NOWHERE, "voter")));
        Result result = run("members");
        assertThat(result.status()).isZero();
        assertThat(result.out().lines()).hasSize(3);
        assertThat(result.err()).isEqualTo("No leader is known.\n");
    }

    @Test
    void promotedIsPutIntoAnOpenSlotOrAnother() {
        a.tells(fourWith("standby", "voter", "voter"));
        withSlots(A, "", C, D);
        tellsAfter("SET /ctl/cal/1 " + B, fourWith("voter", "voter", "voter"));
        assertThat(run("-t", "9s", "member", "promote", "bb")).isEqualTo(Result.printed(""));

        // and where none is open, into a new one
        a.tells(fourWith("standby", "voter", "voter")).has("/ctl/cal/1", C).has("/ctl/cal/2", D);
        tellsAfter("SET /ctl/cal/4 " + B, fourWith("voter", "voter", "voter"));
        assertThat(run("-t", "9s", "member", "promote", B)).isEqualTo(Result.printed(""));
        assertThat(a.writes()).containsExactly("SET /ctl/cal/1 " + B, "SET /ctl/cal/4 " + B);

        // and once it votes nothing is written
        assertThat(run("-t", "9s", "member", "promote", B)).isEqualTo(Result.printed(""));
        assertThat(a.writes()).hasSize(2);
    }

    @Test
    void aChangeThatIsUnderWayIsWaitedFor() {
        a.tells(fourWith("standby", "voter", "voter").replace("changing:false", "changing:true"));
        assertThat(run("-t", "300ms", "member", "promote", B))
                .isEqualTo(Result.failed("Error: wait timeout: the voters are changing\n"));
        assertThat(a.writes()).isEmpty();
    }

    @Test
    void whoLosesARaceTriesAgain() {
        a.tells(fourWith("standby", "voter", "voter"));
        a.onWrite((write, member) -> {
            if (member.writes().size() == 1) return Response.error(ErrorCode.REV_MISMATCH, null);
            member.tells(fourWith("voter", "voter", "voter"));
            return null;
        });
        assertThat(run("-t", "9s", "member", "promote", B)).isEqualTo(Result.printed(""));
        assertThat(a.writes()).hasSize(2);
    }

    @Test
    void whatTheServerRefusesIsPassedOn() {
        a.tells(fourWith("standby", "voter", "voter"));
        a.onWrite((write, member) -> refusal("no member that could vote"));
        assertThat(run("-t", "9s", "member", "promote", B))
                .isEqualTo(Result.failed("Error: BAD_PATH: no member that could vote\n"));
    }

    @Test
    void demotedGivesItsSlotToAStandbyThatCouldVote() {
        // given two standbys, the first of which is not ready
        a.tells(fourWith("voter", "standby", "standby"));
        withSlots(A, B);
        a.onWrite((write, member) -> {
            if (write.endsWith(C)) return refusal("no member that could vote");
            member.tells(fourWith("standby", "standby", "voter"));
            return null;
        });
        assertThat(run("-t", "9s", "member", "demote", B)).isEqualTo(Result.printed(""));
        assertThat(a.writes()).containsExactly("SET /ctl/cal/1 " + C, "SET /ctl/cal/1 " + D);
        assertThat(run("-t", "9s", "member", "demote", B)).isEqualTo(Result.printed(""));
        assertThat(a.writes()).hasSize(2);
    }

    @Test
    void demotedWithoutAStandbyLeavesFewerWanted() {
        a.tells(fourWith("voter", "voter", "voter"));
        withSlots(A, B, C, D);
        tellsAfter("DEL /ctl/cal/1", fourWith("standby", "voter", "voter"));
        assertThat(run("-t", "9s", "member", "demote", B)).isEqualTo(Result.printed(""));
        assertThat(a.writes()).containsExactly("SET /ctl/voters 3", "DEL /ctl/cal/1");
    }

    @Test
    void whereItCannotBeDemotedTheAimStaysAsItWas() {
        a.tells(fourWith("voter", "voter", "voter").replace("wanted:3", "wanted:4"));
        withSlots(A, B, C, D);
        a.onWrite((write, member) -> write.startsWith("DEL") ? refusal("too few") : null);
        assertThat(run("-t", "9s", "member", "demote", B))
                .isEqualTo(Result.failed("Error: BAD_PATH: too few\n"));
        assertThat(a.writes())
                .containsExactly("SET /ctl/voters 3", "DEL /ctl/cal/1", "SET /ctl/voters 4");
    }

    @Test
    void openSlotThatWouldTakeItBackIsNamed() {
        a.tells(fourWith("voter", "voter", "voter"));
        withSlots(A, B, C, D, "");
        assertThat(run("-t", "9s", "member", "demote", B).err())
                .contains("/ctl/cal/4").contains("delete that");
        assertThat(a.writes()).isEmpty();
    }

    @Test
    void removedOneThatAnswersIsToldToLeave() throws Exception {
        // given a voter, which ends when it has left
        a.tells(fourWith("voter", "voter", "voter")).has("/ctl/node/" + B + "/addr", b.address());
        b.tells(info(B, "voter", member(A, a.address(), "leader"),
                member(B, b.address(), "voter")));
        Thread dropping = new Thread(() -> {
            while (!b.isLeaving()) Thread.onSpinWait();
            a.without("/ctl/node/" + B + "/addr");
        });
        dropping.start();
        assertThat(run("-t", "20s", "member", "remove", B)).isEqualTo(Result.printed(""));
        dropping.join();
        assertThat(a.writes()).isEmpty();
    }

    @Test
    void removedOneThatDoesNotAnswerIsDemotedAndDropped() {
        // given a dead voter, whom the leader is not sure of for a moment
        a.tells(fourWith("voter", "voter", "voter")).has("/ctl/node/" + C + "/addr", NOWHERE);
        withSlots(A, B, C, D);
        a.onWrite((write, member) -> {
            if (write.startsWith("DEL /ctl/cal")) {
                member.tells(fourWith("voter", "standby", "voter"));
            }
            return member.writes().size() == 2 ? refusal("try again") : null;
        });
        assertThat(run("-t", "9s", "member", "remove", C)).isEqualTo(Result.printed(""));
        assertThat(a.writes()).containsExactly("DEL /ctl/cal/2", "DEL /ctl/node/" + C + "/addr",
                "DEL /ctl/node/" + C + "/addr");
    }

    @Test
    void anotherProcessAtTheAddressIsNotToldToLeave() {
        a.tells(info(A, "leader", member(A, a.address(), "leader"),
                member(C, b.address(), "standby"))).has("/ctl/node/" + C + "/addr", b.address());
        assertThat(run("-t", "5s", "member", "remove", C)).isEqualTo(Result.printed(""));
        assertThat(b.isLeaving()).isFalse();
        assertThat(a.writes()).containsExactly("DEL /ctl/node/" + C + "/addr");
    }

    @Test
    void leaveWaitsUntilAnotherMemberKnowsOfIt() {
        a.tells(fourWith("voter", "voter", "voter"));
        b.has("/ctl/node/" + A + "/addr", a.address());
        assertThat(run("-t", "300ms", "leave").err())
                .isEqualTo("Error: wait timeout: " + A + " has not left yet, and goes on trying\n");
        assertThat(a.isLeaving()).isTrue();
        b.without("/ctl/node/" + A + "/addr");
        assertThat(run("-t", "5s", "leave")).isEqualTo(Result.printed(""));
    }

    @Test
    void unknownActionsAndMembersAreNamed() {
        a.tells(fourWith("voter", "voter", "voter"));
        assertThat(run("-t", "9s", "member", "frob", A).status()).isEqualTo(127);
        assertThat(run("-t", "9s", "member", "promote").status()).isEqualTo(127);
        assertThat(run("-t", "9s", "member", "promote", "x").err())
                .startsWith("Error: no member has the id x").contains(A, B, C, D);
    }
}
