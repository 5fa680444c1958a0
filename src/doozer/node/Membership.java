package doozer.node;

import doozer.paxos.Configuration;
import doozer.paxos.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * This process among the others: whom it talks to, what it takes from whom, and how it becomes a
 * member, or is one no more. Owned by whoever steps the node.
 */
final class Membership implements Links.Listener {
    private static final long NO_QUORUM_NANOS = 10_000_000_000L;

    private final Replica replica;
    private final Settings settings;
    private final Effects effects;
    private final Links links;
    private final Founding founding;
    private final Greeter greeter;
    private final Departure departure;
    private final Recovery recovery;
    private final ArrayDeque<Input> inbox = new ArrayDeque<>();
    private boolean isStale = true;
    private boolean hasSeeds;
    private boolean hasAsked;
    private long nextNanos;
    private int attempts;
    private boolean isNewborn;
    private long bornNanos;
    private boolean hasTicked;
    private boolean hasEnded;
    private boolean wasMember;

    Membership(Replica replica, Settings settings, Effects effects, SplittableRandom dice) {
        this.replica = replica;
        this.settings = settings;
        this.effects = effects;
        greeter = new Greeter(replica, settings, effects);
        links = new Links(effects, greeter, this);
        founding = new Founding(replica, settings, dice);
        departure = new Departure(replica, this);
        recovery = new Recovery(replica, this, dice);
    }

    /** What others are told of us. */
    Profile self() {
        return greeter.self();
    }

    Links links() {
        return links;
    }

    /** How this process ceases to be a member. */
    Departure departure() {
        return departure;
    }

    /** How it goes on when a majority is gone for good. */
    Recovery recovery() {
        return recovery;
    }

    /** Takes an input of a link; what it says is read in the next tick, which knows the time. */
    void add(Input input) {
        inbox.add(input);
    }

    /**
     * A link is gone, and its number may be used again: what came on it and was not read yet is
     * lost, as if it had been on the way.
     */
    void close(Input.LinkClosed input) {
        inbox.removeIf(other -> link(other) == input.link());
        links.onClosed(input.link(), input.isRefused());
    }

    /** A link was refused by its greeting, and is gone. */
    void refuse(Input.LinkRefused input) {
        greeter.onOtherSecret(input.address());
        close(new Input.LinkClosed(input.link(), false));
    }

    /** Whether this incarnation is, or has been, a member. */
    boolean wasMember() {
        return wasMember;
    }

    private static int link(Input input) {
        if (input instanceof Input.LinkReceived received) return received.link();
        if (input instanceof Input.LinkOpened opened) return opened.link();
        if (input instanceof Input.LinkAccepted accepted) return accepted.link();
        return ((Input.LinkDrained) input).link();
    }

    private void read() {
        for (Input next = inbox.poll(); next != null && !hasEnded; next = inbox.poll()) take(next);
    }

    boolean hasEnded() {
        return hasEnded;
    }

    /** This incarnation ends, and is the last of its process. */
    void end(Effects.Ending ending, String reason) {
        if (hasEnded) return;
        hasEnded = true;
        links.closeAll();
        effects.end(ending, reason);
    }

    /** Another incarnation takes the place of this one. */
    void restart(List<String> peers, InitialState state, String reason) {
        if (hasEnded) return;
        hasEnded = true;
        links.closeAll();
        effects.restart(peers, state, reason);
    }

    /** This process is a cluster of one, from now on. */
    void foundAlone() {
        founding.foundAlone();
    }

    /** The addresses of other nodes that it was given. */
    List<String> peers() {
        return settings.cluster().peers();
    }

    /** These, and that one. */
    List<String> withPeer(String address) {
        List<String> peers = new ArrayList<>(peers());
        if (!peers.contains(address)) peers.add(address);
        return peers;
    }

    /** These, and where the members are: whoever comes back from this epoch is found there. */
    List<String> withMembers() {
        TreeSet<String> peers = new TreeSet<>(peers());
        for (Member one : replica.machine().members().all()) peers.add(one.profile.address());
        peers.remove(self().address());
        return List.copyOf(peers);
    }

    /** A cluster that this process founds begins with that state, which may be null. */
    void bring(InitialState state) {
        if (state != null && state.isKept()) founding.forbid();
        else founding.bring(state);
    }

    /** An election timeout. */
    long patienceNanos() {
        return replica.paxos().electionNanos();
    }

