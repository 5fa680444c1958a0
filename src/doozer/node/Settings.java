package doozer.node;

/**
 * What a node is told at its start and never changes.
 *
 * @param identity who it is
 * @param secrets what clients have to know
 * @param compat which dialect is taken for granted
 * @param bounds how much it keeps and takes
 */
public record Settings(Identity identity, Secrets secrets, Compat compat, Bounds bounds) {

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
}
