package doozer.sim;

import doozer.node.Effects;
import doozer.node.InitialState;
import doozer.node.Incarnation;
import doozer.node.Input;
import doozer.node.Metrics;
import doozer.node.Node;
import doozer.node.NodePeek;
import doozer.node.Observer;
import doozer.node.PeerMessage;
import doozer.node.Settings;
import doozer.wire.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of a server: a node, and around it what the loop and the kernel do. Inputs wait in the
 * inbox; a turn takes one or all of them and ends with a tick. Owned by the run's thread.
 */
final class Process implements Effects {
    private static final long NEVER = Long.MAX_VALUE;

    final World world;
    final Machine machine;
    final int number;
    private final String name;
    final Incarnation incarnation;
    final NodePeek peek;
    /** What the invariants remember of it. */
    final Seen seen = new Seen();
    /** Counts in every run, so that a look at the counts would be seen to change it. */
    private final Metrics metrics;
    private final Node node;
    private final Dice dice;
    private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
    private final ArrayList<Numbered> numbered = new ArrayList<>();
    private final boolean takesOne;
    private boolean isAlive = true;
    private boolean isPaused;
    private boolean isLeaving;
    private long busyUntil;
    private long turnAt = NEVER;
    private int turnToken;
    private long pausedSince;
    /** Counts the pauses, so that the end of one that is over ends no other. */
    private int pauses;
    private long pausedNanos;
    private Ending ending;
    private boolean isAnew;
    private List<String> peersAnew;
    private InitialState stateAnew;
    private long bornNanos;

    Process(Machine machine, Settings settings, InitialState state) {
        this.machine = machine;
        world = machine.world;
        dice = world.dice.split();
        number = world.processes.size();
        name = machine.name() + "." + number;
        incarnation = settings.identity().incarnation();
        takesOne = dice.oneIn(4);
        world.processes.add(this);
        bornNanos = world.timeline.now();
        world.trace.say(name(), "starts at " + machine.address + ", peers "
                + settings.cluster().peers() + ", id " + incarnation.id());
        metrics = new Metrics(world.timeline::now);
        node = new Node(settings, this, state);
        peek = new NodePeek(node);
        peek.observe(new NodePeek.Observer() {
            @Override
            public void onApplied(long slot, doozer.paxos.Value value) {
                world.invariants.onApplied(Process.this, slot, value);
            }

            @Override
            public void onInstalled(long slot) {
                world.invariants.onInstalled(Process.this, slot);
            }
        });
    }

    String name() {
        return name;
    }

    @Override
    public String toString() {
        return name();
    }

    boolean isAlive() {
        return isAlive;
    }

    boolean isPaused() {
        return isPaused;
    }

    long bornNanos() {
        return bornNanos;
    }

    /** The first turn comes a little later. */
    void begin() {
        wakeAt(world.timeline.now() + dice.scale(1_000, 3_000_000));
    }

    /** For how long it has been running, pauses apart. */
    long activeNanos() {
        long now = world.timeline.now();
        return now - pausedNanos - (isPaused ? now - pausedSince : 0);
    }

    // Its end.

    /** Whoever runs it wants it to leave its cluster first. */
    void leave() {
        isLeaving = true;
        deliver(node::leave);
    }

    boolean isLeaving() {
        return isLeaving;
    }

    void die() {
        isAlive = false;
        world.trace.say(name(), "is killed");
        for (Numbered each : List.copyOf(open())) each.onKilled();
    }

    void vanish() {
        isAlive = false;
        world.trace.say(name(), "is gone without a word");
        for (Numbered each : List.copyOf(open())) each.onSilenced();
    }

    private List<Numbered> open() {
        return numbered.stream().filter(java.util.Objects::nonNull).toList();
    }

    // Numbers of links and connections.

    int allocate(Numbered one) {
        int free = numbered.indexOf(null);
        if (free >= 0) {
            numbered.set(free, one);
            return free;
        }
        numbered.add(one);
        return numbered.size() - 1;
    }

    void free(int freed) {
        numbered.set(freed, null);
    }

    private LinkEnd link(int link) {
        if (link < numbered.size() && numbered.get(link) instanceof LinkEnd end) return end;
        throw new Violation(name() + ": an effect is for link " + link + ", which is none");
    }

    private Connection connection(int connection) {
        if (connection < numbered.size()
                && numbered.get(connection) instanceof Connection one) return one;
        throw new Violation(name() + ": an effect is for connection " + connection
                + ", which is none");
    }

    /** How many links there are, or at most; 0 while it has not heard of all that has happened. */
    long links() {
        if (!inbox.isEmpty()) return 0;
        if (numbered.size() <= Invariants.MOST_LINKS) return numbered.size();
        return numbered.stream().filter(one -> one instanceof LinkEnd).count();
    }

    // Turns.

