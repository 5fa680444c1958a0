package doozer.node;

import doozer.paxos.Timing;
import java.util.List;

/**
 * What a node is told at its start and never changes.
 *
 * @param identity who it is
 * @param secrets what clients have to know
 * @param compat which dialect is taken for granted
 * @param bounds how much it keeps and takes
 * @param cluster how it takes part in a cluster
 */
public record Settings(Identity identity, Secrets secrets, Compat compat, Bounds bounds,
        Cluster cluster) {

    /** The same, with the addresses of other nodes. */
    public Settings withPeers(List<String> peers) {
        return new Settings(identity, secrets, compat, bounds, new Cluster(peers, cluster.voters,
                cluster.window, cluster.seed, cluster.times, cluster.log, cluster.localReads));
    }

    /**
     * Who a node is.
     *
     * @param incarnation this run of the process
     * @param cluster the cluster's name, one valid name of a path
     * @param address where clients and other nodes reach it
     * @param hostname the machine it runs on
     * @param version of the program
     */
    public record Identity(Incarnation incarnation, String cluster, String address,
            String hostname, String version) { }

    /** Which of the dialects a connection is taken to speak before it has shown it. */
    public enum Compat {
        /** Found out from what each connection sends. */
        AUTO,
        /** Clients of March and April 2011, some of which cannot be told from later ones. */
        SEED,
        /** Clients of 0.6 to 0.9. */
        NINE
    }

    /**
     * How much a node keeps and takes.
     *
     * @param historyRevisions revisions that can be read and watched from; older: TOO_LATE
     * @param historyBytes estimated bytes that they may keep alive; the smaller bound wins
     * @param maxValue bytes in a value; a longer one is refused with RANGE
     * @param maxWatches watches, waits and reads of future revisions a connection; then RANGE
     * @param maxOutstanding unanswered requests a connection; then it is not read any further
     */
    public record Bounds(int historyRevisions, long historyBytes, int maxValue, int maxWatches,
            int maxOutstanding) { }

    /**
     * How a node takes part in a cluster.
     *
     * @param peers addresses of other nodes, and maybe its own; none: it founds a cluster alone
     * @param voters how many voters a cluster that it founds aims for, 1 to 7
     * @param window slots that are open at once in a cluster that it founds
     * @param seed of everything that is left to chance
     * @param times how long things take
     * @param log how much it keeps for those who are behind
     * @param localReads true when reads may be answered at once from a state that may be old
     */
    public record Cluster(List<String> peers, int voters, int window, long seed, Times times,
            LogBounds log, boolean localReads) {
        /** A cluster of its own, with everything as usual. */
        public static Cluster alone(long seed) {
            return new Cluster(List.of(), 3, 64, seed, Times.DEFAULT, LogBounds.DEFAULT, false);
        }
    }

    /**
     * How long a node waits.
     *
     * @param paxos for a leader, and the like
     * @param silenceNanos a member that is silent for so long is replaced
     * @param answerNanos a write that was sent on and is not decided by then has an unknown outcome
     */
    public record Times(Timing paxos, long silenceNanos, long answerNanos) {
        /** For a local network. */
        public static final Times DEFAULT =
                new Times(Timing.DEFAULT, 10_000_000_000L, 5_000_000_000L);
    }

    /**
     * How much of the log is kept for those who are behind; who is further behind than the smaller
     * bound gets a snapshot.
     *
     * @param slots how many applied slots
     * @param bytes about how many bytes they may take
     */
    public record LogBounds(int slots, int bytes) {
        /** A few seconds of many small writes. */
        public static final LogBounds DEFAULT = new LogBounds(16_384, 16 << 20);
    }
}
