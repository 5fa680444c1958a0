package doozer.node;

import doozer.paxos.Configuration;
import doozer.paxos.Paxos;
import doozer.paxos.Value;
import doozer.paxos.Vote;
import doozer.tree.Directory;
import doozer.tree.Event;
import doozer.tree.FileEntry;
import doozer.tree.Store;
import doozer.tree.Tree;
import doozer.wire.BadFrameException;
import doozer.wire.Output;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Shows the simulator what is inside a node; changes nothing. Owned by whoever steps the node. */
public final class NodePeek {
    private final Replica replica;

    /** Who looks on while slots are applied. */
    public interface Observer {
        /** A slot has been applied; the node is in the state after it. */
        void onApplied(long slot, Value value);

        /** A snapshot, or a genesis, is in place. */
        void onInstalled(long slot);
    }

    public NodePeek(Node node) {
        replica = node.replica();
    }

    /** Tells somebody of all that is applied from now on. */
    public void observe(Observer observer) {
        replica.witness(new Witness() {
            @Override
            public void onApplied(long slot, Value value) {
                observer.onApplied(slot, value);
            }

            @Override
            public void onInstalled(long slot) {
                observer.onInstalled(slot);
            }
        });
    }

    private Paxos paxos() {
        return replica.paxos();
    }

    private Store store() {
        return replica.machine().store();
    }

    /** The last applied slot. */
    public long applied() {
        return paxos().applied();
    }

    /** The ballot below which nothing is accepted any more. */
    public long promised() {
        return paxos().promised();
    }

    public boolean isLeading() {
        return paxos().isLeading();
    }

    /** How often it was elected. */
    public long elections() {
        return paxos().elections();
    }

    /** Its member number, 0 for a guest. */
    public int self() {
        return replica.number();
    }

    /** The cluster that it belongs to, or null. */
    public ClusterId cluster() {
        Genesis genesis = replica.machine().genesis();
        return genesis == null ? null : genesis.id();
    }

    /** What an operator calls the cluster that it belongs to, or null. */
    public String epoch() {
        return cluster() == null ? null : cluster().text();
    }

    /** The epoch before its own, or null. */
    public ClusterId parent() {
        return origin().parent();
    }

    /** The last revision that was lost when its epoch began, 0 when it began with nothing. */
    public long gapEnd() {
        return origin().parent() == null ? 0 : origin().end();
    }

    private Origin origin() {
        return replica.machine().genesis().origin();
    }

    /** Whether it takes part no more. */
    public boolean isStopped() {
        return replica.isStopped() || replica.membership().recovery().isSplit();
    }

    /** The epoch for which it stands still, or null. */
    public ClusterId next() {
        return recovery().next();
    }

    /** Whether what it applies is what an operator has it adopt. */
    public boolean isAdopting() {
        return recovery().isAdopting();
    }

    /** Whose knowledge it counts in when it adopts. */
    public List<Incarnation> handedOver() {
        return recovery().handedOver();
    }

    private Recovery recovery() {
        return replica.membership().recovery();
    }

    /** What it has voted for in slots that it has not applied, from that one on. */
    public List<Vote> votes(long from) {
        ArrayList<Vote> votes = new ArrayList<>();
        for (long slot = Math.max(from, applied() + 1); slot <= paxos().highest(); slot++) {
            Vote vote = paxos().vote(slot);
            if (vote != null) votes.add(vote);
        }
        return votes;
    }

    /** What it knows of slots that it has not applied. */
    public List<Vote> known() {
        return paxos().known(0, Long.MAX_VALUE);
    }

    /** How many voters it aims for. */
    public int aim() {
        return replica.machine().aim();
    }

    /** How long each session lives without a sign of life, in milliseconds. */
    public SortedMap<Long, Integer> timesToLive() {
        TreeMap<Long, Integer> times = new TreeMap<>();
        for (Session session : replica.machine().changes().sessions().all()) {
            times.put(session.id, session.ttlMillis);
        }
        return times;
    }

    public Tree tree() {
        return store().current();
    }

    /** The oldest revision that it can tell of. */
    public long oldest() {
        return store().oldest();
    }

    public Event event(long revision) {
        return store().event(revision);
    }

    /** A hash of the whole replicated state, after that slot, which is the last applied one. */
    public long stateHash(long slot) {
        Machine machine = replica.machine();
        long hash = machine.store().current().hash() * 31 + machine.members().hash();
        return (hash * 31 + machine.level()) * 31 + configurations(slot).hashCode()
                + machine.changes().sessions().hash();
    }

    /** Why the sessions and the files contradict each other; null when they do not. */
    public String sessionProblem() {
        Sessions sessions = replica.machine().changes().sessions();
        if (sessions.due() != null) return "keeps " + sessions.due().path() + ", which is due";
        int files = tree().find("/ctl/sess") instanceof Directory directory
                ? directory.entries() : 0;
        if (files != sessions.size()) {
            return "has " + files + " files of sessions and " + sessions.size() + " sessions";
        }
        for (Session session : sessions.all()) {
            if (tree().find(session.path()) == null) return "has no file " + session.path();
            for (String path : session.files) {
                boolean isThere = tree().find(path) instanceof FileEntry
                        && sessions.owner(path) == session;
                if (!isThere) return "has no file " + path + ", which a session owns";
            }
        }
        return Machine.areOwned(sessions.all(), tree()) ? null
                : "has a tree that tells of other owners than its sessions";
    }

    /** How many sessions there are. */
    public int sessions() {
        return replica.machine().changes().sessions().size();
    }

    /** The configurations that it knows, the current one first. */
    public List<Configuration> configurations() {
        return replica.machine().configurations().known();
    }

    /** Those that matter for the slots after that one. */
    public List<Configuration> configurations(long slot) {
        ArrayList<Configuration> later = new ArrayList<>(configurations());
        while (later.size() > 1 && later.get(1).firstSlot() <= slot + 1) later.remove(0);
        return later;
    }

    /** The number of the next member. */
    public int nextNumber() {
        return replica.machine().members().nextNumber();
    }

    /** Everybody's number, as this node knows it. */
    public SortedMap<Integer, Incarnation> members() {
        TreeMap<Integer, Incarnation> members = new TreeMap<>();
        for (Member member : replica.machine().members().all()) {
            members.put(member.number, member.profile.incarnation());
        }
        return members;
    }

    /** Writes of its own clients that are not answered yet. */
    public int pendingWrites() {
        return replica.outbox().size();
    }

    /** Commands that it has still to propose. */
    public int proposals() {
        return replica.proposals().size();
    }

    /** How many commands of members a value holds. */
    public static long commands(Value value) {
        return ((Batch) value).entries().stream().filter(entry -> entry.origin() > 0).count();
    }

    /** What the changes of voters in a value expect as the version of those before. */
    public static List<Long> expectedVersions(Value value) {
        ArrayList<Long> versions = new ArrayList<>();
        for (LogEntry entry : ((Batch) value).entries()) {
            if (entry.command() instanceof Command.Config config) versions.add(config.version());
            if (entry.command() instanceof Command.Slot slot) versions.add(slot.version());
        }
        return versions;
    }

    /** A message as its bytes. */
    public static byte[] encode(PeerMessage message) {
        Output out = new Output(64);
        PeerCodec.encode(message, out);
        return out.toByteArray();
    }

    /** The message that these bytes are. */
    public static PeerMessage decode(byte[] bytes) {
        try {
            return PeerCodec.decode(ByteBuffer.wrap(bytes));
        } catch (BadFrameException e) {
            throw new IllegalStateException("what was encoded cannot be decoded", e);
        }
    }
}
