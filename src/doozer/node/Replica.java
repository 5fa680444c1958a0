package doozer.node;

import doozer.paxos.Ballot;
import doozer.paxos.Configurations;
import doozer.paxos.Message;
import doozer.paxos.Paxos;
import doozer.paxos.Port;
import doozer.paxos.Print;
import doozer.paxos.Value;
import doozer.tree.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The replicated state and its place in the cluster: brings what this node's clients write into the
 * log, and applies what the log decides. Owned by whoever steps the node.
 */
final class Replica implements Port {
    private final Settings settings;
    private final Effects effects;
    private final Audience audience;
    private final Machine machine;
    private final Paxos paxos;
    private final Membership membership;
    private final Keeper keeper;
    private final Proposals proposals;
    private final Snapshots snapshots;
    private final Prints prints = new Prints();
    private final Outbox outbox;
    private final ArrayList<Result> results = new ArrayList<>();
    /** The revision after each entry of the slot that is being applied. */
    private long[] revisions = new long[64];
    private Witness witness;
    private long nowNanos;
    private int number;
    private boolean mustResend;
    private long resentNanos;
    private boolean isTorn;
    private boolean isStopped;

    /** Who hears of what is applied. */
    interface Audience {
        /** Those revisions are there now, one event each; the last is the current one. */
        void onRevisions(long first, long last);

        /** All revisions after that one have come at once, and maybe not all of them are held. */
        void onInstalled(long lastBefore);
    }

    /** Thrown out of the step when the state machine has failed: rule P7. */
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;

