package doozer.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What a leader has still to propose. A batch is what one turn of the loop brought, and with the
 * window full what queued up meanwhile. Owned by whoever steps the node.
 */
final class Proposals {
    /** A batch is full when its commands weigh as much. */
    private static final int BATCH_WEIGHT = 256 << 10;
    /** There are never so many members: who makes them up is forgotten, as the others are. */
    private static final int MOST_ORIGINS = 10 * Members.MAX;

    private final ArrayDeque<LogEntry> queue = new ArrayDeque<>();
    /** The last command taken of each origin: what it sends twice is taken once. */
    private final TreeMap<Integer, Taken> taken = new TreeMap<>();
    private final Keeper keeper;
    private final Leases leases;
    private final Members members;

    /** The run of one origin's commands that has been taken. */
    private static final class Taken {
        private long first;
        private long last;

        /**
         * Whether that one is to be proposed: it goes on with the run; or nothing of the run is on
         * its way any more; or it is from before the run, which something lost has to precede.
         */
        boolean add(long sequence, long applied) {
            if (sequence <= applied) return false;
            boolean isNew = last <= applied || sequence < first;
            if (!isNew && sequence != last + 1) return false;
            if (isNew) first = sequence;
            last = sequence;
            return true;
        }
    }

    Proposals(Keeper keeper, Members members) {
        this.keeper = keeper;
        leases = keeper.leases();
        this.members = members;
    }

    boolean isEmpty() {
        return queue.isEmpty() && !leases.isDue();
    }

    int size() {
        return queue.size();
    }

    /** Takes a command of the cluster's own. */
    void add(Command command) {
        queue.add(LogEntry.own(command));
    }

    /** Whether members may ask for that: everything else is the leader's to propose. */
    static boolean isOfAMember(LogEntry entry) {
        Command command = entry.command();
        return entry.origin() > 0 && (isOfAClient(command) || command instanceof Command.Empty
                || command instanceof Command.Ready || command instanceof Command.Open
                || command instanceof Command.Keep || command instanceof Command.Close
                || command instanceof Command.InSession in && (isOfAClient(in.command())
                        || in.command() instanceof Command.Refused));
    }

    private static boolean isOfAClient(Command command) {
        return command instanceof Command.Set || command instanceof Command.Delete
                || command instanceof Command.Nop || command instanceof Command.Ephemeral
                || command instanceof Command.Transaction || command instanceof Command.Next;
    }

    /** Takes the commands of an origin that follow what was taken before. */
    void offer(List<LogEntry> entries) {
        for (int i = 0; i < entries.size(); i++) {
            LogEntry entry = entries.get(i);
            if (taken.size() > MOST_ORIGINS) taken.clear();
            Taken run = taken.computeIfAbsent(entry.origin(), origin -> new Taken());
            Member member = members.of(entry.origin());
            if (run.add(entry.sequence(), member == null ? 0 : member.last())) queue.add(entry);
        }
    }

    /** One of its commands was refused for a gap: it begins again where it likes. */
    void forget(int origin) {
        taken.remove(origin);
    }

    /** Drops everything: others lead, and the origins send it to them. */
    void clear() {
        queue.clear();
        taken.clear();
    }

    /** The next batch, or null while there is none. */
    Batch next() {
        if (isEmpty()) return null;
        ArrayList<LogEntry> entries = new ArrayList<>(queue.size() + 1);
        int weight = 0;
        while (!queue.isEmpty()) {
            LogEntry next = queue.peek();
            if (weight > 0 && weight + next.command().weight() > BATCH_WEIGHT) break;
            weight += next.command().weight();
            entries.add(keeper.judged(queue.remove()));
        }
        if (leases.isStamping(entries)) entries.add(0, LogEntry.own(leases.stamp()));
        return new Batch(entries);
    }
}
