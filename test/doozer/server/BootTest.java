package doozer.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.node.Incarnation;
import doozer.node.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a node finds its cluster in another one, or founds it there. */
class BootTest {
    private static final Incarnation ANN = new Incarnation(1, 1);
    private static final Incarnation BOB = new Incarnation(2L << 60, 2);
    private static final String ANNS_PATH = "/ctl/ns/prod/" + ANN.id();
    private static final String BOBS_PATH = "/ctl/ns/prod/" + BOB.id();
    private static final String BOOT = "/ctl/boot/prod";
    private static final String ANNS_CLAIM = ANN.id() + " ann:1";
    private static final String BOBS_CLAIM = BOB.id() + " bob:1";

    private final FakeDzns dzns = new FakeDzns();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @BeforeEach
    void annListens() {
        dzns.isOurs("ann:1");
    }

    @AfterEach
    void nobodyIsInterrupted() {
        Thread.interrupted();
    }

    /** Ann, who is at ann:1. */
    private Boot ann(String... peers) {
        Settings.Identity self = new Settings.Identity(ANN, "prod", "ann:1", "host", "1");
        return new Boot(self, List.of(peers), dzns, new Log(new PrintStream(log), () -> 0));
    }

    private void waitsForEver(Boot boot) {
        assertThatThrownBy(boot::begin).isInstanceOf(OptionException.class)
                .hasMessageContaining("told to end");
    }

    @Test
    void theFirstFoundsAndIsInTheDznsBeforeItBegins() throws Exception {
        assertThat(ann().begin()).isEmpty();

        assertThat(dzns.body(BOOT)).isEqualTo(ANNS_CLAIM);
        assertThat(dzns.body(ANNS_PATH)).isEqualTo("ann:1");
        assertThat(log.toString()).contains("boot-founds cluster=prod").hasLineCount(1);
    }

    @Test
    void whoFindsMembersJoinsThemAndIsInTheDznsToo() throws Exception {
        dzns.put(BOBS_PATH, "bob:1");
        dzns.put("/ctl/ns/prod/x", "bob:1");
        dzns.put("/ctl/ns/prod/y", "eve");
        dzns.put("/ctl/ns/prod/z", "no address");
        dzns.put("/ctl/ns/prod/zz", ":8046");
        dzns.put("/ctl/ns/produce/z", "other:1");

        List<String> peers = ann().begin();

        assertThat(peers).containsExactlyInAnyOrder("bob:1", "eve:8046");
        assertThat(dzns.body(ANNS_PATH)).isEqualTo("ann:1");
        assertThat(dzns.body(BOOT)).isNull();
    }

    @Test
    void membersThatAreAllDeadAreJoinedAllTheSame() throws Exception {
        dzns.put(BOOT, BOBS_CLAIM);
        dzns.put(BOBS_PATH, "bob:1");
        dzns.answersAt("bob:1", "ANOTHER");

        assertThat(ann().begin()).containsExactly("bob:1");
        assertThat(dzns.body(BOOT)).isEqualTo(BOBS_CLAIM);
    }

    @Test
    void whoLosesWaitsAsLongAsItTakesAndSaysSoOnceAMinute() throws Exception {
        // given Bob, who may create the cluster, and after two minutes has
        dzns.put(BOOT, BOBS_CLAIM);
        dzns.pause(121);
        dzns.whilePausing(() -> dzns.put(BOBS_PATH, "bob:1"));

        // when Ann begins
        List<String> peers = ann().begin();

        // then she waits, and joins him
        assertThat(peers).containsExactly("bob:1");
        assertThat(dzns.connections()).isEqualTo(1);
        assertThat(dzns.writes()).containsExactly("set " + ANNS_PATH);
        assertThat(log.toString().lines().filter(line -> line.contains("boot-waits")))
                .hasSize(3).allMatch(line -> line.contains(BOBS_CLAIM));
    }

