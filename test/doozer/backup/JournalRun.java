package doozer.backup;

import doozer.tree.FileEntry;
import doozer.tree.Glob;
import doozer.tree.Walk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A journal of a fake cluster on a disk in memory, turn by turn. One thread's. */
final class JournalRun {
    static final Path DIRECTORY = Path.of("journal");
    static final JournalOptions SMALL = JournalOptions.USUAL.withRoll(400)
        .withSnapshots(600, Duration.ofHours(1));

    final MemoryDisk disk;
    final FakeCluster cluster;
    final List<String> log = new ArrayList<>();
    long millis = 1_000_000;
    JournalOptions options = SMALL;
    /** By how much somebody has set the clock. */
    private long jumped;
    private Follower follower;

    JournalRun(MemoryDisk disk, FakeCluster cluster) {
        this.disk = disk;
        this.cluster = cluster;
    }

    private final class Time implements JournalTime {
        @Override
        public long millis() {
            return millis;
        }

        @Override
        public long nanos() {
            return (millis - jumped) * 1_000_000;
        }
    }

    /** Sets the clock, and no time passes. */
    void jump(long byMillis) {
        millis += byMillis;
        jumped += byMillis;
    }

    JournalRun begin() throws IOException {
        follower = new Follower(new Follower.Parts(disk, DIRECTORY, options, cluster.source(),
            new Time(), log::add));
        follower.begin();
        return this;
    }

    JournalRun turns(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            millis += 10;
            follower.turn(0);
        }
        return this;
    }

    void close() throws IOException {
        follower.close();
    }

    Follower follower() {
        return follower;
    }

    /** The newest revision that is said to survive everything; 0 without a snapshot. */
    long promised() {
        if (follower == null || follower.snapshotRevision() < 0) return 0;
        return Math.max(follower.snapshotRevision(), follower.syncedEnd());
    }

    Restored restore() throws IOException {
        return new Restore(disk, DIRECTORY, true).read();
    }

    Restored restore(long revision) throws IOException {
        return new Restore(disk, DIRECTORY, true).atRevision(revision).read();
    }

    static String text(Restored restored) {
        State state = new State();
        state.skipTo(restored.revision());
        Walk walk = restored.store().current().walk(Glob.parse("/**"));
        while (walk.advance(Integer.MAX_VALUE) != Walk.Step.END) {
            FileEntry file = walk.file();
            state.file(new Item.File(walk.path(), file.revision(), file.owner(), 0,
                file.value()));
        }
        return FakeCluster.text(state);
    }
}
