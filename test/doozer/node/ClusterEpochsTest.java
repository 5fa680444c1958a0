package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.paxos.Ballot;
import doozer.paxos.Message;
import doozer.paxos.Vote;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Epochs that know nothing of each other, and those in between: rule R13. */
class ClusterEpochsTest {
    private final TestCluster cluster = new TestCluster();

    private static ClusterId id(ClusterNode node) {
        return node.replica().machine().genesis().id();
    }

    private void recover(ClusterNode node) {
        cluster.within(3_000, () -> node.replica().paxos().leaderlessNanos() > 1_000_000_000L);
        byte[] epoch = node.info("epoch").getBytes(StandardCharsets.UTF_8);
        assertThat(node.call(new Request(Verb.RECOVER).value(epoch)).errCode()).isZero();
    }

    /** Tells it to recover, and gives what takes its place. */
    private ClusterNode recovered(ClusterNode node) {
        recover(node);
        cluster.within(20_000, node::isDead);
        ClusterNode next = cluster.again(node);
        cluster.within(2_000, next::isWritable);
        return next;
    }

    private void killAllBut(ClusterNode... survivors) {
        for (ClusterNode node : List.copyOf(cluster.byAddress.values())) {
            if (!List.of(survivors).contains(node)) cluster.kill(node);
        }
    }

    /** Five that all vote. */
    private List<ClusterNode> five() {
        List<String> all = List.of("10.0.0.1:8046", "10.0.0.2:8046", "10.0.0.3:8046",
                "10.0.0.4:8046", "10.0.0.5:8046");
        Settings.Cluster usual = cluster.settings();
        List<ClusterNode> nodes = new ArrayList<>();
        for (String address : all) {
            nodes.add(cluster.start(address, new Settings.Cluster(all, 5, usual.window(),
                    usual.seed() + nodes.size(), usual.times(), usual.log(), false)));
        }
        cluster.until(() -> nodes.stream().allMatch(ClusterNode::isWritable));
        cluster.pass(50);
        return nodes;
    }

    /** Two of five are left, which do not reach each other, and both are recovered. */
    private List<ClusterNode> two() {
        List<ClusterNode> nodes = cluster.founded(5);
        ClusterNode one = nodes.get(3);
        ClusterNode other = nodes.get(4);
        killAllBut(one, other);
        cluster.isolate(one);
        cluster.breakCutLinks();
        ClusterNode first = recovered(one);
        cluster.isolate(first);
        return List.of(first, recovered(other));
    }

    /** A survivor that hands over these votes, when it is asked. */
    private ClusterStranger survivor(ClusterNode other, int number) {
        ClusterStranger stranger = cluster.stranger("10.0.0." + number + ":8046");
        stranger.hello = new PeerMessage.Hello(Links.PROTOCOL, "local", id(other), 8,
                Leases.LEVEL, stranger.profile(), null);
        return stranger;
    }

    private static Vote vote(long slot, long ballot, Member origin, String path) {
        return vote(slot, ballot, origin, new Command.Set(path, 0, new byte[] {'x'}));
    }

    private static Vote vote(long slot, long ballot, Member origin, Command set) {
        return new Vote(slot, ballot,
                new Batch(List.of(new LogEntry(origin.number, origin.last() + 1, set))));
    }

