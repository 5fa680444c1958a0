package doozer.backup;

import java.util.Collection;
import java.util.TreeMap;

/** The files of one revision, put together from a state and changes. Owned by one thread. */
final class State implements Replay {
    private final TreeMap<String, Item.File> files = new TreeMap<>(PathOrder.WALK);
    private long revision;

    @Override
    public void begin(Item.Head head) {
        files.clear();
        revision = head.base();
    }

    @Override
    public void file(Item.File file) {
        files.put(file.path(), file);
    }

    @Override
    public void begun() {
        // Files and changes are alike here.
    }

    @Override
    public void change(Item.Change change) {
        revision = change.revision();
        switch (change.kind()) {
            case SET -> files.put(change.path(), new Item.File(change.path(), change.revision(),
                    change.owner(), change.ttlMillis(), change.body()));
            case DEL -> files.remove(change.path());
            case NOP -> { }
        }
    }

    @Override
    public void skipTo(long newRevision) {
        revision = newRevision;
    }

    long revision() {
        return revision;
    }

    /** In the order of a walk. */
    Collection<Item.File> files() {
        return files.values();
    }
}
