package doozer.node;

import doozer.tree.Store;
import doozer.tree.Tree;
import doozer.wire.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;

/**
 * A whole server as a state machine: {@link #step} takes what happens, {@link #tick} ends a turn of
 * the loop, and what is to be done comes out as {@link Effects}. Owned by one thread, which calls
 * everything here. The same inputs give the same effects.
 *
 * <p>An {@link IllegalStateException} from it is a broken invariant of our own, never bad input:
 * the node must not be used again.
 */
public final class Node implements Input.Receiver, Replica.Audience {
    /** What {@link #tick} gives when nothing needs a tick until something arrives. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Answers to reads in one turn; the rest follow in the next, after what arrived meanwhile. */
    private static final int READS_A_TURN = 4096;

    /** Without a leader for so long, a node says so instead of letting clients wait: rule R11. */
    private static final long PATIENCE_NANOS = 1_000_000_000;

    private final Settings settings;
    private final Effects effects;
    private final Store store;
    private final Clients clients = new Clients();
    private final ServeQueue toServe = new ServeQueue();
    private final Meter meter;
    private final Outbox outbox;
    private final Replica replica;
    private final Requests requests;
    private final Streams streams = new Streams();
    private final DelayedReads delayed = new DelayedReads();
    private final Watches watches;
    private final Reads reads;
    private final KeepAlives keepAlives;
    private final Herald herald;
    private final Health health;
    private final Info info;
    private final Dumps dumps;
    /** Clients that send nothing more, and are closed when they have their answers. */
    private final ArrayList<Client> ending = new ArrayList<>();
    /** Reads whose revision has come, while they are taken out. */
    private final ArrayDeque<DelayedRead> due = new ArrayDeque<>(0);
    /** Clients whose next read waits for a majority. */
    private final ArrayDeque<Client> awaiting = new ArrayDeque<>(0);
    private long served;
    private long nowNanos;
    private long writes;
    private Spectator spectator;

    /**
     * A node that is started. One without peers is a new cluster of one, which has its reserved
     * files at once.
     */
    public Node(Settings settings, Effects effects) {
        this(settings, effects, null);
    }

    /**
     * The same.
     *
     * @param state what the cluster begins with if this node founds one, or null
     */
    public Node(Settings settings, Effects effects, InitialState state) {
        this.settings = settings;
        this.effects = effects;
        meter = new Meter(effects.observer());
        outbox = new Outbox(toServe, meter);
        replica = new Replica(settings, effects, this, outbox);
        store = replica.machine().store();
        keepAlives = new KeepAlives(outbox, replica.machine().changes().sessions());
        requests = new Requests(settings, replica, new Requests.Ways(toServe, keepAlives,
                new Monitors(streams)));
        watches = new Watches(replica.machine(), streams);
        herald = new Herald(replica, effects, PATIENCE_NANOS);
        health = new Health(replica, requests, settings, PATIENCE_NANOS);
        info = new Info(settings, watches, new Info.Sources(replica, requests, health));
        dumps = new Dumps(replica.machine(), streams, settings.identity().cluster());
        reads = new Reads(watches, streams, delayed, new Reads.Sources(info, dumps));
        boolean isKept = state != null && state.isKept();
        if (isKept) dumps.keep(state);
        replica.membership().bring(state);
        boolean isRecovered = state != null && !isKept && state.next() != null;
        if (isRecovered || settings.cluster().peers().isEmpty()) replica.membership().foundAlone();
    }

    /** Lets somebody look at it, and hear of each change; there is one at a time, or null. */
    public View view(Spectator newSpectator) {
        spectator = newSpectator;
        return new View(this);
    }

    Replica replica() {
        return replica;
    }

    Settings settings() {
        return settings;
    }

    Watches watches() {
        return watches;
    }

    Clients clients() {
        return clients;
    }

    /** How many revisions have come one after the other. */
    long writes() {
        return writes;
    }

    /** This node wants to be a member no longer: {@link Effects#end} follows. */
    public void leave() {
        replica.membership().departure().leave();
    }

