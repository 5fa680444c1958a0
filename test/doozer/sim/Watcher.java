package doozer.sim;

import doozer.history.WatchRecord;
import doozer.tree.Event;
import doozer.tree.Glob;
import doozer.wire.ErrorCode;
import doozer.wire.Flags;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;

/**
 * A client that watches, and goes on elsewhere from the next revision when its connection breaks;
 * or one that waits for one event after the other, as clients of 0.9 do. Owned by the run's thread.
 */
final class Watcher implements Connection.Owner {
    private static final byte[] NOTHING = new byte[0];

    private final World world;
    private final int number;
    private final Dice dice;
    private final String glob;
    private final boolean isWaiting;
    private WatchRecord record;
    private Connection connection;
    private int lastTag;
    private long watchTag;
    /** The first revision that it has not heard of; 0 while that is not known. */
    private long next;
    private long lastHeard;
    private boolean isOver;

    Watcher(World world, int number) {
        this.world = world;
        this.number = number;
        dice = world.dice.split();
        glob = dice.pick("/**", "/**", "/c/*", "/a", "/*", "/ctl/**");
        isWaiting = dice.oneIn(3);
        next = isWaiting || world.plan.hasLocalReads || dice.oneIn(2) ? 1 : 0;
    }

    void connectLater(long nanos) {
        world.timeline.after(nanos, () -> {
            if (connection == null && !isOver) connect();
        });
    }

    private void connect() {
        Process process = dice.pick(world.machinesForClients()).process();
        if (process == null) {
            connectLater(dice.millis(20, 200));
            return;
        }
        connection = new Connection(this, process, false);
        Request first = isWaiting ? new Request(Verb.SELF) : new Request(Verb.HELLO).rev(1);
        connection.send(first.tag(++lastTag));
        watch();
    }

    private void watch() {
        long now = world.timeline.now();
        Request request = new Request(isWaiting ? Verb.WAIT : Verb.WATCH).path(glob);
        if (next > 0) request.rev(next);
        if (isWaiting) {
            record = world.history.await(number, glob, next, now);
        } else if (record == null || next == 0) {
            record = world.history.watch(number, glob,
                    next > 0 ? next : WatchRecord.FROM_NOW, now);
        } else {
            record.resumed(next, now);
            world.totals.add(Totals.Of.WATCH_RESUMES);
        }
        watchTag = ++lastTag;
        connection.send(request.tag(lastTag));
    }

    private void watchLater(long nanos) {
        Connection mine = connection;
        world.timeline.after(nanos, () -> {
            if (mine == connection) watch();
        });
    }

    @Override
    public void onAnswer(Connection from, long tag, Response response) {
        if (from != connection || tag != watchTag) return;
        long now = world.timeline.now();
        if (response.errCode() != 0) onError(response, now);
        else if (response.path() != null) onEvent(response, now);
        else onMark(response, now);
    }

    private void onError(Response response, long now) {
        if (response.error() == ErrorCode.TOO_LATE) {
            world.totals.add(Totals.Of.TOO_LATE);
            record.tooLate(response.rev(), now);
            // A WAIT does not say where to go on: its client looks.
            if (response.rev() > 0) next = response.rev();
            else next = Math.max(next + 1, connection.process.peek.oldest());
        }
        watchLater(dice.millis(1, 100));
    }

    private void onEvent(Response response, long now) {
        Event.Kind kind = (response.flags() & Flags.SET) != 0 ? Event.Kind.SET
                : (response.flags() & Flags.DEL) != 0 ? Event.Kind.DEL : Event.Kind.NOP;
        byte[] value = response.value() == null ? NOTHING : response.value();
        record.event(new Event(response.rev(), kind, response.path(), value), now);
        world.totals.add(isWaiting ? Totals.Of.WAITS : Totals.Of.WATCH_EVENTS);
        if (response.rev() < next) {
            throw new Violation(connection.process + " tells watcher " + number + " of revision "
                    + response.rev() + ", which wants " + next + " on");
        }
        next = response.rev() + 1;
        lastHeard = response.rev();
        if (isWaiting) watchLater(dice.scale(1_000, 20_000_000));
    }

    private void onMark(Response response, long now) {
        record.mark(response.rev(), now);
        next = Math.max(next, response.rev() + 1);
    }

    @Override
    public void onClosed(Connection from) {
        if (from != connection) return;
        connection = null;
        connectLater(dice.millis(1, 200));
    }

    /** The end of the run: goes on at a node that works, unless it is at one. */
    void settle() {
        if (connection == null || world.machinesForClients().contains(
                connection.process.machine)) return;
        connection.abandon();
        connection = null;
        connectLater(dice.millis(1, 100));
    }

    /** It is over. */
    void stop() {
        if (connection != null) connection.abandon();
        connection = null;
        isOver = true;
    }

    /** Whether it has heard of the last event that concerns it. */
    boolean isDrained(Cluster cluster) {
        if (record == null || connection == null) return false;
        Glob parsed = Glob.parse(glob);
        for (int i = cluster.events.size() - 1; i >= 0; i--) {
            Event event = cluster.events.get(i);
            if (event.revision() < next) break;
            if (parsed.matches(event.path())) return false;
        }
        return isWaiting || next > 0;
    }

    void finish() {
        if (!isWaiting) record.drained();
    }

    @Override
    public String toString() {
        return "watcher " + number + " of " + glob + ", which has heard of " + lastHeard
                + " and waits for " + next + (connection == null ? "" : " at "
                + connection.process);
    }
}
