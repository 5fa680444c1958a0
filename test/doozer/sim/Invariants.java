package doozer.sim;

import doozer.node.ClusterId;
import doozer.node.Incarnation;
import doozer.node.NodePeek;
import doozer.node.PeerMessage;
import doozer.paxos.Ballot;
import doozer.paxos.Message;
import doozer.paxos.Value;
import doozer.paxos.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What must hold after every step, looked at in the node that was stepped only. Owned by the run's
 * thread.
 */
final class Invariants {
    /** More links are nobody's work, with so few machines. */
    static final int MOST_LINKS = 150;

    private final World world;
    private final List<Cluster> clusters = new ArrayList<>();

    Invariants(World world) {
        this.world = world;
    }

    /** The one that has acknowledged a write, or else the one with most slots, or null. */
    Cluster main() {
        Cluster best = null;
        for (Cluster cluster : clusters) {
            if (cluster.hasAcknowledged()) return cluster;
            if (best == null || cluster.slots() >= best.slots()) best = cluster;
        }
        return best;
    }

    List<Cluster> clusters() {
        return clusters;
    }

    /** The one with that identity, or null. */
    Cluster of(ClusterId id) {
        for (Cluster cluster : clusters) {
            if (cluster.id.equals(id)) return cluster;
        }
        return null;
    }

    private Cluster clusterOf(Process process) {
        ClusterId id = process.peek.cluster();
        if (id == null) return null;
        Cluster known = of(id);
        if (known != null) return known;
        Cluster born = new Cluster(world, id, process.peek);
        if (born.parent != null) world.epochs.onBorn(process, born);
        clusters.add(born);
        world.totals.add(Totals.Of.BIRTHS);
        world.trace.say(process.name(), "belongs to a new cluster");
        return born;
    }

    /** A node applies a slot. */
    void onApplied(Process process, long slot, Value value) {
        process.world.trace.mix(slot);
        Cluster cluster = clusterOf(process);
        if (cluster == null) throw new Violation(process + " applies a slot of no cluster");
        if (slot != process.seen.applied + 1 && process.seen.applied >= 0) {
            throw broken(process, "applies slot " + slot + " after " + process.seen.applied);
        }
        process.seen.applied = slot;
        if (process.peek.isAdopting()) {
            world.epochs.onAdopted(process, slot, value);
            return;
        }
        // Before the node lets go of any of it.
        cluster.onEvents(process, world.timeline.now());
        String wrong = process.peek.sessionProblem();
        if (wrong != null) throw broken(process, wrong + " after slot " + slot);
        if (!cluster.onApplied(process, slot, value)) return;
        world.totals.add(Totals.Of.CONFIGURATIONS);
        world.trace.say(process.name(), "slot " + slot + " has "
                + process.peek.configurations());
        world.aim.onConfiguration(process);
    }

    /** A snapshot, or a genesis, is in place. */
    void onInstalled(Process process, long slot) {
        Cluster cluster = clusterOf(process);
        if (slot < process.seen.applied) {
            throw broken(process, "installs slot " + slot + " after " + process.seen.applied);
        }
        process.seen.applied = slot;
        if (slot > 0) {
            world.totals.add(Totals.Of.SNAPSHOTS);
            world.trace.say(process.name(), "has installed a snapshot up to slot " + slot);
        }
        if (cluster == null) throw new Violation(process + " has the state of no cluster");
        cluster.onEvents(process, world.timeline.now());
        cluster.onInstalled(process, slot);
    }

    /** A write was acknowledged to a client. */
    void onAcknowledged(Process process) {
        Cluster cluster = clusterOf(process);
        if (cluster == null) throw new Violation(process + " takes writes without a cluster");
        for (Cluster other : clusters) {
            if (!other.id.genesis().equals(cluster.id.genesis()) && other.hasAcknowledged()) {
                throw broken(process, "acknowledges a write, and so did another cluster");
            }
        }
        cluster.acknowledge();
    }

    /** A node says something to another. */
    void onSent(Process process, PeerMessage message) {
        world.epochs.onSent(process, message);
        if (message instanceof PeerMessage.SnapshotPart) world.aim.onSnapshot(process);
        if (!(message instanceof PeerMessage.Slots slots)) return;
        if (slots.message() instanceof Message.Prepare) world.aim.onPrepare(process);
        noteElections(process);
        Vote vote = null;
        if (slots.message() instanceof Message.Accept accept) {
            vote = new Vote(accept.slot(), accept.ballot(), accept.value());
        } else if (slots.message() instanceof Message.Learn learn) {
            vote = new Vote(learn.slot(), learn.ballot(), learn.value());
        }
        if (vote == null) return;
        if (Ballot.member(vote.ballot()) != process.peek.self()) {
            throw broken(process, "proposes in another one's ballot");
        }
        clusterOf(process).onProposed(process, vote);
    }

    /** A turn is over. */
    void afterTurn(Process process) {
        NodePeek peek = process.peek;
        Seen seen = process.seen;
        if (Ballot.isBelow(peek.promised(), seen.promised)) {
            throw broken(process, "promises less: " + peek.promised() + " after " + seen.promised);
        }
        seen.promised = peek.promised();
        if (peek.applied() < seen.applied) {
            throw broken(process, "has applied less than before");
        }
        if (process.links() > MOST_LINKS) {
            throw broken(process, "has " + process.links() + " links");
        }
        if (peek.pendingWrites() > world.plan.bounds.maxOutstanding() * 64L) {
            throw broken(process, "has " + peek.pendingWrites() + " writes pending");
        }
        if (peek.proposals() > world.plan.bounds.maxOutstanding() * 128L) {
            throw broken(process, "has " + peek.proposals() + " commands to propose");
        }
        Cluster cluster = clusterOf(process);
        if (cluster == null) return;
        if (seen.cluster != null && !seen.cluster.equals(cluster.id)) {
            throw broken(process, "belongs to another cluster now");
        }
        seen.cluster = cluster.id;
        world.epochs.afterTurn(process);
        cluster.onEvents(process, world.timeline.now());
        checkMembers(process, cluster);
        noteElections(process);
    }

    private void noteElections(Process process) {
        long elections = process.peek.elections();
        if (elections == process.seen.elections) return;
        world.totals.add(Totals.Of.ELECTIONS, elections - process.seen.elections);
        world.trace.say(process.name(), "leads, member " + process.peek.self() + ", round "
                + Ballot.round(process.peek.promised()));
        process.seen.elections = elections;
        world.duels.onElected(process);
    }

    private void checkMembers(Process process, Cluster cluster) {
        NodePeek peek = process.peek;
        if (peek.self() != 0) {
            if (process.machine.isLiar()) {
                throw broken(process, "is a member with another one's address");
            }
            cluster.onMember(process, peek.self(), process.incarnation);
            process.seen.wasMember = true;
        }
        if (peek.self() != process.seen.self) {
            world.trace.say(process.name(), "is member " + peek.self() + " now");
            process.seen.self = peek.self();
        }
        if (peek.nextNumber() == process.seen.nextNumber) return;
        process.seen.nextNumber = peek.nextNumber();
        TreeSet<String> ids = new TreeSet<>();
        for (Map.Entry<Integer, Incarnation> member : peek.members().entrySet()) {
            cluster.onMember(process, member.getKey(), member.getValue());
            if (!ids.add(member.getValue().id())) {
                throw broken(process, "has one incarnation as two members: " + peek.members());
            }
        }
    }

    private static Violation broken(Process process, String what) {
        return new Violation(process + " " + what);
    }
}
