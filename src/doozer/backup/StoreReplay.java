package doozer.backup;

import doozer.backup.BackupException.Kind;
import doozer.tree.InvalidFileException;
import doozer.tree.Store;
import doozer.tree.StoreBuilder;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Makes a store of a state and the changes after it. Owned by one thread. */
final class StoreReplay implements Replay {
    static final String SESSIONS = "/ctl/sess/";
    /** So many revisions at most change nothing, one after the other. */
    private static final long MAX_SKIPPED = 1 << 20;

    private final Path file;
    private final int maxRevisions;
    private final long maxBytes;
    private final Map<String, Long> ttls = new TreeMap<>();
    private StoreBuilder builder;
    private Store store;
    /** The first revision of the step that is under way; 0 for none. */
    private long firstOfStep;

    /**
     * Without anything yet.
     *
     * @param file what is read, for messages
     * @param maxRevisions bounds the history of the store
     * @param maxBytes bounds it, too
     */
    StoreReplay(Path file, int maxRevisions, long maxBytes) {
        this.file = file;
        this.maxRevisions = maxRevisions;
        this.maxBytes = maxBytes;
    }

    @Override
    public void begin(Item.Head head) {
        // What an attempt that has failed has left is nothing.
        store = null;
        ttls.clear();
        firstOfStep = 0;
        builder = new StoreBuilder(head.base());
    }

    @Override
    public void file(Item.File one) throws BackupException {
        try {
            builder.add(one.path(), one.revision(), one.owner(), one.body());
        } catch (InvalidFileException e) {
            throw new BackupException(Kind.DAMAGED, file, e.getMessage());
        }
        keepTtl(one.path(), one.ttlMillis());
    }

    @Override
    public void begun() {
        store = builder.store(maxRevisions, maxBytes);
        builder = null;
    }

    @Override
    public void change(Item.Change change) throws BackupException {
        Store.Outcome outcome = Store.Outcome.OK;
        switch (change.kind()) {
            case SET -> {
                outcome = store.set(change.path(), -1, change.body(), change.owner());
                keepTtl(change.path(), change.ttlMillis());
            }
            case DEL -> {
                outcome = store.delete(change.path(), -1);
                ttls.remove(change.path());
            }
            case NOP -> store.nop();
        }
        if (outcome != Store.Outcome.OK) {
            throw new BackupException(Kind.DAMAGED, file, "revision " + change.revision() + " of "
                    + change.path() + " cannot have been made: " + outcome);
        }
        if (firstOfStep == 0) firstOfStep = change.revision();
        if (change.hasMore()) return;
        store.asOneStep(firstOfStep);
        firstOfStep = 0;
        store.trim();
    }

    @Override
    public void skipTo(long revision) throws BackupException {
        if (revision - store.current().revision() > MAX_SKIPPED) {
            throw new BackupException(Kind.DAMAGED, file, "a mark of revision " + revision
                    + " comes after revision " + store.current().revision());
        }
        while (store.current().revision() < revision) store.nop();
        store.trim();
    }

    private void keepTtl(String path, long ttlMillis) {
        if (ttlMillis > 0 && path.startsWith(SESSIONS)) ttls.put(path, ttlMillis);
    }

    /** What was made. */
    Store store() {
        return store;
    }

    /** How long sessions live, in ms, by the paths of their files; not of those not known. */
    Map<String, Long> ttls() {
        return ttls;
    }
}
