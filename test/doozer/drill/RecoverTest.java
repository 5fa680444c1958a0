package doozer.drill;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.client.ClusterLostException;
import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.Event;
import doozer.client.Watch;
import doozer.client.WatchOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page on backups says of a majority that is lost, with processes that are killed. */
class RecoverTest {
    private static final long GAP = 1_000_000_000;

    @TempDir
    private Path directory;
    private DrillCluster cluster;

    @BeforeEach
    void startThree() {
        cluster = DrillCluster.start(DrillCluster.Plan.of(3, 0), new PlainNetwork());
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private Printed command(String typed, String... args) throws Exception {
        return Printed.by(directory, typed, args);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String uri(DrillNode node) {
        return "doozer:?ca=" + node.address();
    }

    private void awaitLeaderless(DrillNode node) {
        assertThat(Await.within(DrillCluster.PATIENCE, () -> {
            String info = node.ask(DoozerClient::info);
            return info != null && info.lines().anyMatch(line -> line.startsWith("leaderless_ms:")
                    && Long.parseLong(line.substring(14)) >= 1_000);
        })).isTrue();
    }

    @Test
    void twoOfThreeAreLostAndTheThirdGoesOn() throws Exception {
        // given files, and clients of the cluster, old and new
        DrillNode survivor = cluster.node(3);
        try (DoozerClient client = DoozerClient.builder().address(survivor.address()).connect();
                Watch watch = client.watch(WatchOptions.of("/a"))) {
            long before = client.set("/a", 0, bytes("x"));
            assertThat(watch.next(Duration.ofSeconds(20)).revision()).isEqualTo(before);
            assertThat(command("", "-a", uri(survivor), "recover", "-yes").err())
                    .contains("there is a majority");

            // when two are killed, and an operator says that they are lost
            cluster.node(1).kill();
            cluster.node(2).kill();
            awaitLeaderless(survivor);
            assertThat(command("no\n", "-a", uri(survivor), "recover").err())
                    .contains("nothing was done");
            long begun = System.nanoTime();
            Printed printed = command("yes\n", "-a", uri(survivor), "recover");
            assertThat(printed.status()).as(printed.err()).isZero();
            assertThat(survivor.writes()).isTrue();
            long millis = (System.nanoTime() - begun) / 1_000_000;

            // then there is the first write within five seconds
            assertThat(millis).isLessThan(5_000);
            System.out.println("recover: " + millis + " ms from the command to the first write");
            assertThat(printed.err()).contains("does NOT answer");
            assertThat(printed.out()).contains("-1-").contains(survivor.address());

            // and our own clients hear that it is not the same any more, others go on
            assertThat(watchEnd(watch)).isInstanceOf(ClusterLostException.class);
        }
        try (DoozerClient anew = DoozerClient.builder().address(survivor.address()).connect()) {
            assertThat(anew.get("/a").body()).isEqualTo(bytes("x"));
            assertThat(anew.set("/a", -1, bytes("y"))).isGreaterThan(GAP);
        }
    }

    private static DoozerException watchEnd(Watch watch) {
        try {
            while (true) {
                Event event = watch.next(Duration.ofSeconds(30));
                assertThat(event).as("an end").isNotNull();
            }
        } catch (DoozerException e) {
            return e;
        }
    }

    @Test
    void twoOperatorsAtOnceAreBothToldSoon() throws Exception {
        // given five of which three are lost, and two survivors
        cluster.close();
        cluster = DrillCluster.start(DrillCluster.Plan.of(5, 0), new PlainNetwork());
        for (int i = 1; i <= 3; i++) cluster.node(i).kill();
        awaitLeaderless(cluster.node(4));
        awaitLeaderless(cluster.node(5));

        // when each is recovered
        long begun = System.nanoTime();
        ExecutorService operators = Executors.newFixedThreadPool(2);
        Future<Printed> other = operators.submit(
                () -> command("", "-a", uri(cluster.node(5)), "recover", "-yes",
                        cluster.node(5).info().id()));
        Printed one = command("", "-a", uri(cluster.node(4)), "recover", "-yes",
                cluster.node(4).info().id());
        List<Printed> both = List.of(one, other.get());
        operators.shutdown();

        // then one has begun the next epoch, and the other is told so
        assertThat((System.nanoTime() - begun) / 1_000_000).isLessThan(20_000);
        assertThat(both).as("%s", both).filteredOn(printed -> printed.status() == 0).hasSize(1);
        assertThat(both).filteredOn(printed -> printed.status() != 0).singleElement()
                .satisfies(lost -> assertThat(lost.err()).containsAnyOf("another survivor",
                        "has stopped for", "it is recovered"));
    }

    @Test
    void memberThatReturnsTakesNoPartAndJoinsWhenRestarted() throws Exception {
        // given a member that stands still, and another that is killed
        cluster.node(1).ask(client -> client.set("/a", 0, bytes("x")));
        DrillNode late = cluster.node(1);
        late.stop();
        cluster.node(2).kill();
        DrillNode survivor = cluster.node(3);
        awaitLeaderless(survivor);
        Printed printed = command("", "recover", "-yes", "-a", uri(survivor));
        assertThat(printed.status()).as(printed.err()).isZero();

        // when it goes on, then it takes no writes, and can be read for a backup
        late.cont();
        assertThat(Await.within(DrillCluster.PATIENCE, () -> {
            NodeInfo info = late.info();
            return info != null && info.role().equals("stopped");
        })).isTrue();
        assertThat(late.writes()).isFalse();
        try (DoozerClient choosy = DoozerClient.builder().address(late.address())
                .address(survivor.address()).connect()) {
            assertThat(choosy.set("/a", -1, bytes("x"))).isGreaterThan(GAP);
        }
        Printed dump = command("", "-a", uri(late), "backup", "-local", "-text", "-");
        assertThat(dump.out()).as(dump.err()).contains("/a");
        assertThat(dump.err()).contains("BEHIND");

        // and when it is started again, then it joins
        cluster.restart(late, Duration.ZERO);
        cluster.restart(cluster.node(2), Duration.ZERO);
        assertThat(Await.within(DrillCluster.PATIENCE, () -> cluster.voters().size() == 3))
                .isTrue();
        assertThat(late.<String>ask(client ->
                new String(client.get("/a").body(), StandardCharsets.UTF_8))).isEqualTo("x");
        assertThat(late.writes()).isTrue();
    }
}
