package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.wire.Request;
import doozer.wire.Verb;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may read and who may write: rows 35 to 37 of the recorded behaviour. */
class AccessTest {
    private static final String DENIED = "error=OTHER (permission denied)";

    private final TestNode both = TestNode.with(new Secrets("rw", "ro"));

    @Test
    void withoutASecretNothingIsAllowedButRevAndSelf() {
        TestClient client = both.openNine();
        List<Request> denied = List.of(Ask.get("/ctl/name"), Ask.stat("/ctl/name"),
                Ask.getdir("/ctl").offset(0), Ask.walk("/ctl/name").offset(0),
                Ask.waitFor("/ctl/name", 1), Ask.set("/s", -1, "x"), Ask.del("/s", -1), Ask.nop());
        for (Request request : denied) assertThat(client.ask(request)).isEqualTo(DENIED);

        assertThat(client.ask(Ask.rev())).isEqualTo("rev=+0");
        assertThat(client.ask(Ask.self())).isEqualTo("value=" + TestNode.INCARNATION.id());
        assertThat(both.openSeed().ask(Ask.watch("/**"))).isEqualTo("flags=3 " + DENIED);
    }

    @Test
    void leavingNeedsTheReadWriteSecret() {
        TestClient client = both.openOwn();
        assertThat(client.ask(new Request(Verb.LEAVE))).isEqualTo("flags=3 " + DENIED);
        client.ask(Ask.access("ro"));
        assertThat(client.ask(new Request(Verb.LEAVE))).isEqualTo("flags=3 " + DENIED);
        client.ask(Ask.access("rw"));
        assertThat(client.ask(new Request(Verb.LEAVE))).isEqualTo("flags=3 error=OTHER (it is the"
                + " only member: stop it instead, and all is gone)");
        assertThat(both.openNine().ask(new Request(Verb.LEAVE)))
                .isEqualTo("error=UNKNOWN_VERB");
    }

    @Test
    void deniedBeforeTheArgumentsAreLookedAtAndAfterTheVerb() {
        TestClient client = both.openNine();
        assertThat(client.ask(new Request(Verb.SET))).isEqualTo(DENIED);
        assertThat(client.ask(new Request(Verb.GET))).isEqualTo(DENIED);
        assertThat(client.ask(Ask.set("bad", -1, "x".repeat(99)))).isEqualTo(DENIED);
        assertThat(client.ask(new Request().verbNumber(4))).isEqualTo("error=UNKNOWN_VERB");
        assertThat(client.ask(Ask.watch("/**"))).isEqualTo("error=UNKNOWN_VERB");
    }

    @Test
    void wrongSecretIsRefusedAndChangesNothing() {
        TestClient client = both.openNine();
        for (String secret : List.of("bad", "", "r", "rwx", "rw\0")) {
            assertThat(client.ask(Ask.access(secret))).isEqualTo(DENIED);
        }
        assertThat(client.ask(new Request(Verb.ACCESS))).isEqualTo(DENIED);
        assertThat(client.ask(Ask.access("x".repeat(99)))).isEqualTo(DENIED);
        assertThat(client.ask(Ask.get("/ctl/name"))).isEqualTo(DENIED);
    }

    @Test
    void readOnlySecretAllowsReadingOnly() {
        TestClient client = both.openNine();
        assertThat(client.ask(Ask.access("ro"))).isEmpty();
        assertThat(client.ask(Ask.get("/ctl/name"))).isEqualTo("rev=1 value=local");
        assertThat(client.ask(Ask.stat("/ctl/name"))).isEqualTo("rev=1 len=5");
        assertThat(client.ask(Ask.getdir("/ctl").offset(0))).isEqualTo("path=cal");
        assertThat(client.ask(Ask.walk("/ctl/name").offset(0))).startsWith("flags=4 rev=1");
        assertThat(client.ask(Ask.waitFor("/ctl/name", 1))).startsWith("flags=4 rev=1");
        assertThat(client.ask(Ask.set("/s", -1, "x"))).isEqualTo(DENIED);
        assertThat(client.ask(Ask.del("/s", -1))).isEqualTo(DENIED);
        assertThat(client.ask(Ask.nop())).isEqualTo(DENIED);
        assertThat(both.revision()).isEqualTo(TestNode.BORN);
    }

    @Test
    void readWriteSecretAllowsEverything() {
        TestClient client = both.openNine();
        assertThat(client.ask(Ask.access("rw"))).isEmpty();
        assertThat(client.ask(Ask.get("/ctl/name"))).isEqualTo("rev=1 value=local");
        assertThat(client.ask(Ask.set("/s", -1, "x"))).isEqualTo("rev=+1");
        assertThat(client.ask(Ask.del("/s", -1))).isEmpty();
        assertThat(client.ask(Ask.nop())).isEmpty();
    }