    void tick(long nowNanos) {
        if (!hasTicked) bornNanos = nowNanos;
        hasTicked = true;
        links.onTime(nowNanos, patienceNanos());
        read();
        if (greeter.unwanted() != null) end(Effects.Ending.REFUSED, greeter.unwanted());
        if (hasEnded || replica.isStopped()) return;
        if (isStale || hasSeeds != needsSeeds()) retarget();
        if (replica.machine().genesis() == null) founding.tick(nowNanos, patienceNanos());
        if (isNewborn) checkBirth(nowNanos);
        if (isJoining()) join(nowNanos);
        recovery.tick(nowNanos);
        if (!hasEnded) departure.tick(nowNanos);
        if (!hasEnded) links.tick();
    }

    private void take(Input input) {
        if (input instanceof Input.LinkReceived received) {
            links.onReceived(received.link(), received.message());
        } else if (input instanceof Input.LinkOpened opened) {
            links.onOpened(opened.link());
        } else if (input instanceof Input.LinkAccepted accepted) {
            links.onAccepted(accepted.link());
        } else if (input instanceof Input.LinkDrained drained) {
            links.onDrained(drained.link());
        }
    }

    long untilNanos(long nowNanos) {
        if (hasEnded) return Node.NEVER;
        if (isStale) return 0;
        long next = links.deadlineNanos();
        long until = next == Long.MAX_VALUE ? next : next - nowNanos;
        if (isJoining()) until = Math.min(until, nextNanos - nowNanos);
        until = Math.min(until, departure.untilNanos(nowNanos));
        until = Math.min(until, recovery.untilNanos(nowNanos));
        if (replica.machine().genesis() == null) {
            until = Math.min(until, founding.deadlineNanos() - nowNanos);
        }
        if (isNewborn) until = Math.min(until, bornNanos + NO_QUORUM_NANOS - nowNanos);
        return Math.max(0, until);
    }

    /** Whether we are no member; or maybe none any more, and nobody has told us. */
    private boolean needsSeeds() {
        return replica.number() == 0 || replica.paxos().route() == 0;
    }

    private boolean isJoining() {
        return needsSeeds() && !recovery.isStill();
    }

    private void retarget() {
        isStale = false;
        hasSeeds = needsSeeds();
        TreeMap<String, Incarnation> wanted = new TreeMap<>();
        for (Peer peer : links.peers().all()) {
            if (peer.number != 0 && !peer.isReplaced) want(peer.profile, wanted);
        }
        // Who speaks to us is to be answered.
        for (Peer peer : links.peers().all()) {
            if (peer.number == 0 && peer.in != Peer.NONE) want(peer.profile, wanted);
        }
        for (Profile joiner : replica.keeper().joiners()) want(joiner, wanted);
        for (Peer peer : links.peers().all()) {
            // To whoever is lost, anybody who answers there may be the way back.
            if (peer.isReplaced && hasSeeds) wanted.putIfAbsent(peer.profile.address(), null);
            else if (peer.number != 0) want(peer.profile, wanted);
        }
        // Of another epoch nobody hears who does not look for it.
        if (hasSeeds || recovery.isRecovered()) {
            for (String seed : greeter.seeds()) {
                if (!wanted.containsKey(seed)) wanted.put(seed, null);
            }
        }
        links.retain(wanted);
    }

    /** One link an address: two would close each other. */
    private static void want(Profile profile, TreeMap<String, Incarnation> wanted) {
        wanted.putIfAbsent(profile.address(), profile.incarnation());
    }

    /** Others are members now. */
    void onMembers(Members members) {
        wasMember |= replica.number() != 0;
        links.peers().renumber(members, self().incarnation());
        founding.onMember();
        isStale = true;
    }

    /** Our cluster is new: it has decided nothing yet, and maybe never will. */
    void onBorn(long nowNanos) {
        isNewborn = !settings.cluster().peers().isEmpty();
        bornNanos = nowNanos;
    }

    /** Whoever lost everybody else before the first quorum can never get one: rule R14. */
    private void checkBirth(long nowNanos) {
        if (replica.paxos().applied() > 0 || replica.paxos().route() != 0) {
            isNewborn = false;
        } else if (nowNanos - bornNanos >= NO_QUORUM_NANOS) {
            restart(peers(), null, "the cluster that was founded never had a quorum");
        }
    }

    /** Who brings commands to the leader: itself, or if we cannot reach it, another; or null. */
    Peer towards(int route) {
        Peer direct = links.peers().of(route);
        if (direct != null && direct.out != Peer.NONE) return direct;
        Peer best = null;
        for (Peer peer : links.peers().all()) {
            if (peer.number == 0 || peer.out == Peer.NONE) continue;
            boolean isHeard = replica.paxos().isHeardWithin(peer.number, 2 * patienceNanos());
            if (best == null || isHeard) best = peer;
        }
        return best;
    }

