package doozer.node;

import doozer.paxos.Ballot;
import doozer.tree.Event;
import doozer.tree.Glob;
import doozer.tree.Store;
import doozer.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node knows, to be read between its steps: its own state, which may be behind that of
 * others. It changes nothing, and what it gives is immutable. Owned by whoever steps the node.
 */
public final class View {
    private final Node node;

    View(Node node) {
        this.node = node;
    }

    // The tree.

    /** The state now. */
    public Tree current() {
        return store().current();
    }

    /** The oldest revision that can be read; one more than the current one when none can. */
    public long oldest() {
        return store().oldest();
    }

    /** The state at a revision from {@link #oldest()} to the current one. */
    public Tree at(long revision) {
        return store().at(revision);
    }

    /** What a revision did, from {@link #oldest()} to the current one. */
    public Event event(long revision) {
        return store().event(revision);
    }

    private Store store() {
        return node.replica().machine().store();
    }

    // Who it is.

    /** What it was told at its start. */
    public Settings.Identity identity() {
        return node.settings().identity();
    }

    /** Which cluster it is in, as one word; "" while it is in none. */
    public String epoch() {
        Genesis genesis = node.replica().machine().genesis();
        return genesis == null ? "" : genesis.id().text();
    }

    /** Whether no secret is set. */
    public boolean isOpenToAll() {
        return node.settings().secrets().initially() == Secrets.WRITE;
    }

    /** Whether that is one of the secrets; the time taken does not tell how much was right. */
    public boolean isSecret(byte[] secret) {
        return secret.length > 0 && node.settings().secrets().granted(secret) != Secrets.NONE;
    }

    // How it is.

    /** What it is in its cluster: guest, standby, voter, leader or stopped. */
    public String role() {
        return Herald.role(node.replica());
    }

    /** The id of who leads; "" while nobody does. */
    public String leader() {
        Replica replica = node.replica();
        Member leader = replica.machine().members().of(Ballot.member(replica.paxos().leader()));
        return leader == null ? "" : leader.id();
    }

    /** Whether it takes writes. */
    public boolean isWritable() {
        return node.replica().paxos().route() != 0;
    }

    /** For how long it has run. */
    public long uptimeNanos() {
        return node.info().uptimeNanos();
    }

    /** How many revisions have come since it was started, one after the other. */
    public long writes() {
        return node.writes();
    }

    /** How many events watchers were told when they happened. */
    public long notifications() {
        return node.watches().told();
    }

    /** How many watches have caught up, and wait for events. */
    public int watching() {
        return node.watching();
    }

    /** How many clients are connected. */
    public int connections() {
        return node.info().connections();
    }

    /** The members of its cluster, in the order in which they have come. */
    public List<MemberState> members() {
        return node.info().memberStates();
    }

    /** All that the verb INFO tells: sections, each a line {@code # Name}, of {@code key:value}. */
    public byte[] info() {
        return node.info().text();
    }

    // Its clients.

    /**
     * A client's connection.
     *
     * @param number of the connection
     * @param dialect what it speaks
     * @param requests how many of its requests wait for an answer
     * @param watches what its watches, waits and lists weigh together
     */
    public record Connection(int number, String dialect, int requests, int watches) { }

    /**
     * A watch.
     *
     * @param connection the number of its client's connection
     * @param isWait whether it ends with its first event
     * @param since up to which revision its client has heard all there was
     */
    public record Watch(int connection, List<String> globs, boolean isWait, long since) { }

    /** The clients that are connected, up to so many, by number. */
    public List<Connection> connections(int most) {
        List<Connection> all = new ArrayList<>();
        for (Client client : node.clients().all()) {
            if (all.size() == most) break;
            all.add(client.state());
        }
        return all;
    }

    /** Their watches and waits, up to so many. */
    public List<Watch> watches(int most) {
        List<Watch> all = new ArrayList<>();
        for (Client client : node.clients().all()) {
            for (Stream stream : client.openStreams()) {
                if (all.size() == most) return all;
                if (stream instanceof WatchStream watch) all.add(state(client, watch));
            }
        }
        return all;
    }

    private static Watch state(Client client, WatchStream watch) {
        List<String> globs = new ArrayList<>();
        for (Glob glob : watch.globs()) globs.add(glob.text());
        return new Watch(client.connection, globs, watch.isWait(), watch.told());
    }
}
