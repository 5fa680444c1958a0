package doozer.backup;

import doozer.backup.BackupException.Kind;
import doozer.backup.SourceException.Why;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Follows a cluster, and writes down each change: one piece of work a turn. Owned by one thread.
 *
 * <pre>
 *   begin --nothing there, history lost, recovered--> anew: snapshot and segment from there on
 *     |                                                 |
 *     +--goes on behind the last good record--> turn, turn, ... --> close
 * </pre>
 */
final class Follower {
    /** Of changes that are kept before they are given to the system. */
    private static final int BATCH = 1 << 20;
    private static final long RETRY_NANOS = 10_000_000_000L;
    /** So long changes are waited for while more of a snapshot may come. */
    private static final long BUSY_NANOS = 5_000_000;

    private final Parts parts;
    private SegmentWriter segment;
    private Source.Changes changes;
    /** A state that was asked for, and is to become a snapshot. */
    private Source.Opening opening;
    private SnapshotJob snapshot;
    private Item.Head head;
    private Age age;
    /** Of the newest snapshot that is whole and belongs to what is written now; -1 for none. */
    private long snapshotRevision = -1;
    private long snapshotNanos;
    /** Whether the last try to take one has failed. */
    private boolean isRetry;
    private long bytesSince;
    private long lastSyncNanos;

    /** What it works with. */
    record Parts(Disk disk, Path directory, JournalOptions options, Source source,
            JournalTime time, Consumer<String> log) { }

    Follower(Parts parts) {
        this.parts = parts;
    }

    /** Looks at what is there, and goes on behind it; of a damaged one nothing is touched. */
    void begin() throws IOException {
        JournalFiles files = JournalFiles.list(parts.disk, parts.directory);
        age = new Age(parts.disk, files, parts.time);
        Chain chain = files.segments().isEmpty() ? null : examine(files);
        Identity.Relation relation = Identity.Relation.SAME;
        if (!files.isEmpty()) {
            head = chain == null ? newestHead(files) : chain.head();
            relation = relation(parts.source.identity());
        }
        for (Path file : files.temporary()) parts.disk.delete(file);
        if (chain == null) {
            anew("");
            return;
        }
        if (chain.tornBytes() > 0) {
            parts.log.accept("cut " + chain.tornBytes() + " bytes off " + chain.last()
                    + ": the last write had not come to its end");
        }
        segment = SegmentWriter.goOn(parts.disk, chain);
        if (relation == Identity.Relation.RECOVERED) anew(recovered(parts.source.identity()));
        else if (chain.health().damage() != null) anew(damaged(chain.health().damage()));
        else goOn(chain, files);
    }

    private Chain examine(JournalFiles files) throws IOException {
        Chain chain = Chain.examine(parts.disk, parts.directory, files);
        if (chain.health().passedOver() != null) {
            parts.log.accept("DAMAGED SNAPSHOT: " + chain.health().passedOver() + ". The newest"
                    + " state can be restored from an older one; a new one is taken at once");
        }
        return chain;
    }

    private static String damaged(String damage) {
        return "DAMAGED: " + damage + ". Nothing behind that can be restored before a new snapshot"
                + " is whole; the old files stay as they are";
    }

    private Item.Head newestHead(JournalFiles files) throws IOException {
        return BackupReader.head(parts.disk, files.newestSnapshot().file());
    }

    private void goOn(Chain chain, JournalFiles files) throws IOException {
        parts.log.accept("going on behind revision " + chain.end());
        if (chain.hasSnapshot()) snapshotRevision = files.newestSnapshot().revision();
        snapshotNanos = lastSyncNanos = parts.time.nanos();
        markOfAPause();
        try {
            changes = parts.source.watch(chain.end() + 1);
        } catch (SourceException e) {
            recover(e);
        }
    }

    /** What a cluster is to the one written down; ends all when it is another one. */
    private Identity.Relation relation(String now) throws BackupException {
        Identity.Relation relation = Identity.parse(head.identity()).to(Identity.parse(now));
        if (relation != Identity.Relation.OTHER) return relation;
        throw new BackupException(Kind.OTHER_CLUSTER, parts.directory, "this is the journal of the"
                + " cluster " + head.identity() + ", and " + now + " answers: nothing more is"
                + " written. Follow that one into another directory");
    }

    private String recovered(String now) {
        return "the cluster was recovered by force: it was " + head.identity() + ", and is " + now;
    }