    @Test
    void whoIsSlowerLosesTheClaim() throws Exception {
        dzns.before(BOOT, () -> dzns.put(BOOT, BOBS_CLAIM));
        dzns.pause(2);

        waitsForEver(ann());

        assertThat(dzns.body(BOOT)).isEqualTo(BOBS_CLAIM);
        assertThat(dzns.body(ANNS_PATH)).isNull();
    }

    @Test
    void aClaimOfWhichNothingWasHeardIsReadBack() throws Exception {
        // given a claim that was done, or was not, and whose answer is lost
        for (boolean isDone : new boolean[] {true, false}) {
            FakeDzns.Event lost = () -> {
                throw new IOException("lost");
            };
            dzns.remove(BOOT);
            dzns.remove(ANNS_PATH);
            dzns.writes().clear();
            if (isDone) dzns.after(BOOT, lost);
            else dzns.before(BOOT, lost);
            dzns.pause(1);

            // then it counts once it is found there
            assertThat(ann().begin()).isEmpty();
            assertThat(dzns.body(BOOT)).isEqualTo(ANNS_CLAIM);
            assertThat(dzns.writes()).containsExactly("set " + BOOT, "set " + ANNS_PATH);
        }
    }

    @Test
    void aLostClaimThatAnotherHasMadeMeanwhileIsTheOthers() throws Exception {
        dzns.before(BOOT, () -> {
            dzns.put(BOOT, BOBS_CLAIM);
            throw new IOException("lost");
        });
        dzns.pause(1);

        waitsForEver(ann());
    }

    @Test
    void theClaimIsTakenFromOneInWhosePlaceAnotherAnswers() throws Exception {
        dzns.put(BOOT, BOBS_CLAIM);
        dzns.answersAt("bob:1", "ANOTHER");

        assertThat(ann().begin()).isEmpty();

        assertThat(dzns.body(BOOT)).isEqualTo(ANNS_CLAIM);
        assertThat(log.toString()).contains("boot-taken-over from=\"" + BOBS_CLAIM);
    }

    @Test
    void theClaimIsNotTakenFromOneThatAnswersOrDoesNot() {
        dzns.put(BOOT, BOBS_CLAIM);
        dzns.pause(1);
        dzns.whilePausing(() -> dzns.answersAt("bob:1", BOB.id()));
        dzns.pause(1);

        waitsForEver(ann());

        assertThat(dzns.body(BOOT)).isEqualTo(BOBS_CLAIM);
    }

