package doozer.node;

import doozer.paxos.Ballot;
import doozer.paxos.Vote;
import doozer.tree.Store;
import java.util.ArrayList;
import java.util.List;

/**
 * What there is to know of a node: as sections of {@code key:value}, in numbers, and check by
 * check. Owned by who steps it.
 */
public final class Info {
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long MILLI_NANOS = 1_000_000;
    private static final String NOTHING = "-";
    /** As much as an address may be long. */
    private static final int MAX_WORD = 320;

    private final Settings settings;
    private final Watches watches;
    private final Replica replica;
    private final Requests requests;
    private final Health health;
    private int connections;
    private boolean hasStarted;
    private long startedNanos;
    private long nowNanos;

    Info(Settings settings, Watches watches, Sources sources) {
        this.settings = settings;
        this.watches = watches;
        replica = sources.replica;
        requests = sources.requests;
        health = sources.health;
    }

    /** What it tells of beside what is watched. */
    record Sources(Replica replica, Requests requests, Health health) { }

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
        return InfoSection.text(sections());
    }

    /** Everything, as lines. */
    public List<InfoSection> sections() {
        Status status = status();
        ArrayList<InfoSection> sections = new ArrayList<>();
        Settings.Identity identity = settings.identity();
        sections.add(InfoSection.named("Node").add("version", identity.version())
                .add("id", identity.incarnation().id()).add("cluster", identity.cluster())
                .add("address", identity.address()).add("hostname", identity.hostname())
                .add("uptime_seconds", status.uptimeNanos() / SECOND_NANOS)
                .add("writable", replica.paxos().route() != 0)
                .add("durability", "memory only: the server never writes to a disk"));
        Status.Data data = status.data();
        sections.add(InfoSection.named("Store").add("revision", data.revision())
                .add("oldest_revision", data.oldest())
                .add("history_revisions", data.historyRevisions())
                .add("history_bytes", data.historyBytes()).add("files", data.files())
                .add("hash", Long.toHexString(watches.store().current().hash())));
        sections.add(cluster(status));
        InfoSection members = InfoSection.named("Members");
        for (MemberState member : status.members()) members.add(member.id(), words(member));
        sections.add(members);
        sections.add(InfoSection.named("Clients").add("connections", status.load().connections())
                .add("watches", status.load().watches())
                .add("requests", status.load().requests()));
        sections.add(InfoSection.named("Sessions").add("sessions", status.load().sessions())
                .add("session_clock_ms", replica.machine().changes().sessions().millis()));
        InfoSection checks = InfoSection.named("Health").add("ready", status.isReady());
        for (Health.Check check : health.checks()) {
            checks.add("check_" + check.name(), check.text());
        }
        sections.add(checks);
        sections.addAll(replica.meter().observer().sections());
        return sections;
    }

    /** Whether it does what it is there for; the first that does not hold is why others do not. */
    public List<Health.Check> checks() {
        return health.checks();
    }

    private InfoSection cluster(Status status) {
        Machine machine = replica.machine();
        InfoSection out = InfoSection.named("Cluster").add("members", status.members().size())
                .add("slot", status.place().slot());
        if (machine.genesis() == null) return out;
        return out.add("epoch", machine.genesis().id().text())
                .add("slot_known", known())
                .add("leaderless_ms", status.place().leaderlessNanos() / MILLI_NANOS)
                .add("recovery", replica.membership().recovery().text())
                .add("role", status.role())
                .add("voters", status.place().voters())
                .add("voters_wanted", status.place().votersWanted())
                .add("voters_changing", machine.configurations().isScheduled())
                .add("leader", status.leader())
                .add("elections_won", status.place().electionsWon())
                .add("snapshots_installed", replica.snapshots().installed())
                .add("writes_pending", status.load().writesPending())
                .add("level", machine.level())
                .add("alarm", replica.isTorn() ? "the voters' states differ" : "");
    }

    /** Everything that is a number, and who it is about. */
    public Status status() {
        Store store = watches.store();
        Machine machine = replica.machine();
        Member leader = machine.members().of(Ballot.member(replica.paxos().leader()));
        return new Status(settings.identity(), uptimeNanos(), Herald.role(replica),
                leader == null ? "" : leader.id(), Health.isReady(health.checks()),
                new Status.Data(store.current().revision(), store.oldest(), store.historyLength(),
                        store.historyBytes(), store.current().root().files()),
                new Status.Load(connections, watches.size(), requests.count(),
                        replica.outbox().size(), machine.changes().sessions().size()),
                place(), memberStates());
    }

    private Status.Place place() {
        Machine machine = replica.machine();
        boolean isBorn = machine.genesis() != null;
        long slot = replica.paxos().applied();
        return new Status.Place(slot, furthest(),
                isBorn ? machine.configurations().current().voters().length : 0,
                isBorn ? machine.aim() : 0, replica.paxos().leaderlessNanos(),
                replica.paxos().elections(), replica.isTorn());
    }

    /** The last slot that any member is known to have applied. */
    private long furthest() {
        long furthest = replica.paxos().applied();
        for (Member member : replica.machine().members().all()) {
            furthest = Math.max(furthest, replica.paxos().appliedBy(member.number));
        }
        return furthest;
    }

    /** Up to where it has a value for each slot, decided or not. */
    private long known() {
        long slot = replica.paxos().applied();
        for (Vote vote : replica.paxos().known(slot + 1, Long.MAX_VALUE)) {
            if (vote.slot() == slot + 1) slot++;
        }
        return slot;
    }

    /** The members of its cluster, in the order in which they have come. */
    List<MemberState> memberStates() {
        return replica.machine().members().all().stream().map(this::state).toList();
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

    /** What a member is as far as this node knows. */
    private String role(int member) {
        boolean leads = Ballot.member(replica.paxos().leader()) == member;
        // Who takes part no more hears of nobody who leads.
        if (leads && !replica.isStopped()) return "leader";
        return replica.machine().configurations().has(member) ? "voter" : "standby";
    }

    /** A member, under its id: so each line has a key of its own. */
    private static String words(MemberState member) {
        return "address=" + word(member.address()) + " role=" + member.role()
                + " slot=" + (member.slot() == 0 ? NOTHING : String.valueOf(member.slot()))
                + " heard_ms=" + (member.heardNanos() < 0 ? NOTHING
                        : String.valueOf(member.heardNanos() / MILLI_NANOS));
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
}
