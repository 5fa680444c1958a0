package doozer.node;

import doozer.paxos.Ballot;
import doozer.tree.Store;
import java.nio.charset.StandardCharsets;

/** What there is to know of a node, as sections of {@code key:value}. Owned by who steps it. */
final class Info {
    private static final long SECOND_NANOS = 1_000_000_000;

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

    byte[] text() {
        Settings.Identity identity = settings.identity();
        Store store = watches.store();
        StringBuilder out = new StringBuilder(1024).append("# Node\n");
        line(out, "version", identity.version());
        line(out, "id", identity.incarnation().id());
        line(out, "cluster", identity.cluster());
        line(out, "address", identity.address());
        line(out, "hostname", identity.hostname());
        line(out, "uptime_seconds", (nowNanos - startedNanos) / SECOND_NANOS);
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
        out.append("# Clients\n");
        line(out, "connections", connections);
        line(out, "watches", watches.size());
        line(out, "requests", requests.count());
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void cluster(StringBuilder out) {
        Machine machine = replica.machine();
        line(out, "members", machine.members().all().size());
        line(out, "slot", replica.paxos().applied());
        if (machine.genesis() == null) return;
        line(out, "role", role());
        line(out, "voters", machine.configurations().current().voters().length);
        line(out, "voters_wanted", machine.aim());
        Member leader = machine.members().of(Ballot.member(replica.paxos().leader()));
        line(out, "leader", leader == null ? "" : leader.id());
        line(out, "elections_won", replica.paxos().elections());
        line(out, "snapshots_installed", replica.snapshots().installed());
        line(out, "writes_pending", replica.outbox().size());
        line(out, "level", machine.level());
        line(out, "alarm", replica.isTorn() ? "the voters' states differ" : "");
    }

    private String role() {
        if (replica.isStopped()) return "stopped";
        if (replica.number() == 0) return "guest";
        if (replica.paxos().isLeading()) return "leader";
        boolean isVoter = replica.machine().configurations().has(replica.number());
        return isVoter ? "voter" : "standby";
    }

    private static void line(StringBuilder out, String key, Object value) {
        out.append(key).append(':').append(value).append('\n');
    }
}
