package doozer.node;

import doozer.tree.Store;
import doozer.tree.Tree;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import doozer.wire.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * A whole server as a state machine: {@link #step} takes what happens, {@link #tick} ends a turn of
 * the loop, and what is to be done comes out as {@link Effects}. Owned by one thread, which calls
 * everything here. The same inputs give the same effects.
 *
 * <p>An {@link IllegalStateException} from it is a broken invariant of our own, never bad input:
 * the node must not be used again.
 */
public final class Node implements Input.Receiver {
    /** What {@link #tick} gives when nothing needs a tick until something arrives. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Answers to reads in one turn; the rest follow in the next, after what arrived meanwhile. */
    private static final int READS_A_TURN = 4096;

    private final Settings settings;
    private final Effects effects;
    private final Store store;
    private final Log log = new Log();
    private final Machine machine;
    private final Requests requests;
    private final Streams streams = new Streams();
    private final DelayedReads delayed = new DelayedReads();
    private final Watches watches;
    private final Reads reads;
    private final Info info;
    /** Clients that send nothing more, and are closed when they have their answers. */
    private final ArrayList<Client> ending = new ArrayList<>();
    /** Reads whose revision has come, while they are taken out. */
    private final ArrayDeque<DelayedRead> due = new ArrayDeque<>(0);
    private Client[] clients = new Client[16];

    /** A node of a new cluster of one, which has its reserved files after the first ticks. */
    public Node(Settings settings, Effects effects) {
        this.settings = settings;
        this.effects = effects;
        store = new Store(settings.bounds().historyRevisions(), settings.bounds().historyBytes());
        machine = new Machine(store);
        requests = new Requests(settings, log, new Monitors(streams));
        watches = new Watches(store, streams);
        info = new Info(settings, watches, log, requests);
        reads = new Reads(watches, streams, delayed, info);
        introduce();
    }

    /** Writes what others have to know of this node; "writable" last. */
    private void introduce() {
        Settings.Identity identity = settings.identity();
        String id = identity.incarnation().id();
        String self = Reserved.NODE + id;
        reserve(Reserved.NAME, identity.cluster());
        reserve(self + "/addr", identity.address());
        reserve(self + "/hostname", identity.hostname());
        reserve(self + "/version", identity.version());
        reserve(Reserved.SLOTS + "0", id);
        reserve(Reserved.NAMES + identity.cluster() + "/" + id, identity.address());
        reserve(self + "/writable", "true");
        commit();
    }

    private void reserve(String path, String text) {
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        log.propose(new Command.Reserve(log.nextSequence(), path, value));
    }

    /** The state as of now: immutable, for any thread. */
    public Tree current() {
        return store.current();
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
        int connection = input.connection();
        if (connection >= clients.length) {
            clients = Arrays.copyOf(clients, Math.max(connection + 1, clients.length * 2));
        }
        Check.that(clients[connection] == null, "a number is that of one connection at a time");
        info.onOpened();
        clients[connection] = new Client(input, settings, effects);
    }

    @Override
    public void onReceived(Input.Received input) {
        requests.onRequest(client(input.connection()), input.request());
    }

    @Override
    public void onDrained(Input.Drained input) {
        Client client = client(input.connection());
        client.onDrained();
        streams.unpark(client);
        requests.serveLater(client);
    }

    @Override
    public void onEnded(Input.Ended input) {
        Client client = client(input.connection());
        client.onEnded();
        ending.add(client);
    }

    @Override
    public void onClosed(Input.Closed input) {
        Client client = client(input.connection());
        client.onClosed();
        for (Stream open = client.anyOpen(); open != null; open = client.anyOpen()) {
            streams.cancel(open);
        }
        clients[input.connection()] = null;
        info.onClosed();
    }

    private Client client(int connection) {
        Client client = clients[connection];
        Check.that(client != null, "an input is of an open connection");
        return client;
    }

    /**
     * Ends a turn: decides and applies what was written, tells clients and watchers, answers reads
     * from the state that results.
     *
     * @param nowNanos the time, from any origin, never going back
     * @return nanoseconds until the next tick is needed even if nothing happens: 0 for at once,
     *     {@link #NEVER}
     */
    public long tick(long nowNanos) {
        info.onTick(nowNanos);
        commit();
        streams.beginTurn();
        serve();
        streams.run();
        closeEnded();
        store.trim();
        reads.trim();
        return requests.isIdle() && streams.isIdle() ? NEVER : 0;
    }

    private void closeEnded() {
        int kept = 0;
        for (int i = 0; i < ending.size(); i++) {
            Client client = ending.get(i);
            if (!client.closeIfDone()) ending.set(kept++, client);
        }
        while (ending.size() > kept) ending.remove(ending.size() - 1);
    }

    private void commit() {
        ArrayDeque<Command> batch = log.decide();
        if (batch.isEmpty()) return;
        for (Command command = batch.poll(); command != null; command = batch.poll()) {
            ErrorCode code = machine.apply(command);
            Response refusal = code == null ? null : Response.error(code, machine.detail());
            long revision = store.current().revision();
            requests.onApplied(command, revision, refusal);
            if (code == null) watches.onEvent(store.event(revision));
        }
        takeDueReads();
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
            read.client.queue.addFirst(read.request());
            requests.serveLater(read.client);
        }
    }

    private void serve() {
        int left = READS_A_TURN;
        while (left > 0) {
            Client client = requests.nextToServe();
            if (client == null) return;
            while (left > 0 && !client.isCongested() && !client.queue.isEmpty()) {
                Request request = client.queue.remove();
                client.ended();
                reads.serve(client, request);
                left--;
            }
            // A congested one comes back when it is drained.
            if (!client.isCongested()) requests.serveLater(client);
        }
    }
}
