package doozer.backup;

import java.time.Duration;

/**
 * How a journal is kept. Immutable.
 *
 * @param sync how long a change may be unforced; zero: each batch of changes that have come is
 *     forced before the next is taken
 * @param rollBytes at how many bytes a segment is followed by the next one
 * @param snapshotBytes after how many bytes of changes a new snapshot is taken
 * @param snapshotEvery after how much time, if anything has changed
 * @param keepBytes above how many bytes old snapshots, and what is before the next one, are
 *     deleted; {@link Long#MAX_VALUE} for never
 * @param keepAge how far back every state is to be had; what is older is deleted; null for never
 * @param reportEvery how often a line tells how far it is; null for never
 * @param patience how long the cluster may give nothing of a state that it was asked for
 * @param program the version of the program, for what is written
 */
public record JournalOptions(Duration sync, long rollBytes, long snapshotBytes,
        Duration snapshotEvery, long keepBytes, Duration keepAge, Duration reportEvery,
        Duration patience, String program) {
    private static final long MEBI = 1 << 20;

    /** Each batch forced, segments of 64 MiB, a snapshot an hour or 256 MiB, everything kept. */
    public static final JournalOptions USUAL = new JournalOptions(Duration.ZERO, 64 * MEBI,
            256 * MEBI, Duration.ofHours(1), Long.MAX_VALUE, null, null,
            ClientSource.PATIENCE, "");

    /** The same with another {@link #sync}. */
    public JournalOptions withSync(Duration newSync) {
        return new JournalOptions(newSync, rollBytes, snapshotBytes, snapshotEvery, keepBytes,
                keepAge, reportEvery, patience, program);
    }

    /** The same with another {@link #rollBytes}. */
    public JournalOptions withRoll(long newRollBytes) {
        return new JournalOptions(sync, newRollBytes, snapshotBytes, snapshotEvery, keepBytes,
                keepAge, reportEvery, patience, program);
    }

    /** The same with snapshots after so many bytes, or so much time. */
    public JournalOptions withSnapshots(long bytes, Duration every) {
        return new JournalOptions(sync, rollBytes, bytes, every, keepBytes, keepAge,
                reportEvery, patience, program);
    }

    /** The same, keeping so much. */
    public JournalOptions keeping(long bytes, Duration age) {
        return new JournalOptions(sync, rollBytes, snapshotBytes, snapshotEvery, bytes, age,
                reportEvery, patience, program);
    }

    /** The same with another {@link #reportEvery}. */
    public JournalOptions withReport(Duration every) {
        return new JournalOptions(sync, rollBytes, snapshotBytes, snapshotEvery, keepBytes,
                keepAge, every, patience, program);
    }

    /** The same with another {@link #patience}. */
    public JournalOptions withPatience(Duration newPatience) {
        return new JournalOptions(sync, rollBytes, snapshotBytes, snapshotEvery, keepBytes,
                keepAge, reportEvery, newPatience, program);
    }

    /** The same with another {@link #program}. */
    public JournalOptions withProgram(String version) {
        return new JournalOptions(sync, rollBytes, snapshotBytes, snapshotEvery, keepBytes,
                keepAge, reportEvery, patience, version);
    }
}
