package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.node.Metrics.Measure;
import doozer.node.Metrics.WriteEnd;
import doozer.wire.ErrorCode;
import doozer.wire.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is counted and measured of a node, and that it changes nothing. */
class MetricsTest {
    private static final long MILLI = 1_000_000;

    private long nowNanos;
    private final Metrics metrics = new Metrics(() -> nowNanos);
    private final TestNode node = TestNode.watchedBy(metrics);

    private long requests(String verb) {
        return metrics.requests(Metrics.verbs().indexOf(verb));
    }

    private Histogram measured(Measure what) {
        return metrics.measured(what);
    }

    private void askAll(TestClient client, Request... requests) {
        for (Request request : requests) client.send(request);
        node.settle();
    }

    @Test
    void requestsAreCountedByTheirVerb() {
        TestClient client = node.openOwn();
        askAll(client, Ask.set("/a", -1, "x"), Ask.set("/a", -1, "y"), Ask.get("/a"));
        client.send(new Request().verbNumber(77));
        node.settle();
        assertThat(requests("set")).isEqualTo(2);
        assertThat(requests("get")).isEqualTo(1);
        assertThat(requests("hello")).isEqualTo(1);
        assertThat(requests("unknown")).isEqualTo(1);
        assertThat(requests("del")).isZero();
        assertThat(Metrics.verbs()).doesNotHaveDuplicates().endsWith("unknown");
    }

    @Test
    void writeIsDoneOrRefusedByWhatItWouldHaveChanged() {
        TestClient client = node.openOwn();
        askAll(client, Ask.set("/a", -1, "x"), Ask.set("/a", 0, "y"), Ask.del("/a", -1));
        assertThat(metrics.writes(WriteEnd.DONE)).isEqualTo(2);
        assertThat(metrics.writes(WriteEnd.REFUSED)).isEqualTo(1);
        assertThat(metrics.writes(WriteEnd.READONLY)).isZero();
        assertThat(measured(Measure.COMMIT).count()).isEqualTo(3);
    }

    @Test
    void commitIsMeasuredFromWhenTheWriteHasCome() {
        // given a write that has come, and whose turn ends 3 ms later
        TestClient client = node.openOwn();
        client.send(Ask.set("/a", -1, "x"));
        client.deliverOne();
        nowNanos += 3 * MILLI;
        node.tick();

        assertThat(measured(Measure.COMMIT).sumNanos()).isEqualTo(3 * MILLI);
    }

    @Test
    void readIsMeasuredUntilItsAnswerBegins() {
        TestClient client = node.openOwn();
        client.send(Ask.get("/a"));
        client.deliverOne();
        nowNanos += 2 * MILLI;
        node.tick();
        assertThat(measured(Measure.READ).count()).isEqualTo(1);
        assertThat(measured(Measure.READ).sumNanos()).isEqualTo(2 * MILLI);

        // and the next one from its own turn on
        client.send(Ask.get("/a"));
        client.deliverOne();
        nowNanos += MILLI;
        node.tick();
        assertThat(measured(Measure.READ).sumNanos()).isEqualTo(3 * MILLI);
    }

    @Test
    void revisionsAndEntriesAreCounted() {
        long revisions = metrics.revisions();
        long entries = metrics.entries();
        long slots = measured(Measure.APPLY).count();
        askAll(node.openOwn(), Ask.set("/a", -1, "x"), Ask.set("/a", 0, "y"), Ask.nop());
        // The one that was refused is an entry, and makes no revision.
        assertThat(metrics.revisions() - revisions).isEqualTo(2);
        assertThat(metrics.entries() - entries).isEqualTo(3);
        assertThat(measured(Measure.APPLY).count()).isGreaterThan(slots);
    }

    @Test
    void notificationIsMeasuredUntilClientsAreWritten() {
        // given two watches, and a third of something else
        TestClient client = node.openOwn();
        askAll(client, Ask.watch("/a"), Ask.watch("/*"), Ask.watch("/b/c"));
        flushAfter(0);
        assertThat(metrics.told()).isZero();

        // when a change is applied, and written out 4 ms later
        client.ask(Ask.set("/a", -1, "x"));
        flushAfter(4 * MILLI);

        // then two were told, in one turn
        assertThat(metrics.told()).isEqualTo(2);
        assertThat(measured(Measure.NOTIFY).count()).isEqualTo(1);
        assertThat(measured(Measure.NOTIFY).sumNanos()).isEqualTo(4 * MILLI);

        // and a turn in which nobody was told says nothing of that
        client.ask(Ask.set("/c", -1, "x"));
        flushAfter(50 * MILLI);
        client.ask(Ask.set("/d/e/f", -1, "x"));
        flushAfter(50 * MILLI);
        assertThat(measured(Measure.NOTIFY).count()).isEqualTo(2);
        assertThat(measured(Measure.TURN).count()).isEqualTo(4);
    }

    /** Ends a turn, of which what there was for clients took so long to write. */
    private void flushAfter(long nanos) {
        long beganNanos = nowNanos;
        nowNanos += nanos;
        metrics.onFlushed();
        nowNanos = beganNanos;
        metrics.onTurn(nowNanos, nowNanos + nanos);
    }

