package doozer.sim;

import doozer.node.ClusterId;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A client that writes while a majority is lost, each file once, and reads what others have
 * written; and has a session, which it keeps up to then. Owned by the run's thread.
 */
final class LateClient implements Connection.Owner {
    private static final long MILLI = 1_000_000;

    /** What became of a write: done with that revision, or 0; or refused for good. */
    static final class Write {
        final String path;
        ClusterId cluster;
        long revision;
        boolean isRefused;

        Write(String path) {
            this.path = path;
        }
    }

    final List<Write> writes = new ArrayList<>();
    private final World world;
    private final int number;
    private final Dice dice;
    private final TreeMap<Integer, Request> open = new TreeMap<>();
    private final TreeMap<Integer, Write> asked = new TreeMap<>();
    /** What clients have been told of a revision: by the cluster, and the revision. */
    private final TreeMap<String, String> told;
    private Connection connection;
    private int lastTag;
    private long session;
    private boolean isKeeping = true;
    private boolean isOver;

    LateClient(World world, int number, Dice dice, TreeMap<String, String> told) {
        this.world = world;
        this.number = number;
        this.dice = dice;
        this.told = told;
    }

    void begin() {
        act();
    }

    /** Gives no sign of life any more for its session. */
    void forget() {
        isKeeping = false;
    }

    void stop() {
        isOver = true;
        if (connection != null) connection.abandon();
        connection = null;
    }

    private void act() {
        if (isOver) return;
        world.timeline.after(dice.scale(MILLI, 60 * MILLI), this::act);
        if (connection == null) connect();
        if (connection == null) return;
        if (isKeeping && session == 0 && dice.oneIn(4)) {
            send(new Request(Verb.OPEN).ttlMillis(dice.pick(500, 1_000, 4_000)));
        } else if (isKeeping && session > 0 && dice.oneIn(4)) {
            send(new Request(Verb.KEEP).session(session));
        }
        if (open.size() > 20) {
            leave();
        } else if (dice.oneIn(3) && !writes.isEmpty()) {
            send(new Request(Verb.GET).path(dice.pick(writes).path));
        } else {
            write();
        }
        if (connection != null && dice.oneIn(60)) leave();
    }

    private void leave() {
        connection.abandon();
        connection = null;
    }

    private void connect() {
        List<Process> alive = world.alive();
        if (alive.isEmpty()) return;
        connection = new Connection(this, dice.pick(alive), false);
        open.clear();
        asked.clear();
        send(new Request(Verb.HELLO).rev(1));
    }

    private void write() {
        Write write = new Write("/late/" + number + "-" + writes.size());
        writes.add(write);
        world.totals.add(Totals.Of.LATE_WRITES);
        asked.put(lastTag + 1, write);
        send(new Request(Verb.SET).path(write.path).rev(0)
                .value(write.path.getBytes(StandardCharsets.UTF_8)));
    }

    private void send(Request request) {
        open.put(++lastTag, request.tag(lastTag));
        connection.send(request);
    }

    @Override
    public void onAnswer(Connection from, long tag, Response response) {
        if (from != connection) return;
        Request request = open.remove((int) tag);
        Write write = asked.remove((int) tag);
        ClusterId cluster = from.process.seen.cluster;
        if (request.verb() == Verb.OPEN && response.errCode() == 0) session = response.rev();
        if (request.verb() == Verb.KEEP && response.error() == ErrorCode.NOENT) session = 0;
        if (write != null) onWritten(write, response, cluster);
        boolean isFound = request.verb() == Verb.GET && response.errCode() == 0
                && response.rev() > 0;
        if (isFound) tell(cluster, response.rev(), request.path());
    }

    private void onWritten(Write write, Response response, ClusterId cluster) {
        if (response.errCode() == 0) {
            write.cluster = cluster;
            write.revision = response.rev();
            tell(cluster, response.rev(), write.path);
        } else if (response.error() == ErrorCode.READONLY) {
            write.isRefused = true;
        }
    }

    /** Each of these files is written once, so that its path tells its content. */
    private void tell(ClusterId cluster, long revision, String path) {
        String other = told.put(cluster + " " + revision, path);
        if (other != null && !other.equals(path)) {
            throw new Violation("revision " + revision + " of " + cluster + " is " + path
                    + " to client " + number + " and was " + other);
        }
    }

    @Override
    public void onClosed(Connection from) {
        if (from == connection) connection = null;
    }
}
