package doozer.web;

import doozer.node.Histogram;
import doozer.node.MemberState;
import doozer.node.Metrics;
import doozer.node.Metrics.Measure;
import doozer.node.Metrics.WriteEnd;
import doozer.node.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * What is measured of a node, as Prometheus reads it: text of version 0.0.4 of its exposition
 * format. A label never has a value that clients choose. Owned by whoever makes it.
 */
public final class MetricsText {
    /** The type of the content. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final List<String> ROLES =
            List.of("leader", "voter", "standby", "guest", "stopped");
    private static final double SECOND_NANOS = 1e9;

    private final Families out = new Families();
    private final Status status;
    private final Metrics metrics;
    private final Process process;

    /**
     * What is known of the process that a node runs in.
     *
     * @param java its version
     * @param startedSeconds since the beginning of 1970, UTC
     * @param heapUsed bytes of the heap that are in use
     * @param heapMax bytes that it may have
     * @param read bytes from clients and other nodes
     * @param written bytes to them
     * @param collectors of garbage; none where nobody tells
     */
    public record Process(String java, double startedSeconds, long heapUsed, long heapMax,
            long read, long written, List<Collector> collectors) { }

    /**
     * A garbage collector.
     *
     * @param name of those of the JDK
     * @param collections how many there were
     * @param pauseSeconds how long they took together
     */
    public record Collector(String name, long collections, double pauseSeconds) { }

    private MetricsText(Status status, Metrics metrics, Process process) {
        this.status = status;
        this.metrics = metrics;
        this.process = process;
    }

    /** All of it, as UTF-8. */
    public static byte[] of(Status status, Metrics metrics, Process process) {
        MetricsText text = new MetricsText(status, metrics, process);
        text.self();
        text.cluster();
        text.members();
        text.data();
        text.requests();
        text.times();
        text.process();
        return text.out.text().getBytes(StandardCharsets.UTF_8);
    }

    private void self() {
        out.gauge("build_info", "What runs here; always 1.")
                .with("version", status.identity().version()).with("java", process.java())
                .is(1);
        out.gauge("node_info", "Which node this is, and of which cluster; always 1.")
                .with("id", status.identity().incarnation().id())
                .with("cluster", status.identity().cluster()).is(1);
        out.gauge("start_time_seconds", "When the process has begun, since 1970, UTC.")
                .is(process.startedSeconds());
        out.gauge("ready", "1 while it takes reads and writes.").is(status.isReady() ? 1 : 0);
        out.gauge("role", "1 for what it is in its cluster, 0 for the others.");
        for (String role : ROLES) out.with("role", role).is(role.equals(status.role()) ? 1 : 0);
    }

    private void cluster() {
        Status.Place place = status.place();
        out.gauge("has_leader", "1 while it knows who leads.")
                .is(status.leader().isEmpty() ? 0 : 1);
        out.gauge("leaderless_seconds", "For how long it has heard of no leader; 0 while it does.")
                .is(place.leaderlessNanos() / SECOND_NANOS);
        out.counter("elections_won_total", "Elections that it has won.").is(place.electionsWon());
        out.counter("leader_changes_total", "How often it has seen another leader begin.")
                .is(metrics.leaders());
        out.gauge("slot", "The last slot of the log that it has applied.").is(place.slot());
        out.gauge("lag_slots", "How many slots it is behind the furthest that it knows of.")
                .is(place.furthest() - place.slot());
        out.gauge("voters", "How many voters there are.").is(place.voters());
        out.gauge("voters_wanted", "How many voters there should be.").is(place.votersWanted());
        out.gauge("state_differs", "1 when the states of the voters differ: a mistake of ours.")
                .is(place.isTorn() ? 1 : 0);
        out.counter("snapshots_total", "Snapshots that other nodes have taken, or that it has.");
        for (boolean isSent : new boolean[] {true, false}) {
            out.with("direction", direction(isSent)).is(metrics.snapshots(isSent));
        }
        out.counter("snapshot_bytes_total", "Bytes of these.");
        for (boolean isSent : new boolean[] {true, false}) {
            out.with("direction", direction(isSent)).is(metrics.snapshotBytes(isSent));
        }
    }

    private static String direction(boolean isSent) {
        return isSent ? "sent" : "installed";
    }