    /** Something arrives. */
    void deliver(Runnable input) {
        if (!isAlive) return;
        inbox.add(input);
        wakeAt(world.timeline.now() + dice.scale(1_000, 100_000));
    }

    void pause(long nanos) {
        if (!isAlive || isPaused) return;
        isPaused = true;
        pausedSince = world.timeline.now();
        turnAt = NEVER;
        turnToken++;
        world.trace.say(name(), "pauses for " + nanos / 1_000_000 + " ms");
        int mine = ++pauses;
        world.timeline.after(nanos, () -> {
            if (mine == pauses) resume();
        });
    }

    /** Ends a pause, if there is one. */
    void resume() {
        if (!isAlive || !isPaused) return;
        isPaused = false;
        pausedNanos += world.timeline.now() - pausedSince;
        if (machine.isAsleep()) machine.wakeUp();
        world.trace.say(name(), "goes on");
        wakeAt(world.timeline.now());
    }

    private void wakeAt(long nanos) {
        long when = Math.max(nanos, busyUntil);
        if (isPaused || turnAt <= when) return;
        turnAt = when;
        int token = ++turnToken;
        world.timeline.at(when, () -> {
            if (token == turnToken && isAlive && !isPaused) turn();
        });
    }

    private void turn() {
        turnAt = NEVER;
        long wait;
        try {
            int count = takesOne ? 1 : inbox.size();
            for (int i = 0; i < count && !hasEnded() && !inbox.isEmpty(); i++) {
                inbox.poll().run();
            }
            boolean wasLeading = peek.isLeading();
            wait = !hasEnded() ? node.tick(machine.clock()) : NEVER;
            if (wasLeading || peek.isLeading()) world.leases.onTurn();
        } catch (Violation violation) {
            throw violation;
        } catch (RuntimeException | Error e) {
            throw new Violation(name() + " broke: " + e, e);
        }
        world.totals.add(Totals.Of.TURNS);
        if (hasEnded()) {
            if (isAnew) world.onAnew(this);
            else world.onEnded(this, ending);
            return;
        }
        if (world.trace.isDetailed()) {
            world.trace.detail(name(), "turn at " + machine.clock() + ", next in " + wait);
        }
        world.invariants.afterTurn(this);
        long now = world.timeline.now();
        busyUntil = now + dice.scale(2_000, machine.turnNanos);
        if (!inbox.isEmpty() || wait <= 0) wakeAt(busyUntil);
        else if (wait != Node.NEVER) wakeAt(now + machine.trueNanos(wait) + dice.below(50_000));
    }

    /** Only from what is delivered. */
    void step(Input input) {
        if (!hasEnded()) node.step(input);
    }

    private boolean hasEnded() {
        return ending != null || isAnew;
    }

    // What the node wants done.

    @Override
    public Observer observer() {
        return metrics;
    }

    @Override
    public boolean send(int connection, long tag, Response response) {
        return connection(connection).answer(tag, response);
    }

    @Override
    public void pause(int connection) {
        connection(connection).pause();
    }

    @Override
    public void resume(int connection) {
        connection(connection).resume();
    }

    @Override
    public void close(int connection, String reason) {
        connection(connection).closeByNode(reason);
    }

    @Override
    public int dial(String address) {
        LinkEnd end = new LinkEnd(this);
        world.network.dial(end, address);
        return end.number();
    }

    @Override
    public boolean sendPeer(int link, PeerMessage message) {
        world.totals.add(Totals.Of.MESSAGES);
        LinkEnd end = link(link);
        world.invariants.onSent(this, message);
        boolean takesMore = end.send(message);
        world.duels.onSent(this, message, end.other().owner);
        return takesMore;
    }

    @Override
    public void closeLink(int link) {
        link(link).closeByNode();
    }

    @Override
    public void log(String event, String detail) {
        world.trace.say(name(), "LOG " + event + " " + detail);
        // Nothing that a run does may bring a node to that: it has met a broken invariant.
        if (event.equals("takes-no-part") && world.epochs.isSuperseded(this, detail)) return;
        if (event.equals("takes-no-part") || event.equals("state-differs")) {
            throw new Violation(name() + " " + event + ": " + detail);
        }
    }

    @Override
    public void restart(List<String> peers, InitialState state, String reason) {
        world.trace.say(name(), "starts again: " + reason);
        if (state != null && !state.isKept()) world.epochs.onBegun(this, state.next());
        isAnew = true;
        peersAnew = peers;
        stateAnew = state;
    }

    /** Whether what takes its place does what the node says, and not what suits the machine. */
    boolean isToGoOn() {
        return stateAnew != null || world.epochs.hasBegun();
    }

    List<String> peersAnew() {
        return peersAnew;
    }

    InitialState stateAnew() {
        return stateAnew;
    }

    @Override
    public void end(Ending newEnding, String reason) {
        world.trace.say(name(), "ends: " + newEnding + ", " + reason);
        ending = newEnding;
    }
}
