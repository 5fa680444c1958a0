package doozer.node;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * How a cluster is born by several processes that were all started with the same list of addresses:
 * by the consent of all of them, rule R14. Owned by whoever steps the node.
 *
 * <p>A majority would not do: two that have lost their memory must not outvote a survivor.
 */
final class Founding {
    private final Replica replica;
    private final Settings settings;
    private final SplittableRandom dice;
    /** What the cluster is to begin with that this process founds; null for nothing. */
    private InitialState state;
    private boolean isForbidden;
    /** Whom this process lets found a cluster: itself, another, or nobody yet. */
    private Incarnation consent;
    /** Whom this process let last: it may have founded, and be gone before it could say so. */
    private Incarnation lastLet;
    /** Who lets us. */
    private final TreeSet<Incarnation> granted = new TreeSet<>();
    private long nextNanos;
    private boolean hasAsked;
    /** True when somebody has let us since we last looked whether all do. */
    private boolean hasNews;

    Founding(Replica replica, Settings settings, SplittableRandom dice) {
        this.replica = replica;
        this.settings = settings;
        this.dice = dice;
    }

    /** This process founds nothing, and lets nobody: what it keeps may be all that is left. */
    void forbid() {
        isForbidden = true;
    }

    /** The cluster that this process founds is to begin with that. */
    void bring(InitialState newState) {
        state = newState;
    }

    private Incarnation self() {
        return settings.identity().incarnation();
    }

    /** When {@link #tick} is to be called again. */
    long deadlineNanos() {
        return nextNanos;
    }

    /** Founds a cluster, if all want it to. For a process that belongs to none. */
    void tick(long nowNanos, long patienceNanos) {
        boolean isDue = !hasAsked || nowNanos - nextNanos >= 0;
        if (!isDue && !hasNews) return;
        hasNews = false;
        hasAsked = true;
        if (isDue) nextNanos = nowNanos + patienceNanos;
        boolean isTooLate = isForbidden || hasMetCluster();
        if (isTooLate && self().equals(consent)) giveUp();
        boolean isFree = !isTooLate && (consent == null || consent.equals(self()));
        List<Profile> founders = isFree ? founders() : null;
        if (founders == null) return;
        consent = self();
        boolean isAll = true;
        for (Profile founder : founders) {
            Incarnation incarnation = founder.incarnation();
            if (incarnation.equals(self())) continue;
            isAll &= granted.contains(incarnation);
            // Asked again even if granted: it may have taken that back when a link broke.
            if (!isDue) continue;
            Links links = replica.links();
            links.send(links.peers().of(incarnation), new PeerMessage.ConsentAsk(state != null));
        }
        if (isAll) found(founders);
    }

    /**
     * Whether a cluster of that name exists, in the list or not: it may have outgrown the list, all
     * of which has restarted since.
     */
    private boolean hasMetCluster() {
        for (Peer peer : replica.links().peers().all()) {
            if (peer.cluster != null) return true;
        }
        return false;
    }

    /** Everybody in the list, in its order; null while that is not known, or not ours to found. */
    private List<Profile> founders() {
        ArrayList<Profile> founders = new ArrayList<>();
        boolean isOurs = false;
        for (String address : settings.cluster().peers()) {
            Target seed = replica.links().target(address);
            if (seed == null || seed.found == null) return null;
            isOurs |= seed.found.equals(self());
            Profile profile = profile(seed.found);
            if (profile == null) return null;
            if (!founders.contains(profile)) founders.add(profile);
        }
        return isOurs ? founders : null;
    }

    private Profile profile(Incarnation incarnation) {
        if (incarnation.equals(self())) return replica.self();
        Peer peer = replica.links().peers().of(incarnation);
        boolean isFree = peer != null && peer.out != Peer.NONE && peer.in != Peer.NONE
                && peer.cluster == null;
        return isFree ? peer.profile : null;
    }

