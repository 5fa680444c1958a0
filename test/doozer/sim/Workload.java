package doozer.sim;

import doozer.history.Operation;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.util.TreeMap;

/** A client that reads and writes at random, and records it. Owned by the run's thread. */
final class Workload implements Connection.Owner {
    private static final int MOST_OPEN = 8;

    private final World world;
    private final int number;
    private final Dice dice;
    private final boolean isText;
    private final boolean isNine;
    private final Wishes wishes;
    private final TreeMap<Long, Call> open = new TreeMap<>();
    private Connection connection;
    private int lastTag;
    private boolean hasEnded;

    Workload(World world, int number) {
        this.world = world;
        this.number = number;
        dice = world.dice.split();
        isText = dice.oneIn(8);
        isNine = !isText && dice.oneIn(6);
        wishes = new Wishes(world, number, !isNine);
    }

    /** Connects after a while, and begins to ask. */
    void connectLater(long nanos) {
        world.timeline.after(nanos, () -> {
            if (connection == null && world.isFaulty()) connect();
        });
    }

    private void connect() {
        Process process = dice.pick(world.machines()).process();
        if (process == null) {
            connectLater(dice.millis(20, 200));
            return;
        }
        open.clear();
        hasEnded = false;
        connection = new Connection(this, process, isText);
        if (isNine) send(new Request(Verb.SELF), null);
        else if (!isText) send(new Request(Verb.HELLO).rev(1), null);
        actLater();
    }

    private void actLater() {
        Connection mine = connection;
        world.timeline.after(dice.scale(1_000_000, world.plan.thinkNanos), () -> {
            if (mine == connection && world.isFaulty()) act();
        });
    }

    private void act() {
        int most = isText ? 1 : MOST_OPEN;
        int count = isText || !dice.oneIn(5) ? 1 : dice.between(2, MOST_OPEN);
        if (world.isLull()) count = dice.oneIn(20) ? 1 : 0;
        for (int i = 0; i < count && open.size() < most && !hasEnded; i++) ask();
        if (dice.oneIn(80)) leave();
        else actLater();
    }

    private void ask() {
        Wish wish = wishes.next();
        Operation operation = wish.ask() == null ? null
                : world.history.call(number, connection.id, wish.ask(), world.timeline.now());
        send(wish.request(), operation);
    }

    private void send(Request request, Operation operation) {
        request.tag(++lastTag);
        open.put((long) lastTag, new Call(request, operation));
        connection.send(request);
    }

    /** Goes elsewhere, politely or not. */
    private void leave() {
        if (dice.oneIn(2)) {
            hasEnded = true;
            connection.end();
            // What never comes is not waited for.
            Connection mine = connection;
            world.timeline.after(dice.millis(500, 3_000), () -> {
                if (mine == connection) abandon();
            });
        } else {
            abandon();
        }
    }

    private void abandon() {
        connection.abandon();
        connection = null;
        connectLater(dice.millis(1, 100));
    }

    @Override
    public void onAnswer(Connection from, long tag, Response response) {
        if (from != connection) return;
        Call call = open.get(tag);
        if (call == null) {
            throw new Violation(from.process + " answers tag " + tag + " of c" + from.id
                    + ", which waits for nothing: " + response);
        }
        wishes.learn(call.request, response);
        if (!call.take(response, world.timeline.now())) return;
        open.remove(tag);
        count(call, response);
    }

    private void count(Call call, Response response) {
        boolean isRefused = response.errCode() != 0;
        if (response.error() == ErrorCode.READONLY) {
            world.totals.add(Totals.Of.READONLY);
        } else if (call.isWrite()) {
            boolean isMember = call.request.path() != null
                    && call.request.path().startsWith("/ctl");
            if (isMember && !isRefused) world.totals.add(Totals.Of.MEMBER_WRITES_DONE);
            world.totals.add(isRefused ? Totals.Of.WRITES_REFUSED : Totals.Of.WRITES);
        } else {
            world.totals.add(call.request.hasRev() ? Totals.Of.READS_AT : Totals.Of.READS);
        }
    }

    @Override
    public void onClosed(Connection from) {
        if (from != connection) return;
        connection = null;
        world.totals.add(Totals.Of.UNKNOWN, open.size());
        connectLater(dice.millis(1, 300));
    }
}