    @Test
    void accessOnlyGrows() {
        // given
        TestClient client = both.openNine();
        client.ask(Ask.access("ro"));

        // then a wrong secret takes nothing away
        assertThat(client.ask(Ask.access("bad"))).isEqualTo(DENIED);
        assertThat(client.ask(Ask.get("/ctl/name"))).isEqualTo("rev=1 value=local");

        // and neither does a lower one
        assertThat(client.ask(Ask.access("rw"))).isEmpty();
        assertThat(client.ask(Ask.access("ro"))).isEmpty();
        assertThat(client.ask(Ask.set("/s", -1, "x"))).isEqualTo("rev=+1");
    }

    @Test
    void accessIsThatOfOneConnection() {
        both.openNine().ask(Ask.access("rw"));
        assertThat(both.openNine().ask(Ask.get("/ctl/name"))).isEqualTo(DENIED);
    }

    @Test
    void accessEndsWithItsConnectionThoughTheNumberIsUsedAgain() {
        TestClient first = both.openNine();
        first.ask(Ask.access("rw"));
        first.close();
        TestClient second = both.openNine();
        assertThat(second.number()).isEqualTo(first.number());
        assertThat(second.ask(Ask.get("/ctl/name"))).isEqualTo(DENIED);
    }

    @Test
    void accessCountsForWhatIsSentBehindItInTheSameTurn() {
        TestClient client = both.openNine();
        int before = client.send(Ask.get("/ctl/name"));
        client.send(Ask.access("rw"));
        int behind = client.send(Ask.set("/s", -1, "x"));
        both.settle();
        assertThat(client.answersTo(before)).containsExactly(DENIED);
        assertThat(client.answersTo(behind)).containsExactly("rev=+1");
    }

    @Test
    void withAReadWriteSecretAloneEverybodyMayRead() {
        TestClient client = TestNode.with(new Secrets("rw", "")).openNine();
        assertThat(client.ask(Ask.get("/ctl/name"))).isEqualTo("rev=1 value=local");
        assertThat(client.ask(Ask.set("/s", -1, "x"))).isEqualTo(DENIED);
        assertThat(client.ask(Ask.access("bad"))).isEqualTo(DENIED);
        assertThat(client.ask(Ask.access("ro"))).isEqualTo(DENIED);
        assertThat(client.ask(new Request(Verb.ACCESS))).isEmpty();
        assertThat(client.ask(Ask.access(""))).isEmpty();
        assertThat(client.ask(Ask.set("/s", -1, "x"))).isEqualTo(DENIED);
        assertThat(client.ask(Ask.access("rw"))).isEmpty();
        assertThat(client.ask(Ask.set("/s", -1, "x"))).isEqualTo("rev=+1");
    }

    @Test
    void withoutSecretsAnEmptyOneIsRightAndAnyOtherWrong() {
        TestClient client = TestNode.standard().openNine();
        assertThat(client.ask(Ask.access(""))).isEmpty();
        assertThat(client.ask(new Request(Verb.ACCESS))).isEmpty();
        assertThat(client.ask(Ask.access("x"))).isEqualTo(DENIED);
        assertThat(client.ask(Ask.set("/s", -1, "x"))).isEqualTo("rev=+1");
    }

    @Test
    void secretMayStandInThePathWhereThereIsNoValue() {
        // given what one Ruby client sends
        TestClient client = both.openNine();
        assertThat(client.ask(new Request(Verb.ACCESS).path("bad"))).isEqualTo(DENIED);
        assertThat(client.ask(new Request(Verb.ACCESS).path("rw"))).isEmpty();
        assertThat(client.ask(Ask.nop())).isEmpty();

        // then a value that is there is what counts, too long ones too
        TestClient other = both.openNine();
        assertThat(other.ask(Ask.access("bad").path("rw"))).isEqualTo(DENIED);
        assertThat(other.ask(Ask.access("x".repeat(99)).path("rw"))).isEqualTo(DENIED);
        assertThat(other.ask(Ask.access("ro").path("rw"))).isEmpty();
        assertThat(other.ask(Ask.nop())).isEqualTo(DENIED);
    }

    @Test
    void readOnlySecretAloneIsNoSetting() {
        assertThatThrownBy(() -> new Secrets("", "ro"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("read-write");
    }
}
