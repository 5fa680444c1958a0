package doozer.client;

import doozer.wire.Flags;
import doozer.wire.Response;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * All that a cluster holds as of one moment, whatever is written meanwhile: first every file, then
 * every event. See {@link DoozerClient#dump}. Owned by one thread; closing the client ends it.
 *
 * <pre>
 *   try (Dump dump = client.dump(DumpOptions.ofNow())) {
 *       for (DumpedFile file = dump.nextFile(); file != null; file = dump.nextFile()) ...
 *       for (Event event = dump.nextEvent(); event != null; event = dump.nextEvent()) ...
 *       long revision = dump.revision();
 *   }
 * </pre>
 *
 * <p>Only so much is in memory at a time: whoever takes slowly lets the server wait, and whoever
 * takes nothing for two minutes may find that the server has ended it. What comes is looked at:
 * files out of order, events that are left out, or another number of either are an exception. One
 * that has failed is of no use any more, and nothing goes on elsewhere: begin again. Each call
 * waits as long as a call of the client may.
 */
public final class Dump implements AutoCloseable {
    private final Link link;
    private final DumpFeed feed;
    private final DumpOptions options;
    private final Supplier<Deadline> deadlines;
    private OpenDumps open;
    private String name;
    private String identity;
    private long base;
    private long fileCount;
    private long filesLeft;
    /** The path of the file before. */
    private String previous = "/";
    /** Every event up to here was taken. */
    private long taken;
    private boolean isOver;

    /** One over a connection that is its own. */
    Dump(Link link, DumpOptions options, Supplier<Deadline> deadlines) {
        this.link = link;
        this.options = options;
        this.deadlines = deadlines;
        feed = new DumpFeed(options);
    }

    /** Asks for it, and waits for its head. */
    Dump begin(OpenDumps newOpen) {
        open = newOpen;
        open.add(this);
        boolean isBegun = false;
        try {
            link.send(feed);
            takeHead(feed.take(deadlines.get()));
            isBegun = true;
            return this;
        } finally {
            if (!isBegun) close();
        }
    }

    private void takeHead(Response head) {
        boolean isHead = head != null && head.path() != null && head.hasRev() && head.hasLen()
                && head.rev() >= 0 && head.len() >= 0;
        if (!isHead) throw Failures.malformed("the dump begins without a head");
        name = head.path();
        identity = new String(Call.body(head), StandardCharsets.UTF_8);
        base = head.rev();
        fileCount = head.len();
        filesLeft = fileCount;
        taken = base;
    }

    /** The cluster's name. */
    public String name() {
        return name;
    }

    /** Which cluster it is, as {@link DoozerClient#identity} tells; "" if the server has none. */
    public String identity() {
        return identity;
    }

    /** The revision of which the files are the state; the events go on from there. */
    public long base() {
        return base;
    }

    /** How many files there are. */
    public long fileCount() {
        return fileCount;
    }

    /**
     * The next file, in the order of a walk; null after the last.
     *
     * @throws ConnectionLostException when the connection has ended before all has come
     * @throws DoozerTimeoutException when nothing comes in time; it may be asked again
     * @throws ClosedException when this, or the client, was closed
     * @throws DoozerException when what comes is no dump, or this thread is interrupted
     */
    public DumpedFile nextFile() {
        if (filesLeft == 0) return null;
        Response item = feed.take(deadlines.get());
        if (item == null) throw broken("it has ended, and " + filesLeft + " files are missing");
        boolean isFile = item.path() != null && (item.flags() & Flags.SET) != 0
                && item.rev() > 0 && item.rev() <= base;
        if (!isFile) throw broken("one of the files is none: " + item.path() + " " + item.rev());
        if (!isAfter(item.path(), previous)) {
            throw broken("the file " + item.path() + " comes after " + previous);
        }
        previous = item.path();
        filesLeft--;
        return Items.dumped(item);
    }

    /** In the order of a walk: name by name, so that a slash is below everything in a name. */
    static boolean isAfter(String path, String before) {
        int end = Math.min(path.length(), before.length());
        for (int i = 0; i < end; i++) {
            char c = path.charAt(i);
            char b = before.charAt(i);
            if (c != b) return b == '/' || c != '/' && c > b;
        }
        return path.length() > before.length();
    }

    /**
     * The next event, the oldest first, behind the last file; null after the last, and at once
     * without {@link DumpOptions#withHistory}. Only then it is certain that all has come.
     *
     * @throws IllegalStateException before the last file was taken
     * @throws DoozerException as {@link #nextFile}
     */
    public Event nextEvent() {
        if (filesLeft > 0) throw new IllegalStateException("the files come before the events");
        if (isOver) return null;
        Response item = feed.take(deadlines.get());
        if (item == null) return end(feed.last().rev());
        boolean isNext = options.hasHistory() && item.path() != null && item.rev() == taken + 1;
        if (!isNext) {
            throw broken("behind revision " + taken + " comes " + item.path() + " " + item.rev());
        }
        taken++;
        return Items.event(item);
    }

    private Event end(long revision) {
        if (revision != taken) {
            throw broken("it is of revision " + revision + ", and ends with " + taken);
        }
        isOver = true;
        close();
        return null;
    }

    /**
     * The revision of the state that all files and events together make.
     *
     * @throws IllegalStateException before {@link #nextEvent} has given null
     */
    public long revision() {
        if (!isOver) throw new IllegalStateException("not before all of the dump was taken");
        return taken;
    }

    /**
     * Whether the next file or event, or the end, is there: then neither {@link #nextFile} nor
     * {@link #nextEvent} waits. For who has something else to do meanwhile.
     */
    public boolean isReady() {
        return isOver || feed.isReady();
    }

    /** How many bytes wait to be taken. */
    int queuedBytes() {
        return feed.queuedBytes();
    }

    private DoozerException broken(String what) {
        close();
        return Failures.malformed("what the server sends is no dump: " + what);
    }

    /** Ends it, here and on the server, whether or not all was taken. Any thread. */
    @Override
    public void close() {
        open.remove(this);
        end(Loss.closed("the dump is closed"));
    }

    /** As this process wants it so; any thread. */
    void end(Loss why) {
        feed.close(why);
        link.end(why);
    }
}
