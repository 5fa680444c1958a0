package doozer.history;

import doozer.tree.Directory;
import doozer.tree.Entry;
import doozer.tree.Event;
import doozer.tree.FileEntry;
import doozer.tree.Glob;
import doozer.tree.Store;
import doozer.tree.Tree;
import doozer.tree.Walk;
import doozer.wire.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A correct history, made up from one store: each operation happens as a whole at some moment
 * between its call and its answer, or, with its outcome unknown, at any later moment or never.
 * Requests are pipelined, connections break, watches lag behind and go on elsewhere.
 */
final class AtomicRun {
    final History history = new History();
    final EventLog log = new EventLog();
    private final Random random;
    private final Store store = new Store(Integer.MAX_VALUE, Long.MAX_VALUE);
    private final Asks asks;
    private final Watchers watchers;
    private final List<Connection> connections = new ArrayList<>();
    /** Writes of connections that are gone: they may still happen, each after those before it. */
    private final List<List<Pending>> orphans = new ArrayList<>();
    private final int depth;
    private final boolean hasHooks;
    private final boolean isReliable;
    private int connectionsMade;
    private long now;

    /** A request on its way; with an answer once it has happened. */
    private static final class Pending {
        final Operation operation;
        Answer answer;

        Pending(Operation operation) {
            this.operation = operation;
        }

        boolean isWrite() {
            return operation.ask() instanceof Ask.Write;
        }
    }

    private static final class Connection {
        final int client;
        final int number;
        final boolean isOld;
        final List<Pending> pending = new ArrayList<>();

        Connection(int client, int number, boolean isOld) {
            this.client = client;
            this.number = number;
            this.isOld = isOld;
        }
    }

    private AtomicRun(long seed, int clients) {
        random = new Random(seed);
        depth = 1 + random.nextInt(3);
        hasHooks = random.nextBoolean();
        isReliable = random.nextInt(4) == 0;
        asks = new Asks(random, store);
        watchers = new Watchers(random, store, history);
        for (int client = 0; client < clients; client++) connections.add(connect(client));
    }

    /** A run of so many operations, and some watches; the same for the same seed. */
    static AtomicRun of(long seed, int clients, int operations) {
        AtomicRun run = new AtomicRun(seed, clients);
        while (run.history.operations().size() < operations) run.step();
        run.finish();
        return run;
    }

    private Connection connect(int client) {
        return new Connection(client, ++connectionsMade, random.nextInt(3) == 0);
    }

    private void step() {
        now += random.nextInt(3);
        int which = random.nextInt(connections.size());
        Connection connection = connections.get(which);
        int action = random.nextInt(100);
        if (action < 40) {
            // Now and then one more: else all might wait for a revision that never comes.
            if (connection.pending.size() < depth || random.nextInt(50) == 0) call(connection);
        } else if (action < 65) {
            happen(connection);
        } else if (action < 90) {
            answer(connection);
        } else if (action < 97) {
            watchers.step(now);
        } else if (action < 98 && !isReliable) {
            breakOff(which);
        } else if (!orphans.isEmpty() && random.nextInt(3) == 0) {
            happenLate(orphans.get(random.nextInt(orphans.size())));
        }
    }

    private void call(Connection connection) {
        Operation operation = history.call(connection.client, connection.number, asks.next(), now);
        connection.pending.add(new Pending(operation));
    }

    /** Lets one of the requests of a connection happen, as far as their order allows. */
    private void happen(Connection connection) {
        if (connection.pending.isEmpty()) return;
        int which = random.nextInt(connection.pending.size());
        Pending pending = connection.pending.get(which);
        if (pending.answer != null) return;
        boolean isLocal = pending.operation.ask() instanceof Ask.Read read
                && read.at().mode() != Ask.Mode.NOW;
        for (Pending before : connection.pending.subList(0, which)) {
            if (before.isWrite() && before.answer == null && !isLocal) return;
        }
        if (pending.isWrite() && !isReliable && random.nextInt(30) == 0) {
            pending.answer = new Answer.Failed(ErrorCode.READONLY);
            return;
        }
        pending.answer = pending.operation.ask() instanceof Ask.Write write
                ? write(pending.operation, write, connection.isOld)
                : read((Ask.Read) pending.operation.ask());
    }

