package doozer.history;

import java.util.ArrayList;
import java.util.List;

/**
 * All that clients asked and were told. Owned by one thread; a test with many threads gives one to
 * each and joins them in the end.
 *
 * <pre>{@code
 *   Operation set = history.call(client, connection, new Ask.Set("/a", -1, value), now);
 *   ...
 *   set.answered(new Answer.Done(response.rev()), now);
 * }</pre>
 */
public final class History {
    private final List<Operation> operations = new ArrayList<>();
    private final List<WatchRecord> watches = new ArrayList<>();

    /**
     * A client sends a request. Those of one connection are recorded in the order sent.
     *
     * @param connection a number that is never used again, not even by the same client
     */
    public Operation call(int client, int connection, Ask ask, long nanos) {
        Operation operation = new Operation(client, connection, ask, nanos);
        operations.add(operation);
        return operation;
    }

    /**
     * A client opens a watch.
     *
     * @param from a revision, where below 1 means 1, or {@link WatchRecord#FROM_NOW}
     */
    public WatchRecord watch(int client, String glob, long from, long nanos) {
        return open(new WatchRecord(new WatchRecord.Start(client, glob, from, nanos), false));
    }

    /** A client waits for one event; else like {@link #watch}. */
    public WatchRecord await(int client, String glob, long from, long nanos) {
        return open(new WatchRecord(new WatchRecord.Start(client, glob, from, nanos), true));
    }

    private WatchRecord open(WatchRecord watch) {
        watches.add(watch);
        return watch;
    }

    /** Takes over everything of another history. */
    public void addAll(History other) {
        operations.addAll(other.operations);
        watches.addAll(other.watches);
    }

    /** Every operation, in the order recorded. */
    public List<Operation> operations() {
        return operations;
    }

    /** Every watch and wait, in the order recorded. */
    public List<WatchRecord> watches() {
        return watches;
    }
}