    /**
     * This process is going to end, and stays a member until others notice: it hands over what it
     * leads, takes no more writes, and {@link #isRetired} says when nobody waits for it any more.
     */
    public void retire() {
        requests.refuseWrites();
        replica.membership().departure().retire();
    }

    /** Whether it may end now. */
    public boolean isRetired() {
        return replica.membership().departure().isRetired();
    }

    /** The state as of now: immutable, for any thread. */
    public Tree current() {
        return store.current();
    }

    /** What it has to tell of itself. */
    public Info info() {
        return info;
    }

    /** How many watches and waits have caught up and wait for events. */
    int watching() {
        return watches.size();
    }

    /** How many reads wait for their revision. */
    int delayedReads() {
        return delayed.size();
    }

    /** Takes one thing that has happened. What follows from it may come at the next tick only. */
    public void step(Input input) {
        input.deliver(this);
    }

    @Override
    public void onOpened(Input.Opened input) {
        info.onOpened();
        clients.add(new Client(input, settings, effects, meter));
    }

    @Override
    public void onReceived(Input.Received input) {
        requests.onRequest(clients.get(input.connection()), input.request());
    }

    @Override
    public void onDrained(Input.Drained input) {
        Client client = clients.get(input.connection());
        client.onDrained();
        streams.unpark(client);
        toServe.add(client);
    }

    @Override
    public void onEnded(Input.Ended input) {
        Client client = clients.get(input.connection());
        client.onEnded();
        ending.add(client);
    }

    @Override
    public void onClosed(Input.Closed input) {
        Client client = clients.get(input.connection());
        client.onClosed();
        for (Stream open = client.anyOpen(); open != null; open = client.anyOpen()) {
            streams.cancel(open);
        }
        clients.remove(client);
        info.onClosed();
    }

    @Override
    public void onLinkOpened(Input.LinkOpened input) {
        onLink(input.link(), input);
    }

    @Override
    public void onLinkAccepted(Input.LinkAccepted input) {
        onLink(input.link(), input);
    }

    /** Who takes part no more has nothing to say to other nodes. */
    private void onLink(int link, Input input) {
        if (replica.isStopped()) effects.closeLink(link);
        else replica.membership().add(input);
    }

    @Override
    public void onLinkReceived(Input.LinkReceived input) {
        if (!replica.isStopped()) replica.membership().add(input);
    }

    @Override
    public void onLinkDrained(Input.LinkDrained input) {
        if (!replica.isStopped()) replica.membership().add(input);
    }

    @Override
    public void onLinkClosed(Input.LinkClosed input) {
        replica.membership().close(input);
    }

    @Override
    public void onLinkRefused(Input.LinkRefused input) {
        replica.membership().refuse(input);
    }

    /**
     * Ends a turn: decides and applies what was written, tells clients and watchers, answers reads
     * from the state that results.
     *
     * @param nowNanos the time, from any origin, never going back
     * @return nanoseconds until the next tick is needed even if nothing happens: 0 for at once,
     *     {@link #NEVER}
     */
    public long tick(long newNowNanos) {
        nowNanos = newNowNanos;
        info.onTick(nowNanos);
        outbox.tick(nowNanos);
        keepAlives.tick(nowNanos);
        if (replica.isStopped()) replica.membership().departure().endIfLeaving();
        else takePart();
        if (replica.membership().recovery().isAdopting() && !replica.isStopped()) return 0;
        herald.tick(nowNanos);
        watches.marks().tick(nowNanos, store.current().revision());
        dumps.tick(nowNanos);
        expire();
        takeDueReads();
        streams.beginTurn();
        serve();
        watches.marks().run();
        streams.run();
        closeEnded();
        store.trim();
        reads.trim();
        meter.endTurn();
        // Asked for in any case: it is how a loop that stood still finds out.
        long until = untilNanos();
        return toServe.isEmpty() && streams.isIdle() ? until : 0;
    }

    private void takePart() {
        try {
            replica.tick(nowNanos);
            if (!replica.isStopped()) replica.advance();
        } catch (Replica.Failure e) {
            stop(e);
        }
    }

    private void stop(Replica.Failure failure) {
        replica.stop(failure.getMessage() + ": " + failure.getCause().getMessage());
    }

