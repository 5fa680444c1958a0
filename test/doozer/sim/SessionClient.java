package doozer.sim;

import doozer.wire.ErrorCode;
import doozer.wire.Flags;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A client with a session: keeps it alive by a clock that is wrong, has its commands done once over
 * connections that break, and believes in its lock for as long as it may. Owned by the run's
 * thread.
 */
final class SessionClient implements Connection.Owner {
    private static final long MILLI = 1_000_000;
    private static final int MOST_PENDING = 6;
    private static final int MOST_CONNECTIONS = 3;

    /** What it is at. */
    enum Mode { ACTIVE, QUIET, FINISHING, KEEPING, SILENT }

    /** When something was sent, and how much time leaders had counted by then. */
    record Moment(long nanos, long counted, long ttlNanos) { }

    /** A request that waits for its answer. */
    private record Sent(Request request, Order order, Moment moment, List<Response> found) { }

    private final World world;
    private final int number;
    private final Dice dice;
    private final SessionWishes wishes;
    /** How fast its clock is. */
    private final double rate;
    private final long patience;
    private final TreeMap<Integer, TreeMap<Long, Sent>> waiting = new TreeMap<>();
    private final ArrayDeque<Order> pending = new ArrayDeque<>();
    private final List<Order> answered = new ArrayList<>();
    private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();
    private final List<Connection> connections = new ArrayList<>();
    private Ledger ledger = new Ledger();
    private Mode mode = Mode.ACTIVE;
    private boolean isPaused;
    private boolean isGoingBack;
    private boolean isClosing;
    private long lapsesUntil;
    private long session;
    private int ttlMillis;
    private long reliesUntil;
    private long sequence;
    private long acked;
    private long token;
    private long oldToken;
    private boolean isAskingForLock;
    private int lastTag;
    private long pendingSince;

    SessionClient(World world, int number, Dice dice) {
        this.world = world;
        this.number = number;
        this.dice = dice;
        wishes = new SessionWishes(world, number, dice);
        rate = world.plan.has(Fault.SKEW) ? 0.9 + dice.below(201) / 1000.0 : 1;
        patience = dice.scale(150 * MILLI, 3_000 * MILLI);
        world.leases.add(this);
    }

    /** Begins, and goes on to the end of the run. */
    void begin() {
        act();
        keepLater();
    }

    void mode(Mode newMode) {
        mode = newMode;
        if (mode == Mode.QUIET) return;
        resume();
        for (Connection connection : List.copyOf(connections)) {
            boolean isThere = world.machinesForClients().contains(connection.process.machine);
            if (!isThere) abandon(connection);
        }
    }

    long session() {
        return session;
    }

    /** Whether nothing is left that it waits for. */
    boolean isFinished() {
        return pending.isEmpty();
    }

    boolean believesInLock() {
        return token != 0 && world.timeline.now() < reliesUntil;
    }

    // What it does.

    private void act() {
        world.timeline.after(dice.scale(MILLI, world.plan.thinkNanos), this::act);
        if (isPaused || mode == Mode.QUIET || mode == Mode.SILENT) return;
        if (connections.isEmpty()) connect();
        if (connections.isEmpty()) return;
        if (!pending.isEmpty() && world.timeline.now() - pendingSince > patience) move();
        if (mode == Mode.ACTIVE) live();
    }

    private void live() {
        if (session == 0) {
            open();
            return;
        }
        // In a lull little more than signs of life is said.
        if (world.isLull() && !dice.oneIn(20)) return;
        int drawn = dice.below(150);
        if (drawn == 0) pause(dice.scale(20 * MILLI, 5_000 * MILLI));
        else if (drawn == 1) lapsesUntil = world.timeline.now() + dice.millis(500, 4_000);
        else if (drawn == 2) move();
        else if (drawn == 3) close();
        else if (drawn < 12) walk();
        else if (drawn < 20) repeat();
        else if (pending.size() < MOST_PENDING && !isClosing) order();
    }

    private void pause(long nanos) {
        isPaused = true;
        world.timeline.after(nanos, this::resume);
    }

    private void resume() {
        isPaused = false;
        while (!deferred.isEmpty() && !isPaused) deferred.poll().run();
    }

    private void order() {
        Order.Sign sign = new Order.Sign(number, session, sequence + 1);
        boolean isAboutLock = sequence > 0 && dice.oneIn(5);
        Order order = isAboutLock ? aboutLock(sign)
                : sequence == 0 ? wishes.reset(sign) : wishes.next(sign, ledger);
        if (order == null) return;
        sequence++;
        world.orders.put(order.name, order);
        world.totals.add(Totals.Of.ORDERS);
        if (pending.isEmpty()) pendingSince = world.timeline.now();
        pending.add(order);
        // What follows one that got lost comes out of order.
        if (!dice.oneIn(12)) send(current(), order.request(acked), order);
    }