    @Test
    void theClaimIsTakenOnlyFromWhoHadItWhenWeLooked() {
        dzns.put(BOOT, BOBS_CLAIM);
        dzns.answersAt("bob:1", "ANOTHER");
        dzns.before(BOOT, () -> dzns.put(BOOT, "EVE eve:1"));
        dzns.pause(1);

        waitsForEver(ann());

        assertThat(dzns.body(BOOT)).isEqualTo("EVE eve:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "ID no address", "ID :1", "ID ann:0"})
    void whatIsNoClaimIsLeftToTheOperator(String body) {
        dzns.put(BOOT, body);

        waitsForEver(ann());

        assertThat(dzns.body(BOOT)).isEqualTo(body);
        assertThat(log.toString()).contains("boot-waits").contains("delete it");
    }

    @Test
    void whoRestartsAtItsAddressMayTakeItsOwnClaimWhileNobodyIsListed() throws Exception {
        dzns.put(BOOT, "BEFORE ann:1");

        assertThat(ann().begin()).isEmpty();

        assertThat(dzns.body(BOOT)).isEqualTo(ANNS_CLAIM);
    }

    @Test
    void whoFindsOnlyItsOwnOldAddressNeitherFoundsNorJoinsItself() throws Exception {
        // given what an earlier process at Ann's address has left
        dzns.put(BOOT, "BEFORE ann:1");
        dzns.put("/ctl/ns/prod/BEFORE", "ann:1");
        dzns.pause(3);
        // when somebody removes it
        dzns.whilePausing(() -> {
            assertThat(dzns.writes()).isEmpty();
            dzns.remove("/ctl/ns/prod/BEFORE");
        });

        // then only then she founds
        assertThat(ann().begin()).isEmpty();
        assertThat(log.toString()).contains("an earlier process");
    }

    @Test
    void whoIsOvertakenBeforeItIsListedDoesNotFound() {
        dzns.after(ANNS_PATH, () -> dzns.put(BOOT, BOBS_CLAIM));
        dzns.pause(1);

        waitsForEver(ann());

        assertThat(dzns.body(ANNS_PATH)).as("nobody is to wait for her").isNull();
    }

    @Test
    void whoSeesAnotherListedOnceItIsListedItselfJoinsIt() throws Exception {
        dzns.after(ANNS_PATH, () -> dzns.put(BOBS_PATH, "bob:1"));
        dzns.pause(1);

        assertThat(ann().begin()).containsExactly("bob:1");
        assertThat(dzns.body(ANNS_PATH)).isEqualTo("ann:1");
    }

    @Test
    void whoHasPeersNeverFoundsAloneAndUsesBoth() throws Exception {
        assertThat(ann("ann:1", "eve:1").begin()).containsExactly("ann:1", "eve:1");
        assertThat(dzns.body(BOOT)).isNull();

        dzns.put(BOBS_PATH, "bob:1");
        dzns.put("/ctl/ns/prod/OLD", "eve:1");
        assertThat(ann("ann:1", "eve:1").begin()).containsExactly("ann:1", "eve:1", "bob:1");
    }

    @Test
    void whoHasPeersSeesAFounderThatIsListedMeanwhile() throws Exception {
        dzns.before(ANNS_PATH, () -> dzns.put(BOBS_PATH, "bob:1"));

        assertThat(ann("eve:1").begin()).containsExactly("eve:1", "bob:1");
    }

    @Test
    void aDznsThatIsDownIsTriedUntilItIsUp() throws Exception {
        dzns.setDown(true);
        dzns.pause(70);
        dzns.whilePausing(() -> dzns.setDown(false));

        assertThat(ann("eve:1").begin()).containsExactly("eve:1");
        assertThat(log.toString().lines().filter(line -> line.contains("nobody there"))).hasSize(2);
    }

    @Test
    void aDznsThatRefusesUsForGoodEndsIt() {
        dzns.refuse(OptionException.badOption("wrong secret"));

        assertThatThrownBy(ann()::begin).isInstanceOf(OptionException.class)
                .hasMessage("wrong secret");
    }

    @Test
    void whoeverIsToldToEndLeavesNoAddressBehindAndStaysInterrupted() {
        // given that Ann has joined the list, and does not know it
        dzns.put(BOBS_PATH, "bob:1");
        dzns.after(ANNS_PATH, () -> {
            throw new IOException("lost");
        });

        waitsForEver(ann());

        assertThat(dzns.body(ANNS_PATH)).isNull();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void whoEndsIsTakenOutOnce() throws Exception {
        Boot boot = ann();
        boot.begin();

        boot.end();
        assertThat(dzns.body(ANNS_PATH)).isNull();
        assertThat(dzns.body(BOOT)).isEqualTo(ANNS_CLAIM);
        int before = dzns.connections();
        boot.end();
        assertThat(dzns.connections()).isEqualTo(before);
    }

    @Test
    void whoEndsDoesNotWaitForADznsThatIsDownOrHangs() throws Exception {
        Boot down = ann();
        down.begin();
        dzns.setDown(true);
        down.end();

        // given one that hangs
        dzns.setDown(false);
        CountDownLatch released = new CountDownLatch(1);
        Boot hanging = new Boot(new Settings.Identity(ANN, "prod", "ann:1", "host", "1"),
                List.of("eve:1"), new Hanging(dzns, released), new Log(new PrintStream(log),
                () -> 0));
        hanging.begin();
        // when it ends, then not when that does
        hanging.end(1);
        assertThat(released.getCount()).isEqualTo(1);
        released.countDown();
    }
}