    /** Nobody waits for what cannot come, or not in time. */
    private void expire() {
        outbox.giveUp(nowNanos - answerNanos());
        outbox.refuseWaiting(nowNanos - answerNanos());
        if (health.isCutOff()) outbox.refuseWaiting();
        if (served == replica.paxos().served() && !health.isUnread()) return;
        served = replica.paxos().served();
        for (Client next = awaiting.poll(); next != null; next = awaiting.poll()) {
            next.isAwaiting = false;
            toServe.add(next);
        }
    }

    private long answerNanos() {
        return settings.cluster().times().answerNanos();
    }

    private long untilNanos() {
        long until = replica.isStopped() ? NEVER : replica.untilNanos();
        if (!awaiting.isEmpty()) {
            until = Math.min(until, answerNanos() - replica.paxos().readsWaitedNanos());
        }
        if (outbox.hasWaiting() || !awaiting.isEmpty()) {
            until = Math.min(until, PATIENCE_NANOS - replica.paxos().leaderlessNanos());
        }
        long givenUp = outbox.nextGivenUpNanos(answerNanos());
        if (givenUp != NEVER) until = Math.min(until, givenUp - nowNanos);
        until = Math.min(until, keepAlives.untilNanos(nowNanos));
        until = Math.min(until, watches.marks().untilNanos());
        until = Math.min(until, dumps.untilNanos());
        return Math.max(0, Math.min(until, herald.untilNanos(nowNanos)));
    }

    @Override
    public void onRevisions(long first, long last) {
        writes += last - first + 1;
        for (long r = first; r <= last; r++) watches.onEvent(store.event(r));
        if (spectator != null) spectator.onRevisions(first, last);
    }

    @Override
    public void onInstalled(long lastBefore) {
        watches.onInstalled(lastBefore);
        // Those wait for that too whose majority has told that there is nothing yet.
        served = NEVER;
        if (spectator != null) spectator.onInstalled();
    }

    private void closeEnded() {
        int kept = 0;
        for (int i = 0; i < ending.size(); i++) {
            Client client = ending.get(i);
            if (!client.closeIfDone()) ending.set(kept++, client);
        }
        while (ending.size() > kept) ending.remove(ending.size() - 1);
    }

    private void takeDueReads() {
        long revision = store.current().revision();
        for (DelayedRead read = delayed.takeDue(revision); read != null;
                read = delayed.takeDue(revision)) {
            due.push(read);
        }
        // The last first, each before what its client has asked since: a CANCEL of it, maybe.
        for (DelayedRead read = due.poll(); read != null; read = due.poll()) {
            read.client.close(read);
            read.client.began();
            read.client.queue.addFirst(
                    new QueuedRead(read.request(), 0, 0, meter.cameNanos()));
            toServe.add(read.client);
        }
    }

    private void serve() {
        int left = READS_A_TURN;
        for (Client client = toServe.next(); client != null; client = toServe.next()) {
            while (left > 0 && !client.isCongested() && isDue(client)) {
                QueuedRead next = client.queue.remove();
                client.ended();
                meter.onServed(client, next);
                reads.serve(client, next.request());
                left--;
            }
            if (left > 0) continue;
            // A congested one comes back when it is drained.
            if (!client.isCongested() && isDue(client)) toServe.add(client);
            return;
        }
    }

    /** Whether the next read of a client can be answered now; somebody sees to it if not. */
    private boolean isDue(Client client) {
        while (true) {
            QueuedRead next = client.queue.peek();
            // Its own write comes first, and wakes it.
            if (next == null || !client.hasWritten(next.writes())) return false;
            boolean isEarly = replica.isUnborn() && next.isOfState();
            if (!isEarly && next.batch() <= replica.paxos().served()) return true;
            if (!health.isUnread()) {
                if (!client.isAwaiting) awaiting.add(client);
                client.isAwaiting = true;
                return false;
            }
            client.queue.remove();
            client.ended();
            client.refuse(next.request().tag(), ErrorCode.READONLY,
                    "no majority of the voters can be reached");
        }
    }
}
