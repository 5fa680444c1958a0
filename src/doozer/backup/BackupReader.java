package doozer.backup;

import doozer.backup.BackupException.Kind;
import doozer.tree.Path;
import java.io.IOException;
import java.util.Arrays;

/** Reads one backup to its end, and believes nothing before it is checked. Owned by one thread. */
final class BackupReader {
    private final java.nio.file.Path file;
    private final ItemReader items;
    private final Replay to;
    private Item.Head head;
    private Steps steps;
    private String lastPath;
    private long files;
    private long changes;
    private long revision;

    private BackupReader(java.nio.file.Path file, ItemReader items, Replay to) {
        this.file = file;
        this.items = items;
        this.to = to;
    }

    /**
     * What was read.
     *
     * @param files how many there were in the state
     * @param revision of the newest state in the backup
     */
    record Result(Item.Head head, long files, long changes, long revision, Steps steps) { }

    /** The head alone. */
    static Item.Head head(Disk disk, java.nio.file.Path file) throws IOException {
        try (ItemReader items = ItemReader.open(disk, file)) {
            return head(items, file);
        }
    }

    private static Item.Head head(ItemReader items, java.nio.file.Path file) throws IOException {
        Item first = items.next();
        if (first instanceof Item.Head head) return head;
        throw first == null ? cutOff(file, items) : items.damaged("it does not begin with a head");
    }

    /** Reads all of it, and hands on what is within the limit. */
    static Result read(Disk disk, java.nio.file.Path file, Replay to, Steps.Limit limit)
            throws IOException {
        try (ItemReader items = ItemReader.open(disk, file)) {
            return new BackupReader(file, items, to).read(limit);
        }
    }

    private Result read(Steps.Limit limit) throws IOException {
        head = head(items, file);
        if (head.form() != Item.Form.BACKUP) {
            throw new BackupException(Kind.FOREIGN, file, items.start(), "this is a segment of a"
                    + " journal, not a backup: name the directory that it is in");
        }
        steps = new Steps(file, to, limit, head.base());
        revision = head.base();
        to.begin(head);
        while (true) {
            Item item = items.next();
            if (item == null) throw cutOff(file, items);
            if (item instanceof Item.End end) {
                check(end);
                break;
            }
            take(item);
        }
        return new Result(head, files, changes, revision, steps);
    }

    private void take(Item item) throws IOException {
        if (item instanceof Item.File next) {
            checkFile(next);
            files++;
            to.file(next);
        } else if (item instanceof Item.Change change) {
            if (changes++ == 0) to.begun();
            boolean isNext = change.revision() == revision + 1;
            if (!isNext || !head.is(Item.Head.HISTORY)) {
                throw items.damaged("a change that does not belong here: revision "
                        + change.revision() + " after " + revision);
            }
            revision = change.revision();
            steps.add(change);
        } else {
            throw items.damaged("a record that has no place in a backup");
        }
    }

    private void checkFile(Item.File next) throws BackupException {
        String path = next.path();
        boolean isInOrder = changes == 0
                && (lastPath == null || PathOrder.WALK.compare(lastPath, path) < 0);
        if (!isInOrder) throw items.damaged("the file " + path + " is out of order");
        if (lastPath != null && Path.isBelow(path, lastPath)) {
            throw items.damaged("the file " + path + " is below another file");
        }
        if (next.revision() > head.base() || files >= head.base()) {
            throw items.damaged("the file " + path + " is newer than the state that it is in");
        }
        lastPath = path;
    }

    private void check(Item.End end) throws IOException {
        if (changes == 0) to.begun();
        if (end.files() != files || end.changes() != changes || end.revision() != revision) {
            throw items.damaged("the counts at the end do not fit: " + end.files() + " files and "
                    + end.changes() + " changes, where " + files + " and " + changes + " are");
        }
        if (!Arrays.equals(end.hash(), items.hashBefore())) {
            throw items.damaged("the hash over all of it does not fit");
        }
        if (steps.incomplete() > 0) throw items.damaged("it ends within a step");
        if (items.offset() == items.size()) return;
        throw new BackupException(Kind.DAMAGED, file, items.offset(), "there is something behind"
                + " the end");
    }

    private static BackupException cutOff(java.nio.file.Path file, ItemReader items) {
        return new BackupException(Kind.CUT_OFF, file, items.size(), "the backup has no end: it was"
                + " cut off, or is still being written; use another one");
    }
}
