package doozer.paxos;

/**
 * How long things take.
 *
 * @param heartbeatNanos between two heartbeats of a leader
 * @param electionNanos t, the shortest time that a silent leader is waited for: the time is drawn
 *     between t and 2 t, anew each time
 * @param hintNanos the longest time that a leader is waited for whose address refuses connections
 */
public record Timing(long heartbeatNanos, long electionNanos, long hintNanos) {
    /** For a local network and a collector with short pauses. */
    public static final Timing DEFAULT = new Timing(25_000_000, 150_000_000, 20_000_000);
}