    /** Who brings a state begins alone: nobody else has it. The others join, and then vote. */
    private void found(List<Profile> founders) {
        if (state != null) {
            foundAlone();
        } else {
            replica.begin(genesis(founders), null);
            tellBorn();
        }
    }

    /** This process is a cluster of one, from now on. */
    void foundAlone() {
        Genesis genesis = genesis(List.of(replica.self()));
        InitialState ours = state;
        state = null;
        replica.beginAlone(genesis, ours);
    }

    /** The cluster exists: there is nothing to found any more. */
    void onMember() {
        if (state == null) return;
        replica.log("restore-ignored", "the cluster exists already: it has its own state, and what"
                + " -restore names is not used");
        state = null;
    }

    /**
     * Tells those of the founders who have not heard that they are one: the process that has
     * founded may be gone, and every founder counts for the first quorum.
     */
    void tellBorn() {
        Genesis genesis = replica.machine().genesis();
        for (Profile founder : genesis.founders()) {
            Peer peer = replica.links().peers().of(founder.incarnation());
            boolean isUntold = peer != null && peer.out != Peer.NONE && peer.cluster == null;
            if (isUntold) replica.links().send(peer, new PeerMessage.Born(genesis));
        }
    }

    /** What a new cluster of these would begin with. */
    private Genesis genesis(List<Profile> founders) {
        ClusterId id = state != null && state.next() != null ? state.next()
                : new ClusterId(new Incarnation(dice.nextLong(), dice.nextLong()), 0,
                        dice.nextLong());
        Settings.Cluster wanted = settings.cluster();
        return new Genesis(id, settings.identity().cluster(), wanted.window(), wanted.voters(),
                founders, state == null ? Origin.NOTHING : state.origin());
    }

    /** Another process asks for our consent. */
    void onAsk(Peer from, boolean restores) {
        boolean isFree = replica.machine().genesis() == null && !isForbidden && !hasMetCluster();
        if (isFree && mayGrant(from.incarnation(), restores)) consent = from.incarnation();
        boolean isGranted = isFree && from.incarnation().equals(consent);
        if (isGranted) lastLet = consent;
        replica.links().send(from, new PeerMessage.ConsentAnswer(isGranted));
    }

    private boolean mayGrant(Incarnation founder, boolean restores) {
        // What is to be restored is not to be lost because somebody without it was faster.
        boolean isBehind = restores == (state != null) ? founder.compareTo(self()) > 0
                : !restores;
        if (consent == null) return restores || state == null;
        if (!consent.equals(self()) || isBehind) return false;
        // Of two founders the higher one gives way.
        giveUp();
        return true;
    }

    /** Founds nothing now, and gives back what it was granted. */
    private void giveUp() {
        for (Peer peer : replica.links().peers().all()) {
            replica.links().send(peer, new PeerMessage.ConsentRelease());
        }
        granted.clear();
        consent = null;
    }

    /** Another process has answered us. */
    void onAnswer(Peer from, boolean isGranted) {
        boolean isStanding = replica.machine().genesis() == null && self().equals(consent);
        if (isStanding && isGranted) {
            granted.add(from.incarnation());
            hasNews = true;
        } else if (isStanding) {
            granted.remove(from.incarnation());
        } else if (isGranted) {
            replica.links().send(from, new PeerMessage.ConsentRelease());
        }
    }

    /** Another process gives our consent back, or is gone. */
    void onRelease(Peer from) {
        if (from.incarnation().equals(consent)) consent = null;
    }

    void onLost(Peer peer) {
        onRelease(peer);
        granted.remove(peer.incarnation());
    }

    /** Somebody has founded; those it does not name, or who let another, join it later. */
    void onBorn(Peer from, Genesis genesis) {
        boolean isOurs = replica.machine().genesis() == null
                && (consent == null || from.incarnation().equals(consent))
                && genesis.founders().contains(replica.self())
                && genesis.founders().stream().anyMatch(one -> one.incarnation().equals(lastLet));
        if (isOurs) replica.begin(genesis, null);
    }
}
