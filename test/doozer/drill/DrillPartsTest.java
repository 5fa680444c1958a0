package doozer.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.wire.DoozerUri;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The parts of the drill that a cluster of one is enough for. */
class DrillPartsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void serverEndsByBothSignalsAndLeavesTheEndOfItsLog() {
        try (ServerProcess server = start("127.0.0.1:" + Ports.next())) {
            server.term();
            assertThat(server.awaitExit(LONG)).isTrue();
            assertThat(server.exitStatus()).isZero();
            assertThat(Await.within(LONG, () -> server.tail().contains("INFO stopped"))).isTrue();
        }
        try (ServerProcess server = start("127.0.0.1:" + Ports.next())) {
            server.kill();
            assertThat(server.isAlive()).isFalse();
            assertThat(server.tail()).contains("INFO started").doesNotContain("INFO stopped");
        }
    }

    @Test
    void serverWhosePortIsTakenSaysSo() {
        String address = "127.0.0.1:" + Ports.next();
        try (ServerProcess server = start(address)) {
            assertThat(server.startedWith("listen")).isEqualTo(address);
            assertThatThrownBy(() -> start(address)).isInstanceOf(DrillException.PortTaken.class);
        }
    }

    @Test
    void clusterOfOneIsStoppedContinuedAndStartedAgainUnderAWriter() {
        DrillCluster.Plan plan = DrillCluster.Plan.of(1, 0, "-timeout", "5s");
        try (DrillCluster cluster = DrillCluster.start(plan, new PlainNetwork())) {
            DrillNode node = cluster.awaitLeader();
            String id = node.id();
            assertThat(node.voters()).isEqualTo(Set.of(id));
            try (Writer writer = Writer.start(node.address(), "/w", Writer.PACE)) {
                assertThatItWrites(writer);

                node.stop();
                assertThat(node.info()).isNull();
                long stopped = System.nanoTime();
                Await.pass(Duration.ofMillis(200));
                long end = System.nanoTime();
                node.cont();
                assertThatItWrites(writer);
                assertThat(Figures.of(List.of(writer.samples()), stopped, end).gapNanos())
                        .isGreaterThan(100_000_000);

                cluster.restart(node, Duration.ZERO);
                assertThat(node.id()).isNotEqualTo(id);
                assertThatItWrites(writer);
            }
        }
    }

    private static void assertThatItWrites(Writer writer) {
        long now = System.nanoTime();
        assertThat(Await.within(LONG, () -> writer.hasDoneSince(now))).isTrue();
    }

    @Test
    void proxiesStandInFrontOfEachNode() {
        ProxiedNetwork network = new ProxiedNetwork();
        try (DrillCluster cluster = DrillCluster.start(DrillCluster.Plan.of(1, 0), network)) {
            Network.Place place = cluster.node(1).place();
            assertThat(cluster.node(1).<String>ask(client -> new String(client.get("/ctl/node/"
                    + cluster.node(1).id() + "/addr").body()))).isEqualTo(place.advertise());

            network.isolate(place, Network.Way.IN);
            DoozerUri uri = DoozerUri.parse("doozer:?ca=" + place.advertise());
            assertThatThrownBy(() -> DoozerClient.connect(uri, Duration.ofMillis(300)))
                    .isInstanceOf(DoozerException.class);
            assertThat(cluster.node(1).voters()).as("clients reach it").isNotNull();

            network.heal();
            DoozerClient.connect(uri, LONG).close();
        }
    }

    @Test
    void namespacesAreCutOneWayOrBothAndLeaveNothingBehind() throws Exception {
        String why = Namespaces.whyNot();
        Assumptions.assumeTrue(why == null, why);
        try (Namespaces network = new Namespaces()) {
            Network.Place one = network.newPlace();
            Network.Place other = network.newPlace();
            assertThat(reaches(one, other)).isTrue();

            network.cut(one, other);
            assertThat(reaches(one, other)).isFalse();
            network.heal();
            assertThat(reaches(one, other)).isTrue();

            network.isolate(one, Network.Way.BOTH);
            assertThat(reaches(other, one)).isFalse();
            network.heal();
        }
        assertThat(output("ip netns list")).doesNotContain(Namespaces.mark());
        assertThat(output("ip -o link")).doesNotContain(Namespaces.mark());
    }

    /** Nobody listens there: it refuses, if it hears the question and its answer is heard. */
    private static boolean reaches(Network.Place from, Network.Place to) throws Exception {
        String host = to.listen().substring(0, to.listen().indexOf(':'));
        String launcher = String.join(" ", from.launcher());
        return output(launcher + " timeout 0.4 bash -c :>/dev/tcp/" + host + "/1")
                .contains("refused");
    }

    private static String output(String command) throws Exception {
        Process process = new ProcessBuilder(command.strip().split(" "))
                .redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return said;
    }

    private static ServerProcess start(String address) {
        return ServerProcess.start("alone", List.of(), List.of("-l", address, "-web", "false"));
    }
}
