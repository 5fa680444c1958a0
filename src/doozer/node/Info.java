package doozer.node;

import doozer.paxos.Ballot;
import doozer.paxos.Vote;
import doozer.tree.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What there is to know of a node, as sections of {@code key:value}. Owned by who steps it. */
final class Info {
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long MILLI_NANOS = 1_000_000;
    private static final String NOTHING = "-";
    /** As much as an address may be long. */
    private static final int MAX_WORD = 320;

    private final Settings settings;
    private final Watches watches;
    private final Replica replica;
    private final Requests requests;
    private int connections;
    private boolean hasStarted;
    private long startedNanos;
    private long nowNanos;

    Info(Settings settings, Watches watches, Replica replica, Requests requests) {
        this.settings = settings;
        this.watches = watches;
        this.replica = replica;
        this.requests = requests;
    }

    void onTick(long newNowNanos) {
        if (!hasStarted) startedNanos = newNowNanos;
        hasStarted = true;
        nowNanos = newNowNanos;
    }

    void onOpened() {
        connections++;
    }

    void onClosed() {
        connections--;
    }

    int connections() {
        return connections;
    }

    long uptimeNanos() {
        return nowNanos - startedNanos;
    }

    byte[] text() {
        Settings.Identity identity = settings.identity();
        Store store = watches.store();
        StringBuilder out = new StringBuilder(1024).append("# Node\n");
        line(out, "version", identity.version());
        line(out, "id", identity.incarnation().id());
        line(out, "cluster", identity.cluster());
        line(out, "address", identity.address());
        line(out, "hostname", identity.hostname());
        line(out, "uptime_seconds", uptimeNanos() / SECOND_NANOS);
        line(out, "writable", replica.paxos().route() != 0);
        line(out, "durability", "memory only: the server never writes to a disk");
        out.append("# Store\n");
        line(out, "revision", store.current().revision());
        line(out, "oldest_revision", store.oldest());
        line(out, "history_revisions", store.historyLength());
        line(out, "history_bytes", store.historyBytes());
        line(out, "files", store.current().root().files());
        line(out, "hash", Long.toHexString(store.current().hash()));
        out.append("# Cluster\n");
        cluster(out);
        out.append("# Members\n");
        for (MemberState member : memberStates()) member(out, member);
        out.append("# Clients\n");
        line(out, "connections", connections);
        line(out, "watches", watches.size());
        line(out, "requests", requests.count());
        out.append("# Sessions\n");
        Sessions sessions = replica.machine().changes().sessions();
        line(out, "sessions", sessions.size());
        line(out, "session_clock_ms", sessions.millis());
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void cluster(StringBuilder out) {
        Machine machine = replica.machine();
        line(out, "members", machine.members().all().size());
        line(out, "slot", replica.paxos().applied());
        if (machine.genesis() == null) return;
        line(out, "epoch", machine.genesis().id().text());
        line(out, "slot_known", known());
        line(out, "leaderless_ms", replica.paxos().leaderlessNanos() / MILLI_NANOS);
        line(out, "recovery", replica.membership().recovery().text());
        line(out, "role", Herald.role(replica));
        line(out, "voters", machine.configurations().current().voters().length);
        line(out, "voters_wanted", machine.aim());
        line(out, "voters_changing", machine.configurations().isScheduled());
        Member leader = machine.members().of(Ballot.member(replica.paxos().leader()));
        line(out, "leader", leader == null ? "" : leader.id());
        line(out, "elections_won", replica.paxos().elections());
        line(out, "snapshots_installed", replica.snapshots().installed());
        line(out, "writes_pending", replica.outbox().size());
        line(out, "level", machine.level());
        line(out, "alarm", replica.isTorn() ? "the voters' states differ" : "");
    }

    /** Up to where it has a value for each slot, decided or not. */
    private long known() {
        long slot = replica.paxos().applied();
        for (Vote vote : replica.paxos().known(slot + 1, Long.MAX_VALUE)) {
            if (vote.slot() == slot + 1) slot++;
        }
        return slot;
    }

    /** What a member is as far as this node knows. */
    private String role(int member) {
        boolean leads = Ballot.member(replica.paxos().leader()) == member;
        // Who takes part no more hears of nobody who leads.
        if (leads && !replica.isStopped()) return "leader";
        return replica.machine().configurations().has(member) ? "voter" : "standby";
    }

    List<MemberState> memberStates() {
        List<MemberState> states = new ArrayList<>();
        for (Member member : replica.machine().members().all()) states.add(state(member));
        return states;
    }

    private MemberState state(Member member) {
        long heardNanos = replica.paxos().heardAgoNanos(member.number);
        // For one that takes part no more, time goes on all the same.
        if (heardNanos > 0) heardNanos += nowNanos - replica.nowNanos();
        boolean isSelf = member.number == replica.number();
        Peer peer = replica.links().peers().of(member.number);
        boolean isLinked = isSelf || peer != null && peer.isLinked();
        return new MemberState(member.id(), member.profile.address(), role(member.number), isSelf,
                replica.paxos().appliedBy(member.number), isLinked, heardNanos);
    }

    /** A member, under its id: so each line has a key of its own. */
    private static void member(StringBuilder out, MemberState member) {
        long heardNanos = member.heardNanos();
        line(out, member.id(), "address=" + word(member.address())
                + " role=" + member.role()
                + " slot=" + (member.slot() == 0 ? NOTHING : String.valueOf(member.slot()))
                + " heard_ms=" + (heardNanos < 0 ? NOTHING : heardNanos / MILLI_NANOS));
    }

    /** What another process has told, as one word: it cannot pass for a line, or a field. */
    private static String word(String told) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < told.length() && i < MAX_WORD; i++) {
            char c = told.charAt(i);
            word.append(c > ' ' && c <= '~' ? c : '?');
        }
        return word.isEmpty() ? NOTHING : word.toString();
    }

    private static void line(StringBuilder out, String key, Object value) {
        out.append(key).append(':').append(value).append('\n');
    }
}