    /** Takes a new state, and follows from there; what was before cannot be gone on with. */
    private void anew(String note) throws IOException {
        if (!note.isEmpty()) parts.log.accept("BEGINNING ANEW: " + note);
        long end = segment != null ? segment.end() : head == null ? 0 : head.base();
        close();
        Source.Dump dump = parts.source.dump(false, false);
        try {
            if (head != null) relation(dump.identity());
            if (dump.base() < end) {
                throw new BackupException(Kind.OTHER_CLUSTER, parts.directory, "the cluster is at"
                        + " revision " + dump.base() + ", and this journal at " + end
                        + " already: follow it into another directory");
            }
            head = head(Item.Form.SEGMENT, Item.Head.ANEW, dump, note);
            changes = parts.source.watch(dump.base() + 1);
            segment = SegmentWriter.create(parts.disk, parts.directory, head);
        } catch (IOException e) {
            dump.close();
            throw e;
        }
        snapshotRevision = -1;
        lastSyncNanos = parts.time.nanos();
        begin(dump);
    }

    private Item.Head head(Item.Form form, int flags, Source.Dump dump, String note) {
        return new Item.Head(form, flags, dump.base(), parts.time.millis(), dump.name(),
                dump.identity(), parts.options.program(), note);
    }

    /** Does a piece of work; waits so long at most if there is none. */
    void turn(long waitNanos) throws IOException {
        try {
            pull(Math.min(waitNanos, snapshotNanosLeft()));
        } catch (SourceException e) {
            recover(e);
            return;
        }
        segment.flush();
        long now = parts.time.nanos();
        if (segment.unsyncedBytes() == 0) lastSyncNanos = now;
        if (now - lastSyncNanos >= parts.options.sync().toNanos()) sync(now);
        if (segment.length() >= parts.options.rollBytes() && !segment.isInStep()) roll();
        if (snapshot != null) step();
        else if (opening != null) takeOpening();
        else if (isSnapshotDue(now)) beginSnapshot();
    }

    /** How long may be waited for changes because of a snapshot that is under way. */
    private long snapshotNanosLeft() {
        if (snapshot != null && !snapshot.isWaiting()) return 0;
        return snapshot == null && opening == null ? Long.MAX_VALUE : BUSY_NANOS;
    }

    private void sync(long now) throws IOException {
        segment.sync();
        lastSyncNanos = now;
    }

    private void pull(long waitNanos) throws IOException {
        if (changes == null) {
            LockSupport.parkNanos(waitNanos);
            return;
        }
        Item item = changes.next(waitNanos);
        while (item != null) {
            take(item);
            if (segment.keptBytes() >= BATCH) return;
            item = changes.next(0);
        }
    }

    private void take(Item item) throws IOException {
        long before = segment.length();
        if (item instanceof Item.Mark mark) {
            if (mark.revision() <= segment.end() || segment.isInStep()) return;
            segment.mark(new Item.Mark(mark.revision(), parts.time.millis()));
        } else {
            Item.Change change = (Item.Change) item;
            if (change.revision() <= segment.end()) return;
            // Each revision is a change: one that does not come was never made here.
            if (change.revision() > segment.end() + 1) {
                throw new SourceException(Why.OTHER_CLUSTER, "revision " + change.revision()
                        + " comes after " + segment.end(), null);
            }
            segment.change(new Item.Change(change.kind(), change.hasMore(), change.revision(),
                    change.owner(), change.ttlMillis(), parts.time.millis(), change.path(),
                    change.body()));
        }
        bytesSince += segment.length() - before;
    }

    private void recover(SourceException e) throws IOException {
        sync(parts.time.nanos());
        long end = segment.end();
        switch (e.why()) {
            case TOO_LATE -> anew("HISTORY LOST: the revisions after " + end + " are not kept any"
                    + " more by the cluster, and are in no file here");
            case OTHER_CLUSTER -> {
                letGo();
                parts.source.reopen();
                String now = parts.source.identity();
                boolean isSame = relation(now) == Identity.Relation.SAME;
                anew(isSame ? "HISTORY LOST: " + e.getMessage() : recovered(now));
            }
            case FAILED -> throw e;
        }
    }

    /**
     * Lets go of all connections, and follows by way of new ones; if there are none to be had, a
     * later call tries again.
     */
    void reconnect() throws IOException {
        sync(parts.time.nanos());
        letGo();
        if (giveUpSnapshot()) {
            isRetry = true;
            snapshotNanos = parts.time.nanos();
        }
        String now;
        try {
            parts.source.reopen();
            now = parts.source.identity();
            boolean isSame = relation(now) == Identity.Relation.SAME;
            if (isSame) changes = parts.source.watch(segment.end() + 1);
        } catch (SourceException e) {
            parts.log.accept("no new connection to the cluster: " + e.getMessage());
            return;
        }
        if (changes == null) {
            anew(recovered(now));
            return;
        }
        markOfAPause();
        parts.log.accept("opened a new connection, to follow behind revision " + segment.end());
    }

