package doozer.node;

import doozer.paxos.Ballot;

/**
 * Tells whoever runs the node what has become of it: its role, who leads, and that nobody does.
 * Owned by whoever steps the node.
 */
final class Herald {
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final Replica replica;
    private final Effects effects;
    private final long patienceNanos;
    private String lastRole = "";
    private int lastLeader;
    private boolean hasComplained;
    private long complainedNanos;
    /** For how long nobody led before somebody does. */
    private long leaderlessNanos;

    /** One that complains when there has been no leader for so long, and then once a minute. */
    Herald(Replica replica, Effects effects, long patienceNanos) {
        this.replica = replica;
        this.effects = effects;
        this.patienceNanos = patienceNanos;
    }

    /** What a node is in its cluster, in one word. */
    static String role(Replica replica) {
        if (replica.isStopped()) return "stopped";
        if (replica.number() == 0) return "guest";
        if (replica.paxos().isLeading()) return "leader";
        boolean isVoter = replica.machine().configurations().has(replica.number());
        return isVoter ? "voter" : "standby";
    }

    /** Says what is new. */
    void tick(long nowNanos) {
        String role = role(replica);
        if (!role.equals(lastRole)) {
            effects.log("role", replica.number() == 0 ? role
                    : role + ", member " + replica.number());
        }
        lastRole = role;
        if (replica.isStopped()) return;
        tellLeader();
        leaderlessNanos = replica.paxos().leaderlessNanos();
        boolean isLed = leaderlessNanos < patienceNanos;
        boolean isDue = !hasComplained || nowNanos - complainedNanos >= MINUTE_NANOS;
        if (!isLed && isDue) {
            complainedNanos = nowNanos;
            effects.log("no-leader", replica.machine().genesis() == null
                    ? "this node waits for the other nodes, or to be let in: it has no data yet"
                    : "no majority of the voters can be reached: reads and writes are refused");
        }
        hasComplained = !isLed;
    }

    private void tellLeader() {
        int leader = Ballot.member(replica.paxos().leader());
        Member known = replica.machine().members().of(leader);
        if (known == null || leader == lastLeader) return;
        lastLeader = leader;
        replica.meter().observer().onLeader(known.id(), leader == replica.number(),
                leaderlessNanos);
        if (leader == replica.number()) return;
        effects.log("leader", known.id() + ", member " + leader + ", at "
                + known.profile.address());
    }

    /** Nanoseconds until {@link #tick} has something to say, or {@link Node#NEVER}. */
    long untilNanos(long nowNanos) {
        if (replica.isStopped()) return Node.NEVER;
        if (hasComplained) return complainedNanos + MINUTE_NANOS - nowNanos;
        long leaderless = replica.paxos().leaderlessNanos();
        return leaderless == 0 ? Node.NEVER : patienceNanos - leaderless;
    }
}
