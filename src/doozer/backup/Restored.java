package doozer.backup;

import doozer.tree.Store;
import java.time.Instant;
import java.util.List;

/**
 * A state that was read back. Owned by one thread.
 */
public final class Restored {
    private static final long UNKNOWN_TTL_MILLIS = 10_000;

    private final Item.Head head;
    private final StoreReplay state;
    private final List<String> lost;
    private final long changes;

    Restored(Item.Head head, StoreReplay state, long changes, List<String> lost) {
        this.head = head;
        this.state = state;
        this.changes = changes;
        this.lost = List.copyOf(lost);
    }

    /** The name of the cluster that it is of. */
    public String clusterName() {
        return head.name();
    }

    /** The identity of the cluster that it is of: {@code genesis-epoch-nonce}. */
    public String identity() {
        return head.identity();
    }

    /** The revision of the state; there may have been later ones: see {@link #lost}. */
    public long revision() {
        return state.store().current().revision();
    }

    /** When the backup, or the snapshot, was made that it was read from. */
    public Instant madeAt() {
        return Instant.ofEpochMilli(head.timeMillis());
    }

    /** Whether it was taken from one node, which need not have known of every change. */
    public boolean isLocal() {
        return head.is(Item.Head.LOCAL);
    }

    /** How many files there are. */
    public long fileCount() {
        return state.store().current().root().files();
    }

    /** How many changes were made to the state of the backup, or snapshot. */
    public long changeCount() {
        return changes;
    }

    /** What is missing, or is not what was asked for, in words for people; empty for nothing. */
    public List<String> lost() {
        return lost;
    }

    /**
     * The state, with as many changes before it as were asked for and are known. Each file has the
     * revision and the owner that it had. It is the caller's from now on.
     */
    public Store store() {
        return state.store();
    }

    /**
     * How long the session with that file lives without a sign of life, in ms; 10 seconds where
     * that is not known.
     *
     * @param path {@code /ctl/sess/<id>}
     */
    public long ttlMillis(String path) {
        return state.ttls().getOrDefault(path, UNKNOWN_TTL_MILLIS);
    }
}