    @Test
    void highestBallotIsAdoptedUpToTheFirstGap() {
        // given one of five, and two more that are left by what they say
        ClusterNode one = cluster.founded(5).get(0);
        killAllBut(one);
        List<ClusterStranger> others = List.of(survivor(one, 66), survivor(one, 67));
        List<Integer> links = others.stream().map(other -> other.dial(one.address())).toList();
        cluster.pass(50);
        recover(one);
        cluster.within(2_000, () -> others.stream()
                .noneMatch(other -> other.heard(PeerMessage.RecoverAsk.class).isEmpty()));
        ClusterId next = one.replica().membership().recovery().next();

        // when they know of different values for a slot, and of one after a slot of nobody
        long slot = one.replica().paxos().applied();
        Members members = one.replica().machine().members();
        Member origin = members.of(one.replica().number() % 5 + 1);
        Member later = members.of(origin.number % 5 + 1);
        for (int i = 0; i < 2; i++) {
            long ballot = Ballot.of(100 - i, 1);
            List<Vote> votes = List.of(vote(slot + 1, ballot, origin, "/round" + (100 - i)),
                    vote(slot + 3, ballot, later, "/beyond"));
            others.get(i).say(links.get(i), new PeerMessage.HandedOver(next, slot, 0, votes, true));
        }

        // then it begins with the one of the highest ballot, and nothing beyond the gap
        cluster.within(10_000, one::isDead);
        ClusterNode again = cluster.again(one);
        cluster.within(2_000, again::isWritable);
        assertThat(again.value("/round100")).isEqualTo("x");
        assertThat(again.value("/round99")).isNull();
        assertThat(again.value("/beyond")).isNull();
    }

    @Test
    void whatIsKnownToBeDecidedKeepsItsRevision() {
        // given one of five, and another that knows one slot more to be decided, and has voted for
        // the next
        ClusterNode one = cluster.founded(5).get(0);
        cluster.pass(50);
        long last = one.revision();
        killAllBut(one);
        ClusterStranger other = survivor(one, 66);
        int link = other.dial(one.address());
        cluster.pass(50);
        recover(one);
        cluster.within(2_000, () -> !other.heard(PeerMessage.RecoverAsk.class).isEmpty());
        ClusterId next = one.replica().membership().recovery().next();
        long slot = one.replica().paxos().applied();
        Members members = one.replica().machine().members();
        Member origin = members.of(one.replica().number() % 5 + 1);
        Member later = members.of(origin.number % 5 + 1);

        // when it hands that over
        List<Vote> votes = List.of(vote(slot + 1, Ballot.DECIDED, origin, "/decided"),
                vote(slot + 2, Ballot.of(66, 1), later, "/accepted"));
        other.say(link, new PeerMessage.HandedOver(next, slot, 0, votes, true));

        // then the first has the revision that it had, and the second one behind the gap
        cluster.within(10_000, one::isDead);
        ClusterNode again = cluster.again(one);
        cluster.within(2_000, again::isWritable);
        assertThat(again.call(new Request(Verb.GET).path("/decided")).rev()).isEqualTo(last + 1);
        assertThat(again.call(new Request(Verb.GET).path("/accepted")).rev())
                .isEqualTo(last + 1 + Gap.LENGTH + 1);
    }

    /**
     * One of five is left that has written {@code /old}, and another that hands these over, with
     * what else it says of the slots after that; gives what takes the place of the first.
     */
    private ClusterNode adopting(ClusterNode one, List<Command.Set> writes) {
        killAllBut(one);
        ClusterStranger other = survivor(one, 66);
        int link = other.dial(one.address());
        cluster.pass(50);
        recover(one);
        cluster.within(2_000, () -> !other.heard(PeerMessage.RecoverAsk.class).isEmpty());
        ClusterId next = one.replica().membership().recovery().next();
        long slot = one.replica().paxos().applied();
        List<Member> origins = one.replica().machine().members().all().stream()
                .filter(member -> member.number != one.replica().number()).toList();
        List<Vote> votes = new ArrayList<>();
        for (int i = 0; i < writes.size(); i++) {
            votes.add(vote(slot + 1 + i, Ballot.of(100, 1), origins.get(i), writes.get(i)));
        }
        other.say(link, new PeerMessage.HandedOver(next, slot, 0, votes, true));
        cluster.within(10_000, one::isDead);
        ClusterNode again = cluster.again(one);
        cluster.within(2_000, again::isWritable);
        return again;
    }