    @Test
    void historyThatIsToldIsCountedAndNotMeasured() {
        TestClient client = node.openOwn();
        client.ask(Ask.set("/a", -1, "x"));
        metrics.onTurn(nowNanos, nowNanos);
        askAll(client, Ask.watch("/a").rev(1));
        metrics.onTurn(nowNanos, nowNanos + 4 * MILLI);
        assertThat(metrics.told()).isEqualTo(1);
        assertThat(measured(Measure.NOTIFY).count()).isZero();
    }

    @Test
    void writesWithoutALeaderAreReadonlyAndThoseSentOnUnknown() {
        // given a node with a write under way, when nobody else can be reached any more
        TestCluster cluster = new TestCluster();
        cluster.three();
        ClusterNode cutOff = cluster.other(cluster.leader());
        cluster.isolate(cutOff);
        cutOff.begin(Ask.set("/a", -1, "x"));
        cluster.pass(7_000);
        assertThat(cutOff.metrics.writes(WriteEnd.UNKNOWN)).isEqualTo(1);

        // and one that comes when that is known
        cutOff.begin(Ask.set("/b", -1, "x"));
        cluster.pass(2_000);
        assertThat(cutOff.metrics.writes(WriteEnd.READONLY)).isEqualTo(1);
        assertThat(cutOff.metrics.measured(Measure.COMMIT).count()).isZero();
    }

    @Test
    void leadersAndSnapshotsAreCounted() {
        TestCluster cluster = new TestCluster();
        cluster.three();
        ClusterNode first = cluster.leader();
        assertThat(first.metrics.leaders()).isPositive();
        ClusterNode other = cluster.other(first);
        long before = other.metrics.leaders();
        cluster.kill(first);
        cluster.until(() -> other.metrics.leaders() > before);

        // when another node joins
        ClusterNode joiner = cluster.joined(5);
        cluster.pass(100);
        ClusterNode giver = cluster.others(joiner).stream()
                .filter(one -> one.metrics.snapshots(true) > 0).findAny().orElseThrow();
        assertThat(giver.metrics.snapshots(true)).isEqualTo(1);
        assertThat(joiner.metrics.snapshots(false)).isEqualTo(1);
        assertThat(giver.metrics.snapshotBytes(true)).isPositive()
                .isEqualTo(joiner.metrics.snapshotBytes(false));
    }

    @Test
    void timeWithoutALeaderIsMeasured() {
        TestCluster cluster = new TestCluster();
        cluster.three();
        ClusterNode first = cluster.leader();
        ClusterNode other = cluster.other(first);
        long before = other.metrics.leaders();
        Histogram elections = other.metrics.measured(Measure.ELECTION);
        long sumBefore = elections.sumNanos();
        cluster.kill(first);
        cluster.until(() -> other.metrics.leaders() > before);
        assertThat(elections.sumNanos() - sumBefore).isBetween(MILLI, 5_000 * MILLI);
    }

    @Test
    void writesAreShownWithWhatTheyChange() {
        List<String> seen = new ArrayList<>();
        TestNode watched = TestNode.watchedBy(new Observer() {
            @Override
            public String onOpened(int connection) {
                return "client " + connection;
            }

            @Override
            public void onWritten(Write write, long nanos, ErrorCode code, long revision) {
                seen.add(write.client() + " " + write.verb() + write.paths() + code + revision);
            }
        });
        TestClient client = watched.open();
        client.ask(Ask.hello(2));
        client.ask(Ask.set("/a", -1, "x"));
        client.ask(Ask.del("/b", -1));
        client.ask(Ask.nop());
        client.ask(Ask.txn("if /a 8", "set /c x", "set /d y"));
        client.ask(Ask.set("/ctl/no", -1, "x"));
        assertThat(seen).containsExactly("client 0 SET[/a]null8", "client 0 DEL[/b]null9",
                "client 0 NOP[]null10", "client 0 TXN[/c, /d]null12",
                "client 0 SET[/ctl/no]BAD_PATH12");
    }

    @Test
    void whoWatchesChangesNothing() {
        // given the same clients of a node that is watched, and of one that is not
        TestNode alone = TestNode.standard();
        for (TestNode one : List.of(node, alone)) {
            TestClient client = one.openOwn();
            for (Request request : List.of(Ask.watch("/**"), Ask.set("/a", -1, "x"),
                    Ask.get("/a"), Ask.walk("/**"), Ask.set("/a", 0, "y"))) {
                client.send(request);
            }
            nowNanos += 20_000 * MILLI;
            one.live(10);
        }
        assertThat(node.trace()).isEqualTo(alone.trace());
    }

    @Test
    void infoHasTheCountsOfWhoWatches() {
        TestClient client = node.openOwn();
        askAll(client, Ask.set("/a", -1, "x"), Ask.get("/a"));
        String text = new String(InfoSection.text(node.node().info().sections()),
                StandardCharsets.UTF_8);
        assertThat(text).contains("# Metrics\nrequests_by_verb:get=1 set=1 hello=1 unknown=0\n")
                .contains("\nwrites:done=1 refused=0 readonly=0 unknown=0\n")
                .contains("\ncommit_seconds:sum_ns=0 0.00001=1\n");
        assertThat(TestNode.standard().node().info().sections()).extracting(InfoSection::name)
                .doesNotContain("Metrics").contains("Health");
    }
}