        Failure(RuntimeException cause) {
            super("a decided slot cannot be applied", cause);
        }
    }

    Replica(Settings settings, Effects effects, Audience audience, Outbox outbox) {
        this.settings = settings;
        this.effects = effects;
        this.audience = audience;
        this.outbox = outbox;
        Settings.Bounds bounds = settings.bounds();
        Settings.Cluster cluster = settings.cluster();
        Configurations configurations = new Configurations();
        Store store = new Store(bounds.historyRevisions(), bounds.historyBytes());
        machine = new Machine(store, configurations);
        SplittableRandom dice = new SplittableRandom(cluster.seed());
        paxos = new Paxos(this, configurations, cluster.times().paxos(), dice.split());
        keeper = new Keeper(this, cluster.times());
        proposals = new Proposals(keeper, machine.members());
        snapshots = new Snapshots(this, bounds);
        membership = new Membership(this, settings, effects, dice.split());
    }

    Machine machine() {
        return machine;
    }

    Paxos paxos() {
        return paxos;
    }

    Links links() {
        return membership.links();
    }

    Membership membership() {
        return membership;
    }

    Proposals proposals() {
        return proposals;
    }

    Keeper keeper() {
        return keeper;
    }

    Snapshots snapshots() {
        return snapshots;
    }

    Outbox outbox() {
        return outbox;
    }

    Meter meter() {
        return outbox.meter();
    }

    /** Our member number, 0 for a guest. */
    int number() {
        return number;
    }

    Profile self() {
        return membership.self();
    }

    long nowNanos() {
        return nowNanos;
    }

    void log(String event, String detail) {
        effects.log(event, detail);
    }

    void witness(Witness newWitness) {
        witness = newWitness;
    }

    /** True when hashes show that this cluster's nodes differ, and nobody can say who is right. */
    boolean isTorn() {
        return isTorn;
    }

    /** True when this node takes part no more, with the last good state: rule P7. */
    boolean isStopped() {
        return isStopped;
    }

    void stop(String why) {
        isStopped = true;
        links().closeAll();
        outbox.onDropped();
        log("takes-no-part", why);
    }

    /** A cluster is born, with that state or null, and we are in it. */
    void begin(Genesis genesis, InitialState state) {
        machine.begin(genesis, state);
        paxos.restore(0);
        onWhole(0, 0);
    }

    /** A cluster of one is born, and begins at once. */
    void beginAlone(Genesis genesis, InitialState state) {
        begin(genesis, state);
        paxos.stand();
        advance();
    }

    /** A snapshot is to be the state. */
    void install(Snapshot snapshot, Store loaded) {
        long before = isUnborn() ? 0 : machine.store().current().revision();
        machine.store().install(loaded);
        machine.restore(snapshot);
        paxos.restore(snapshot.slot());
        onWhole(before, snapshot.slot());
    }

    /** True while another birth may still win: no client is to see this one's state. */
    boolean isUnborn() {
        return machine.genesis() != null && paxos.applied() == 0;
    }

    private void onWhole(long revisionBefore, long slot) {
        onMembers();
        if (slot > 0) audience.onInstalled(revisionBefore);
        if (witness != null) witness.onInstalled(slot);
        Member us = machine.members().of(number);
        if (us != null) outbox.onSkipped(us.last());
        if (slot == 0) membership.onBorn(nowNanos);
        links().announce();
        mustResend = true;
    }

    private void onMembers() {
        Member us = machine.members().of(self().incarnation());
        int old = number;
        number = us == null ? 0 : us.number;
        if (old != number) {
            if (old != 0) outbox.onDropped();
            paxos.setSelf(number);
        }
        paxos.setMembers(machine.members().numbers());
        membership.onMembers(machine.members());
    }

    /** The first half of a turn: time passes, and others have their say. */
    void tick(long newNowNanos) {
        nowNanos = newNowNanos;
        paxos.tick(nowNanos);
        membership.tick(nowNanos);
    }

    /** The second half: what is to be written is proposed, what is decided is applied. */
    void advance() {
        if (paxos.isLeading()) keeper.tick(nowNanos);
        else if (!proposals.isEmpty()) proposals.clear();
        flush();
        paxos.advance();
        // Elected in this very turn, or to be sent again: the client need not wait for the next.
        if (mustResend || !proposals.isEmpty()) {
            flush();
            paxos.advance();
        }
        Settings.LogBounds keep = settings.cluster().log();
        int slots = machine.members().isAlone() ? 1 : keep.slots();
        paxos.trim(slots, keep.bytes(), snapshots.keepAbove());
    }

    private void flush() {
        boolean isOverdue = nowNanos - resendNanos() >= 0;
        int route = openRoute();
        if (route == 0) return;
        outbox.addReady(number);
        if (mustResend || isOverdue) {
            resentNanos = nowNanos;
            deliver(route, outbox.unapplied(number));
        }
        mustResend = false;
        if (outbox.hasWaiting()) deliver(route, outbox.takeWaiting(number));
    }

    /** The way to the leader, if anything can be sent on it now; else 0. */
    private int openRoute() {
        int route = number == 0 ? 0 : paxos.route();
        return route == number || membership.towards(route) != null ? route : 0;
    }

    /** When what was sent and is not applied is sent again, or a long time. */
    private long resendNanos() {
        long oldest = outbox.oldestSentNanos(Long.MAX_VALUE);
        if (oldest == Long.MAX_VALUE) return nowNanos + 1_000_000_000;
        long since = oldest - resentNanos > 0 ? oldest : resentNanos;
        return since + 2 * paxos.electionNanos();
    }

    /** Brings commands to the leader, which may be ourselves. */
    private void deliver(int route, List<LogEntry> entries) {
        if (route == number) {
            proposals.offer(entries);
            return;
        }
        Peer towards = membership.towards(route);
        for (List<LogEntry> part : Outbox.inMessages(entries)) {
            links().send(towards, new PeerMessage.Forward(part));
        }
    }

    /** Another member's commands, for us or for the leader that we hear. */
    void onForward(Peer from, PeerMessage.Forward forward) {
        boolean isPlain = forward.entries().stream().allMatch(
                entry -> Proposals.isOfAMember(entry) && entry.origin() != number);
        if (from.number == 0 || !isPlain) return;
        if (paxos.isLeading()) {
            proposals.offer(forward.entries());
            return;
        }
        if (leader() != from) links().send(leader(), forward);
    }

    /** The leader that we hear ourselves, if it is somebody else. */
    Peer leader() {
        int leader = Ballot.member(paxos.leader());
        return leader == 0 || leader == number ? null : links().peers().of(leader);
    }

    /** Nanoseconds until {@link #tick} is needed, or {@link Node#NEVER}. */
    long untilNanos() {
        long until = Math.min(paxos.untilNanos(), membership.untilNanos(nowNanos));
        if (paxos.isLeading() && (!machine.members().isAlone() || !keeper.isIdle())) {
            until = Math.min(until, keeper.deadlineNanos() - nowNanos);
        }
        if (!outbox.isEmpty() && openRoute() != 0) {
            until = Math.min(until, resendNanos() - nowNanos);
        }
        return Math.max(0, until);
    }

    @Override
    public boolean send(int to, Message message) {
        return links().send(to, message);
    }

    @Override
    public void apply(long slot, Value value) {
        List<LogEntry> entries = ((Batch) value).entries();
        if (isUnborn()) audience.onInstalled(0);
        long before = machine.store().current().revision();
        if (revisions.length < entries.size()) revisions = new long[entries.size()];
        int membersBefore = machine.members().changes();
        long beganNanos = meter().beginApplying();
        try {
            for (int i = 0; i < entries.size(); i++) {
                results.add(machine.apply(entries.get(i)));
                revisions[i] = machine.store().current().revision();
            }
        } catch (RuntimeException e) {
            machine.store().rollBack(before);
            throw new Failure(e);
        }
        long made = machine.store().current().revision() - before;
        meter().onApplied(beganNanos, entries.size(), made);
        // What is merely adopted is of the next epoch: in this one others may have decided.
        if (!membership.recovery().isAdopting()) tell(entries, before);
        results.clear();
        if (machine.members().changes() != membersBefore) onMembers();
        if (Prints.isDue(slot)) prints.add(new Print(slot, machine.hash(slot)));
        if (witness != null) witness.onApplied(slot, value);
    }

    /** Tells clients and watchers, now that the whole slot is applied. */
    private void tell(List<LogEntry> entries, long before) {
        long told = before;
        for (int i = 0; i < entries.size(); i++) {
            LogEntry entry = entries.get(i);
            Result result = results.get(i);
            long revision = revisions[i];
            if (result == Result.GAP) {
                proposals.forget(entry.origin());
                mustResend |= entry.origin() == number;
            } else if (result == Result.REPEATED) {
                continue;
            } else if (entry.origin() == number && number != 0) {
                outbox.onApplied(entry.sequence(), machine.changes()
                        .toTell(entry.command(), result, paxos.leader()), revision);
            }
            if (revision > told) audience.onRevisions(told + 1, revision);
            told = revision;
        }
    }

    @Override
    public Value nextValue() {
        return proposals.next();
    }

    @Override
    public Value filler() {
        return Batch.EMPTY;
    }

    @Override
    public void sendSnapshot(int to) {
        Peer peer = links().peers().of(to);
        if (peer != null && paxos.applied() > 0) snapshots.send(peer);
    }

    @Override
    public void onRoute() {
        mustResend = true;
        if (!paxos.isLeading()) {
            proposals.clear();
            keeper.clear();
            prints.clear();
        }
    }

    @Override
    public Print print() {
        return prints.latest(paxos.applied(), machine);
    }

    @Override
    public void onPrint(int from, Print print) {
        prints.onPrint(number, print(), machine.configurations().current());
        prints.onPrint(from, print, machine.configurations().current());
        onAgreed(prints.agreed());
        if (isTorn || !prints.isTorn(machine.configurations().current())) return;
        isTorn = true;
        log("state-differs", "no majority of the voters has the same state");
    }

    @Override
    public Print agreed() {
        return prints.agreed();
    }

    @Override
    public void onAgreed(Print agreed) {
        if (prints.agreesWith(agreed)) return;
        throw new Failure(new IllegalStateException("broken invariant: the state after slot "
                + agreed.slot() + " is that of a majority"));
    }
}