    @Test
    void whatIsAdoptedIsBehindTheGap() {
        // given one of five, and another that has voted for what is not known to be decided: a
        // write, one on top of what was decided, and two of who has seen the revision after that
        ClusterNode one = cluster.founded(5).get(0);
        long decided = one.set("/old", "x");
        cluster.pass(50);
        long last = one.revision();
        byte[] x = {'x'};
        byte[] y = {'y'};
        ClusterNode again = adopting(one, List.of(new Command.Set("/new", 0, x),
                new Command.Set("/old", decided, y), new Command.Set("/new", last + 1, y),
                new Command.Set("/never", last + 1, y)));

        // then no revision of the old epoch shows what it may not have had there
        long end = last + Gap.LENGTH;
        assertThat(again.call(new Request(Verb.GET).path("/new")).rev()).isEqualTo(end + 1);
        assertThat(again.call(new Request(Verb.GET).path("/old")).rev()).isEqualTo(end + 2);
        assertThat(again.value("/new")).isEqualTo("x");
        assertThat(again.value("/old")).isEqualTo("y");
        assertThat(again.value("/never")).isNull();
        assertThat(again.call(new Request(Verb.GET).path("/new").rev(last + 1)).errCode())
                .isEqualTo(ErrorCode.TOO_LATE.number());
        assertThat(again.call(new Request(Verb.GET).path("/new").rev(end + 1)).value())
                .isEqualTo(x);
        assertThat(again.call(Ask.set("/old", last + 2, "z")).errCode())
                .isEqualTo(ErrorCode.REV_MISMATCH.number());
        assertThat(again.call(Ask.set("/old", end + 2, "z")).errCode()).isZero();
    }

    @Test
    void whoStandsStillNeitherVotesNorLeads() {
        // given five of which none hears a leader, and one that recovers without ever being told
        List<ClusterNode> nodes = five();
        cluster.lose(message -> message instanceof PeerMessage.Slots);
        cluster.pass(2_000);
        cluster.lose(message -> message instanceof PeerMessage.Slots
                || message instanceof PeerMessage.HandedOver);
        recover(nodes.get(0));
        cluster.within(2_000, () -> nodes.stream()
                .allMatch(one -> one.replica().membership().recovery().isFrozen()));
        List<Long> promised = nodes.stream().map(one -> one.replica().paxos().promised()).toList();

        // when they hear each other again, then none of them promises anything
        cluster.lose(message -> message instanceof PeerMessage.HandedOver);
        cluster.pass(2_000);
        assertThat(nodes).noneMatch(ClusterNode::isDead).noneMatch(ClusterNode::isLeading);
        assertThat(nodes).extracting(one -> one.replica().paxos().promised())
                .containsExactlyElementsOf(promised);
    }

    @Test
    void whoHasHandedOverDoesNotVoteForAStranger() {
        // given one of five that stands still
        ClusterNode one = cluster.founded(5).get(0);
        killAllBut(one);
        recover(one);
        long promised = one.replica().paxos().promised();

        // when it is to leave, then it is not let go: what it has may be the only copy
        Response left = one.call(new Request(Verb.LEAVE));
        assertThat(left.errCode()).isEqualTo(ErrorCode.OTHER.number());
        assertThat(left.errDetail()).contains("cannot leave", "begins as");

        // and when somebody asks for its vote, then it gives none
        one.replica().paxos().receive(2, new Message.Prepare(Ballot.of(1_000, 2), 1));
        assertThat(one.replica().paxos().promised()).isEqualTo(promised);
    }

    @Test
    void sessionHasAllOfItsTimeAgain() {
        List<ClusterNode> nodes = cluster.three();
        Response open = nodes.get(0).call(new Request(Verb.OPEN).ttlMillis(2_000));
        cluster.pass(1_500);
        // so that the survivor knows how late it is
        nodes.get(0).set("/a", "x");
        cluster.pass(50);
        killAllBut(nodes.get(2));
        ClusterNode next = recovered(nodes.get(2));
        cluster.pass(1_500);
        assertThat(next.replica().machine().changes().sessions().of(open.rev())).isNotNull();
        cluster.within(1_000, () ->
                next.replica().machine().changes().sessions().of(open.rev()) == null);
    }