    private void members() {
        List<MemberState> members = status.members();
        out.gauge("members", "How many members the cluster has.").is(members.size());
        if (members.stream().anyMatch(member -> member.slot() > 0)) {
            out.gauge("member_lag_slots", "How many slots a member is behind the furthest, as far"
                    + " as it has told this node.");
        }
        for (MemberState member : members) {
            if (member.slot() == 0) continue;
            out.with("id", member.id()).is(status.place().furthest() - member.slot());
        }
        if (members.stream().anyMatch(member -> member.heardNanos() >= 0)) {
            out.gauge("member_silent_seconds", "For how long this node has heard nothing of a"
                    + " member.");
        }
        for (MemberState member : members) {
            if (member.heardNanos() < 0) continue;
            out.with("id", member.id()).is(member.heardNanos() / SECOND_NANOS);
        }
    }

    private void data() {
        Status.Data data = status.data();
        out.gauge("revision", "The present revision.").is(data.revision());
        out.gauge("oldest_revision", "The oldest revision that can be read.").is(data.oldest());
        out.gauge("history_revisions", "Revisions that are kept.").is(data.historyRevisions());
        out.gauge("history_bytes", "About how many bytes these take.").is(data.historyBytes());
        out.gauge("files", "How many files there are.").is(data.files());
    }

    private void requests() {
        out.counter("requests_total", "Requests of clients, by verb.");
        for (int i = 0; i < Metrics.verbs().size(); i++) {
            out.with("verb", Metrics.verbs().get(i)).is(metrics.requests(i));
        }
        out.counter("writes_total", "What became of writes of clients.");
        for (WriteEnd end : WriteEnd.values()) {
            out.with("result", lower(end)).is(metrics.writes(end));
        }
        out.gauge("writes_pending", "Writes of clients that are not applied yet.")
                .is(status.load().writesPending());
        out.counter("applied_entries_total", "Entries of the log that were applied.")
                .is(metrics.entries());
        out.counter("applied_revisions_total", "Revisions that these have made.")
                .is(metrics.revisions());
        out.counter("notifications_total", "Events that watchers were told.").is(metrics.told());
        out.gauge("watches", "Watches and waits that have caught up.")
                .is(status.load().watches());
        out.gauge("connections", "Connections of clients.").is(status.load().connections());
        out.gauge("sessions", "Sessions of the cluster.").is(status.load().sessions());
    }

    private void times() {
        histogram(Measure.READ, "read_seconds",
                "From when a read has come until its answer begins.");
        histogram(Measure.COMMIT, "commit_seconds",
                "From when a write has come to this node until it is applied here.");
        histogram(Measure.APPLY, "apply_seconds", "How long the entries of a slot took.");
        histogram(Measure.NOTIFY, "notify_seconds",
                "From when a change is applied until it is written to its watchers.");
        histogram(Measure.TURN, "loop_turn_seconds",
                "Turns of the loop, during which nothing else happens.");
        histogram(Measure.ELECTION, "election_seconds",
                "For how long no leader was known before one was.");
    }

    private void histogram(Measure what, String name, String help) {
        Histogram histogram = metrics.measured(what);
        out.histogram(name, help);
        long count = 0;
        for (int i = 0; i < Histogram.steps(); i++) {
            count += histogram.count(i);
            out.part("_bucket").with("le", Histogram.bound(i)).is(count);
        }
        out.part("_sum").is(histogram.sumNanos() / SECOND_NANOS);
        out.part("_count").is(count);
    }

    private void process() {
        out.counter("received_bytes_total", "Bytes from clients and other nodes.")
                .is(process.read());
        out.counter("sent_bytes_total", "Bytes to clients, other nodes and pages.")
                .is(process.written());
        out.gauge("heap_used_bytes", "Bytes of the heap that are in use, garbage included.")
                .is(process.heapUsed());
        out.gauge("heap_max_bytes", "Bytes that the heap may have.").is(process.heapMax());
        if (process.collectors().isEmpty()) return;
        out.counter("gc_collections_total", "How often garbage was collected.");
        for (Collector collector : process.collectors()) {
            out.with("collector", collector.name()).is(collector.collections());
        }
        out.counter("gc_pause_seconds_total", "How long that took, mostly while all stood still.");
        for (Collector collector : process.collectors()) {
            out.with("collector", collector.name()).is(collector.pauseSeconds());
        }
    }

    private static String lower(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT);
    }
}