    /** What comes now may have happened long ago: who asks for a time is told of that. */
    private void markOfAPause() {
        if (!segment.isInStep()) segment.mark(new Item.Mark(segment.end(), parts.time.millis()));
    }

    private void letGo() {
        if (changes != null) changes.close();
        changes = null;
    }

    /** The step that it ends with is whole: who reads a segment has whole steps. */
    private void roll() throws IOException {
        sync(parts.time.nanos());
        segment.close();
        head = new Item.Head(Item.Form.SEGMENT, 0, segment.end(), parts.time.millis(), head.name(),
                head.identity(), parts.options.program(), "");
        segment = SegmentWriter.create(parts.disk, parts.directory, head);
    }

    private boolean isSnapshotDue(long now) {
        if (segment.end() <= snapshotRevision) return false;
        if (isRetry) return now - snapshotNanos >= RETRY_NANOS;
        if (snapshotRevision < 0) return true;
        return bytesSince >= parts.options.snapshotBytes()
                || now - snapshotNanos >= parts.options.snapshotEvery().toNanos();
    }

    private void beginSnapshot() throws IOException {
        try {
            opening = parts.source.open();
        } catch (SourceException e) {
            retryLater(e);
            return;
        }
        takeOpening();
    }

    /** Goes on with what was asked for, if it is there: changes do not wait for it. */
    private void takeOpening() throws IOException {
        Source.Dump dump;
        try {
            dump = opening.poll();
        } catch (SourceException e) {
            opening = null;
            retryLater(e);
            return;
        }
        if (dump == null) return;
        opening = null;
        if (!dump.identity().equals(head.identity())) {
            dump.close();
            recover(new SourceException(Why.OTHER_CLUSTER, "it is " + dump.identity(), null));
            return;
        }
        begin(dump);
    }

    private void begin(Source.Dump dump) throws IOException {
        bytesSince = 0;
        try {
            snapshot = SnapshotJob.begin(parts, dump,
                    head(Item.Form.BACKUP, 0, dump, age.note()));
        } catch (IOException e) {
            retryLater(e);
        }
    }

    private void step() throws IOException {
        try {
            if (!snapshot.step()) return;
        } catch (IOException e) {
            snapshot = null;
            retryLater(e);
            return;
        }
        isRetry = false;
        snapshotRevision = snapshot.revision();
        snapshotNanos = parts.time.nanos();
        snapshot = null;
        parts.log.accept("snapshot of revision " + snapshotRevision + " taken");
        int deleted = Pruner.prune(parts.disk, parts.directory, parts.options, age.millis());
        if (deleted > 0) parts.log.accept("deleted " + deleted + " old files");
    }

    /** Whether there was one under way. */
    private boolean giveUpSnapshot() throws IOException {
        boolean isUnderWay = snapshot != null || opening != null;
        if (opening != null) opening.close();
        opening = null;
        if (snapshot != null) snapshot.abandon();
        snapshot = null;
        return isUnderWay;
    }

    /** Changes are written down all the same, and an older snapshot may be there. */
    private void retryLater(IOException e) {
        parts.log.accept("no snapshot could be taken, trying again later: " + e.getMessage());
        isRetry = true;
        snapshotNanos = parts.time.nanos();
    }

    /** Puts all that has come on the disk, and lets go of the files. */
    void close() throws IOException {
        letGo();
        giveUpSnapshot();
        if (segment == null) return;
        SegmentWriter last = segment;
        segment = null;
        try {
            last.sync();
        } finally {
            last.close();
        }
    }

    /** The revision up to which all was given to the system; -1 while nothing is written. */
    long end() {
        return segment == null ? -1 : segment.end();
    }

    /** The revision up to which all is on the disk for good; -1 while nothing is written. */
    long syncedEnd() {
        return segment == null ? -1 : segment.syncedEnd();
    }

    long unsyncedBytes() {
        return segment == null ? 0 : segment.unsyncedBytes();
    }

    /** Of the newest snapshot, from which all changes since are there; -1 for none yet. */
    long snapshotRevision() {
        return snapshotRevision;
    }
}