    private Order aboutLock(Order.Sign sign) {
        if (token == 0 && !isAskingForLock) {
            isAskingForLock = true;
            return wishes.acquire(sign);
        }
        if (oldToken != 0 && dice.oneIn(4)) return wishes.fenced(sign, oldToken);
        if (token == 0) return null;
        if (dice.oneIn(3)) {
            oldToken = token;
            token = 0;
            return wishes.release(sign, oldToken);
        }
        return wishes.fenced(sign, token);
    }

    /**
     * Asks again, on any of its connections: for an answer that it has, while it has not said so,
     * or for one that is on its way.
     */
    private void repeat() {
        List<Order> orders = new ArrayList<>(answered);
        if (dice.oneIn(2)) orders.addAll(pending);
        if (orders.isEmpty()) return;
        Order order = dice.pick(orders);
        world.totals.add(Totals.Of.REPEATS);
        send(dice.pick(connections), order.request(acked), order);
    }

    private void walk() {
        send(current(), new Request(Verb.WALK).path(dice.pick("/**", "/s/p/**")), null);
    }

    // Its connections.

    private Connection current() {
        return connections.get(connections.size() - 1);
    }

    private void connect() {
        Process process = dice.pick(world.machinesForClients()).process();
        if (process == null) return;
        Connection connection = new Connection(this, process, false);
        connections.add(connection);
        waiting.put(connection.id, new TreeMap<>());
        send(connection, new Request(Verb.HELLO).rev(1), null);
        if (session != 0) goBack();
    }

    /** Goes elsewhere; may still hear what it is told where it was. */
    private void move() {
        Connection old = connections.isEmpty() ? null : current();
        connect();
        if (old == null || current() == old) return;
        if (connections.size() > MOST_CONNECTIONS) abandon(connections.get(0));
        if (dice.oneIn(2)) abandon(old);
        else world.timeline.after(dice.millis(100, 4_000), () -> abandon(old));
    }

    private void abandon(Connection connection) {
        if (!connections.remove(connection)) return;
        waiting.remove(connection.id);
        connection.abandon();
    }

    /** Sends all again that is not answered, in order: where it is now. */
    private void goBack() {
        isGoingBack = false;
        pendingSince = world.timeline.now();
        if (isClosing && pending.isEmpty()) sendClose();
        List<Order> again = new ArrayList<>(pending);
        // What comes out of order is not done, and its number stays free.
        if (dice.oneIn(8)) dice.shuffle(again);
        for (Order order : again) {
            world.totals.add(Totals.Of.REPEATS);
            send(current(), order.request(acked), order);
        }
    }

    private void goBackLater() {
        if (isGoingBack) return;
        isGoingBack = true;
        long mine = session;
        world.timeline.after(dice.scale(MILLI, 300 * MILLI), () -> {
            isGoingBack = false;
            if (session == mine && mine != 0 && !connections.isEmpty()
                    && mode != Mode.QUIET && mode != Mode.SILENT) goBack();
        });
    }

    private void send(Connection connection, Request request, Order order) {
        Moment moment = new Moment(world.timeline.now(), world.leases.counted(),
                ttlMillis * MILLI);
        request.tag(++lastTag);
        waiting.get(connection.id).put((long) lastTag,
                new Sent(request, order, moment, new ArrayList<>()));
        connection.send(request);
    }

    // Its session.

    private void open() {
        boolean isAsked = connections.stream().anyMatch(one -> waiting.get(one.id).values()
                .stream().anyMatch(sent -> sent.request.verb() == Verb.OPEN));
        if (isAsked) {
            if (dice.oneIn(20)) move();
            return;
        }
        ttlMillis = dice.pick(500, 700, 1_000, 2_000, 4_000);
        send(current(), new Request(Verb.OPEN).ttlMillis(ttlMillis), null);
    }

    private void opened(Response response, Sent sent) {
        if (response.errCode() != 0 || session != 0) return;
        session = response.rev();
        ttlMillis = sent.request.ttlMillis();
        if (!world.sessions().isOpen(session) && !world.sessions().hasEnded(session)) {
            throw new Violation("session " + session + " is said to be open, and is not");
        }
        sequence = 0;
        acked = 0;
        ledger = new Ledger();
        rely(sent.moment);
    }

    /** It counts from when it has sent what is answered now, by its own clock. */
    private void rely(Moment sent) {
        long until = sent.nanos + (long) (ttlMillis * MILLI * 4 / 5 / rate);
        reliesUntil = Math.max(reliesUntil, until);
        world.leases.rely(session, until,
                new Moment(sent.nanos, sent.counted, ttlMillis * MILLI));
        world.leases.checkLock();
    }

    private void keepLater() {
        long least = Math.max(100, ttlMillis) * MILLI / 8;
        world.timeline.after(dice.between(least, 3 * least), () -> {
            keepLater();
            boolean isLapsing = world.timeline.now() < lapsesUntil && mode == Mode.ACTIVE;
            boolean isKeeping = session != 0 && !isPaused && !isClosing && !isLapsing
                    && mode != Mode.QUIET && mode != Mode.SILENT && !connections.isEmpty();
            if (isKeeping) send(current(), new Request(Verb.KEEP).session(session), null);
        });
    }

