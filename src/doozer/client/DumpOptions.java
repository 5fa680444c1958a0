package doozer.client;

/**
 * What a dump is to have. Immutable: each method gives another one.
 *
 * <pre>
 *   client.dump(DumpOptions.ofNow().withHistory())
 * </pre>
 *
 * @param hasHistory see {@link #withHistory}
 * @param isLocal see {@link #local}
 */
public record DumpOptions(boolean hasHistory, boolean isLocal) {
    /** Every file as of now: every write is in it that was acknowledged before. */
    public static DumpOptions ofNow() {
        return new DumpOptions(false, false);
    }

    /** The files of the oldest state that is kept, and every event since. */
    public DumpOptions withHistory() {
        return new DumpOptions(true, isLocal);
    }

    /** What this server has, as it is: one that is cut off, or takes part no more, too. */
    public DumpOptions local() {
        return new DumpOptions(hasHistory, true);
    }
}
