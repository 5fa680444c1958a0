package doozer.client;

/**
 * How patient a client of a cluster is, in nanoseconds.
 *
 * @param silence how long a connection may be silent while something is awaited before it is asked
 *     for a sign of life, and how long after that until it is given up
 * @param firstPause before the second round of tries, see {@link Backoff}
 * @param longestPause between later rounds
 * @param longestTry for one address to answer, later; {@link Connector#FIRST_PATIENCE_NANOS} at
 *     first
 * @param refresh how often to ask who is a member
 */
record Timing(long silence, long firstPause, long longestPause, long longestTry, long refresh) {
    private static final long SECOND = 1_000_000_000L;

    /** For a network that may lose a packet. */
    static final Timing USUAL = new Timing(2 * SECOND, SECOND / 20, 2 * SECOND, 5 * SECOND,
            60 * SECOND);
}