    private void close() {
        if (!pending.isEmpty() && !dice.oneIn(3)) return;
        isClosing = true;
        reliesUntil = 0;
        world.leases.release(session);
        sendClose();
    }

    private void sendClose() {
        send(current(), new Request(Verb.CLOSE).session(session), null);
    }

    /** The session is no more; what was not answered may have been done, or not. */
    private void lost() {
        if (world.sessions().isOpen(session)) {
            throw new Violation("session " + session + " is said to be none, and is open");
        }
        session = 0;
        reliesUntil = 0;
        isClosing = false;
        isAskingForLock = false;
        if (token != 0) oldToken = token;
        token = 0;
        pending.clear();
        answered.clear();
    }

    // What it is told.

    @Override
    public void onAnswer(Connection from, long tag, Response response) {
        if (isPaused) deferred.add(() -> take(from, tag, response));
        else take(from, tag, response);
    }

    private void take(Connection from, long tag, Response response) {
        if (!connections.contains(from)) return;
        Sent sent = waiting.get(from.id).get(tag);
        if (sent == null) {
            throw new Violation(from.process + " answers tag " + tag + " of c" + from.id
                    + ", which waits for nothing: " + response);
        }
        if (sent.request.verb() == Verb.WALK && response.errCode() == 0
                && (response.flags() & Flags.DONE) == 0) {
            sent.found.add(response);
            return;
        }
        waiting.get(from.id).remove(tag);
        long about = sent.request.session();
        switch (sent.request.verb()) {
            case HELLO -> { }
            case OPEN -> opened(response, sent);
            case WALK -> {
                if (response.errCode() == 0) WalkJudge.judge(world, sent.request, sent.found);
            }
            case KEEP -> {
                if (about == session) kept(response, sent);
            }
            case CLOSE -> {
                if (about == session) closed(response);
            }
            default -> onOutcome(sent, response);
        }
    }

    private void kept(Response response, Sent sent) {
        if (response.error() == ErrorCode.NOENT) lost();
        else if (response.errCode() == 0 && !isClosing) {
            world.totals.add(Totals.Of.KEPT);
            world.aim.onKept();
            rely(sent.moment);
        }
    }

    private void closed(Response response) {
        boolean isOver = response.errCode() == 0 || response.error() == ErrorCode.NOENT;
        if (isOver) lost();
        else goBackLater();
    }

    private void onOutcome(Sent sent, Response response) {
        Order order = sent.order;
        ErrorCode error = response.error();
        if (error == ErrorCode.NOENT) {
            if (order.session == session) lost();
        } else if (error == ErrorCode.TOO_LATE) {
            if (order.session == session && order.sequence > acked) {
                throw new Violation(order + " is said to be answered and acknowledged: " + acked);
            }
        } else if (error == ErrorCode.READONLY || error == ErrorCode.OTHER) {
            if (order.outcome == null) goBackLater();
        } else if (error == ErrorCode.RANGE && response.hasRev()) {
            onOutOfOrder(sent, response.rev());
        } else if (order.take(response)) {
            world.sessions().onOutcome(order);
            if (order.session == session) settle();
        }
    }

    private void onOutOfOrder(Sent sent, long expected) {
        boolean isPossible = expected > sent.request.acked() && expected < sent.order.sequence;
        if (!isPossible) {
            throw new Violation(sent.order + ", acked " + sent.request.acked()
                    + ", is said to be out of order: expected is " + expected);
        }
        world.totals.add(Totals.Of.OUT_OF_ORDER);
        if (sent.order.outcome == null) goBackLater();
    }

    /** What is answered without a gap is done with. */
    private void settle() {
        while (!pending.isEmpty() && pending.peek().outcome != null) {
            Order order = pending.poll();
            pendingSince = world.timeline.now();
            if (order.isPrivate) ledger.take(order);
            onLock(order);
            answered.add(order);
            // It may well be modest for a while about what it has.
            if (dice.oneIn(3)) acknowledge(order.sequence);
        }
    }

    private void acknowledge(long upTo) {
        acked = upTo;
        answered.removeIf(one -> one.sequence <= upTo && !dice.oneIn(30));
    }

    private void onLock(Order order) {
        boolean isAcquire = order.verb == Verb.SET
                && order.operations.get(0).path().equals(SessionWishes.LOCK);
        if (!isAcquire) return;
        isAskingForLock = false;
        if (!order.isDone()) return;
        world.totals.add(Totals.Of.LOCKED);
        token = order.outcome.rev();
        world.leases.checkLock();
    }

    @Override
    public void onClosed(Connection from) {
        if (!connections.remove(from)) return;
        waiting.remove(from.id);
    }

    @Override
    public String toString() {
        return "k" + number + ", session " + session + ", of " + pending;
    }
}
