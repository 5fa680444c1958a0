package doozer.backup;

import doozer.backup.BackupException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads the changes and marks of one segment in order. The last segment of a journal may end within
 * a record, since its writer may have been killed there; no other may. Owned by one thread.
 */
final class SegmentReader implements Closeable {
    private final ItemReader items;
    private final boolean isLast;
    private final Item.Head head;
    private long end;
    /** Up to which all steps are whole. */
    private long wholeEnd;
    private long goodLength;
    private boolean isOver;

    private SegmentReader(Path file, ItemReader items, boolean isLast) throws IOException {
        this.items = items;
        this.isLast = isLast;
        if (!(items.next() instanceof Item.Head first)) {
            throw new BackupException(Kind.CUT_OFF, file, items.start(), "it has no head");
        }
        if (first.form() != Item.Form.SEGMENT) {
            throw new BackupException(Kind.FOREIGN, file, items.start(), "this is a backup, not a"
                    + " segment of a journal");
        }
        head = first;
        end = wholeEnd = first.base();
        goodLength = items.offset();
    }

    static SegmentReader open(Disk disk, Path file, boolean isLast) throws IOException {
        ItemReader items = ItemReader.open(disk, file);
        try {
            return new SegmentReader(file, items, isLast);
        } catch (IOException e) {
            items.close();
            throw e;
        }
    }

    Item.Head head() {
        return head;
    }

    /** The next change or mark; null after the last good one. */
    Item next() throws IOException {
        Item item = any();
        while (item instanceof Item.Forced) item = any();
        return item;
    }

    private Item any() throws IOException {
        if (isOver) return null;
        Item item;
        try {
            item = items.next();
        } catch (BackupException e) {
            if (!isLast || !items.isTornPerhaps()) throw inTheMiddle(e);
            item = null;
        }
        isOver = item == null;
        if (isOver) return null;
        if (item instanceof Item.Change change) onChange(change);
        else if (item instanceof Item.Mark mark) onMark(mark);
        else if (!(item instanceof Item.Forced)) {
            throw items.damaged("a record that has no place in a journal");
        }
        goodLength = items.offset();
        return item;
    }

    private void onChange(Item.Change change) throws BackupException {
        if (change.revision() != end + 1) {
            throw items.damaged("revision " + change.revision() + " comes after " + end);
        }
        end = change.revision();
        if (!change.hasMore()) wholeEnd = end;
    }

    private void onMark(Item.Mark mark) throws BackupException {
        if (mark.revision() < end) throw items.damaged("a mark of what is past");
        end = wholeEnd = mark.revision();
    }

    private BackupException inTheMiddle(BackupException e) {
        String message = e.getMessage();
        // Without the name and the place, which the new one has, too.
        String what = message.substring(message.lastIndexOf(": ") + 2);
        String why = isLast ? "; what is behind it was good once, so this is no write that was cut"
                + " short: the file is damaged. Nothing was changed. Restore up to revision "
                + wholeEnd + ", and begin a new journal in another directory"
                : "; other segments follow, so this is no write that was cut short: the file is"
                + " damaged. Restore up to revision " + wholeEnd;
        return new BackupException(e.kind() == Kind.CUT_OFF ? Kind.DAMAGED : e.kind(), e.file(),
                items.start(), what + why);
    }

    /** Everything up to this revision has been read; before the first, what the head says. */
    long end() {
        return end;
    }

    /** How much of the file is good: up to the end of the record read last. */
    long goodLength() {
        return goodLength;
    }

    /** Bytes behind the last good record, once {@link #next} has given null. */
    long tornBytes() {
        return items.size() - goodLength;
    }

    @Override
    public void close() throws IOException {
        items.close();
    }
}