    /** Whether it takes part no more until an operator has decided. */
    private static boolean isOut(ClusterNode node) {
        return node.replica().membership().recovery().isSplit();
    }

    @Test
    void twoEpochsOfTheSameNumberFindEachOther() {
        List<ClusterNode> both = two();
        assertThat(both).allMatch(ClusterNode::isWritable);

        // when nothing is between them any more, then neither takes another write
        cluster.heal();
        cluster.within(5_000, () -> both.stream().allMatch(ClusterEpochsTest::isOut));
        assertThat(cluster.said("takes-no-part").toString()).contains("two recoveries");
    }

    @Test
    void whoHasStoppedStillTellsOfItsEpoch() {
        // given two epochs, of which one never hears what the other says before that has stopped
        List<ClusterNode> both = two();
        ClusterNode first = both.get(0);
        ClusterNode second = both.get(1);
        cluster.heal();
        cluster.lose((from, to, message) -> from == first && to == second);
        cluster.within(5_000, () -> isOut(first));
        assertThat(isOut(second)).isFalse();
        cluster.breakLinks(first, second);
        cluster.breakLinks(second, first);

        // when it can be heard again, then both take no part
        cluster.lose(message -> false);
        cluster.within(5_000, () -> isOut(second));
    }

    @Test
    void whoIsSupersededDoesNoMoreInThatTurn() {
        // given a cluster of one
        ClusterNode one = cluster.one();
        ClusterStranger stranger = cluster.stranger("10.0.0.66:8046");
        stranger.hello = new PeerMessage.Hello(Links.PROTOCOL, "local",
                new ClusterId(id(one).genesis(), 1, 7), 8, Leases.LEVEL, stranger.profile(), null);

        // when it hears of a later epoch and of a write in one turn, then it does nothing more
        one.pause(true);
        stranger.dial(one.address());
        cluster.pass(10);
        int write = one.begin(Ask.set("/a", 0, "x"));
        one.pause(false);
        cluster.within(5_000, () -> one.replica().isStopped());
        cluster.pass(50);
        assertThat(one.responses(write, 1)).allMatch(answer -> answer.errCode() != 0);
        assertThat(one.value("/a")).isNull();
    }

    @Test
    void guestOfAnEarlierEpochJoinsTheNext() {
        // given one that came too late to be let in, and has the state all the same
        List<ClusterNode> nodes = cluster.three();
        ClusterNode survivor = nodes.get(2);
        survivor.set("/a", "x");
        killAllBut(survivor);
        ClusterNode guest = cluster.start("10.0.0.9:8046", survivor.address());
        cluster.within(5_000, () -> guest.replica().machine().genesis() != null);
        assertThat(guest.isMember()).isFalse();
        guest.pause(true);
        ClusterNode next = recovered(survivor);

        // when it hears of the next epoch, then it begins again, and joins
        guest.pause(false);
        cluster.within(5_000, guest::isDead);
        assertThat(guest.next.state().isKept()).isTrue();
        ClusterNode again = cluster.again(guest);
        cluster.within(10_000, again::isWritable);
        assertThat(id(again)).isEqualTo(id(next));
    }

    @Test
    void whatIsAdoptedIsNeverPartOfTheOldEpoch() {
        // given one of five that has accepted what was never decided
        five();
        ClusterNode leader = cluster.leader();
        ClusterNode one = cluster.other(leader);
        cluster.lose((from, to, message) -> from != leader || to != one);
        leader.begin(Ask.set("/late", 0, "accepted"));
        cluster.pass(20);
        killAllBut(one);
        cluster.lose(message -> false);
        recover(one);

        // when it has taken that over, then it is not in the old epoch any more
        assertThat(one.value("/late")).isNull();
        cluster.within(20_000, () -> one.value("/late") != null || one.isDead());
        assertThat(one.isDead()).isTrue();
        assertThat(cluster.again(one).value("/late")).isEqualTo("accepted");
    }
}