    // Becoming a member.

    private void join(long nowNanos) {
        if (hasAsked && nowNanos - nextNanos < 0) return;
        hasAsked = true;
        nextNanos = nowNanos + patienceNanos();
        // There may be more seeds by now.
        isStale = true;
        if (replica.isUnborn()) founding.tellBorn();
        Peer source = replica.snapshots().isReceiving() ? null : source();
        if (source == null) return;
        if (replica.machine().genesis() == null) {
            // Nobody has what comes after nothing: a snapshot is what follows.
            links.send(source, new PeerMessage.Slots(new Message.Pull(0)));
        } else {
            replica.paxos().pull(source.key());
            // Who has handed over joins the next epoch, as somebody else.
            boolean isGuest = replica.number() == 0 && !recovery.isFrozen();
            if (isGuest) links.send(source, new PeerMessage.JoinAsk(self()));
        }
    }

    /** Somebody who belongs to the cluster and talks with us: each time another. */
    private Peer source() {
        List<Peer> usable = links.peers().all().stream().filter(peer -> peer.out != Peer.NONE
                && peer.in != Peer.NONE && peer.cluster != null).toList();
        return usable.isEmpty() ? null : usable.get(attempts++ % usable.size());
    }

    private void onJoinAsk(Peer from, PeerMessage.JoinAsk ask) {
        if (replica.paxos().isLeading()) {
            replica.keeper().onJoinAsk(from, ask.profile());
            isStale = true;
        } else if (replica.leader() != null && replica.leader() != from) {
            links.send(replica.leader(), ask);
        }
    }

    private void onJoinRefused(PeerMessage.JoinRefused refused) {
        if (!refused.incarnation().equals(self().incarnation())) {
            links.send(links.peers().of(refused.incarnation()), refused);
        } else {
            greeter.onToldOff(refused.reason());
        }
    }

    // What others say.

    @Override
    public void onMessage(Peer peer, PeerMessage message) {
        if (message instanceof PeerMessage.Slots slots) {
            replica.paxos().receive(peer.key(), slots.message());
        } else if (message instanceof PeerMessage.Forward forward) {
            replica.onForward(peer, forward);
        } else if (message instanceof PeerMessage.SnapshotTaken taken) {
            replica.snapshots().onTaken(peer, taken);
        } else if (message instanceof PeerMessage.SnapshotBegin begin) {
            if (!recovery.isStill()) replica.snapshots().onBegin(peer, begin);
        } else if (message instanceof PeerMessage.SnapshotPart part) {
            if (!recovery.isStill()) replica.snapshots().take(peer, part);
        } else {
            onMemberMessage(peer, message);
        }
    }

    private void onMemberMessage(Peer peer, PeerMessage message) {
        if (message instanceof PeerMessage.JoinAsk ask) {
            onJoinAsk(peer, ask);
        } else if (message instanceof PeerMessage.JoinRefused refused) {
            onJoinRefused(refused);
        } else if (message instanceof PeerMessage.LeaveAsk ask) {
            if (peer.number != 0) replica.keeper().onLeaveAsk(peer.number, ask.isFree());
        } else if (message instanceof PeerMessage.ConsentAsk ask) {
            founding.onAsk(peer, ask.restores());
        } else if (message instanceof PeerMessage.ConsentAnswer answer) {
            founding.onAnswer(peer, answer.isGranted());
        } else if (message instanceof PeerMessage.ConsentRelease) {
            founding.onRelease(peer);
        } else if (message instanceof PeerMessage.Born born) {
            founding.onBorn(peer, born.genesis());
        } else {
            recovery.onMessage(peer, message);
        }
    }

    @Override
    public void onReached(Peer peer) {
        isStale = true;
        if (peer.number != 0) replica.paxos().onConnected(peer.number);
    }

    @Override
    public void onDrained(Peer peer) {
        replica.snapshots().onDrained(peer);
        if (peer.number != 0) replica.paxos().onDrained(peer.number);
    }

    @Override
    public void onMet(Peer peer) {
        isStale = true;
    }

    @Override
    public void onLost(Peer peer) {
        isStale = true;
        founding.onLost(peer);
        replica.snapshots().onLost(peer);
        if (peer.number != 0) replica.paxos().onDisconnected(peer.number);
    }

    @Override
    public void onReplaced(Peer peer) {
        isStale = true;
    }

    @Override
    public void onRefused(Peer peer) {
        if (peer.number != 0) replica.paxos().onRefused(peer.number);
    }
}