    private Answer write(Operation operation, Ask.Write write, boolean isOld) {
        long before = store.current().revision();
        Store.Outcome outcome = Store.Outcome.OK;
        switch (write.kind()) {
            case NOP -> store.nop();
            case DEL -> outcome = store.delete(write.path(), write.ifRevision());
            case SET -> outcome = store.set(write.path(), write.ifRevision(), write.value());
        }
        switch (outcome) {
            case REV_MISMATCH -> {
                return new Answer.Failed(ErrorCode.REV_MISMATCH);
            }
            case IS_DIRECTORY -> {
                return new Answer.Failed(ErrorCode.ISDIR);
            }
            case NOT_DIRECTORY -> {
                return new Answer.Failed(ErrorCode.NOTDIR);
            }
            default -> log.add(store.event(before + 1), now);
        }
        if (!isOld || write.kind() == Event.Kind.SET) return new Answer.Done(before + 1);
        if (hasHooks) operation.revisionFromHook(before + 1);
        return Answer.DONE;
    }

    /** The answer to a read; null when it has to wait for its revision. */
    private Answer read(Ask.Read read) {
        Tree tree = store.current();
        long last = tree.revision();
        long revision = read.at().revision();
        if (revision > last) return null;
        if (read.at().mode() == Ask.Mode.REVISION) tree = store.at(revision);
        if (read.at().mode() == Ask.Mode.LOCAL) {
            long old = Math.max(revision, last - random.nextInt(5));
            tree = old <= 0 ? Tree.EMPTY : store.at(old);
        }
        return answer(read, tree);
    }

    private static Answer answer(Ask.Read read, Tree tree) {
        if (read instanceof Ask.Get get) return get(tree.find(get.path()));
        if (read instanceof Ask.Stat stat) return stat(tree.find(stat.path()));
        if (read instanceof Ask.Dir dir) return list(tree.find(dir.path()));
        if (read instanceof Ask.Walk walk) return new Answer.Files(found(tree, walk.glob()));
        return new Answer.Revision(tree.revision());
    }

    private static Answer get(Entry entry) {
        if (entry instanceof Directory) return new Answer.Failed(ErrorCode.ISDIR);
        return entry instanceof FileEntry file ? new Answer.File(file.revision(), file.value())
                : new Answer.File(0, Text.NOTHING);
    }

    private static Answer stat(Entry entry) {
        if (entry instanceof Directory directory) return new Answer.Stat(-2, directory.entries());
        return entry instanceof FileEntry file
                ? new Answer.Stat(file.revision(), file.value().length) : new Answer.Stat(0, 0);
    }

    private static Answer list(Entry entry) {
        if (entry instanceof Directory directory) {
            return new Answer.Names(StatesTest.names(directory));
        }
        return new Answer.Failed(entry == null ? ErrorCode.NOENT : ErrorCode.NOTDIR);
    }

    /** What a walk finds in a tree. */
    static List<Answer.Found> found(Tree tree, String glob) {
        List<Answer.Found> found = new ArrayList<>();
        Walk walk = tree.walk(Glob.parse(glob));
        while (walk.advance(Integer.MAX_VALUE) == Walk.Step.FOUND) {
            found.add(new Answer.Found(walk.path(), walk.file().revision(), walk.file().value()));
        }
        return found;
    }

    private void answer(Connection connection) {
        if (connection.pending.isEmpty()) return;
        Pending pending = connection.pending.get(random.nextInt(connection.pending.size()));
        if (pending.answer == null) return;
        pending.operation.answered(pending.answer, now);
        connection.pending.remove(pending);
    }

    private void breakOff(int which) {
        Connection broken = connections.get(which);
        List<Pending> writes = new ArrayList<>();
        for (Pending pending : broken.pending) {
            if (pending.isWrite() && pending.answer == null) writes.add(pending);
        }
        if (!writes.isEmpty()) orphans.add(writes);
        connections.set(which, connect(broken.client));
    }

    private void happenLate(List<Pending> writes) {
        Pending pending = writes.remove(0);
        if (writes.isEmpty()) orphans.remove(writes);
        if (random.nextBoolean()) return;
        write(pending.operation, (Ask.Write) pending.operation.ask(), false);
    }

    /** Answers what can be answered, and lets the watches hear the rest. */
    private void finish() {
        for (Connection connection : connections) {
            for (int turn = 0; turn < 50; turn++) {
                now += random.nextInt(2);
                happen(connection);
                answer(connection);
            }
        }
        watchers.finish(now);
    }
}
