package doozer.drill;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.client.DoozerClient;
import doozer.client.WalkedFile;
import doozer.client.recipes.Held;
import doozer.client.recipes.LeaderLatch;
import doozer.client.recipes.LeaderListener;
import doozer.server.Doozer;
import doozer.server.Log;
import doozer.server.Options;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two who stand for leader, one of whom loses its connections: what Curator's latch got wrong, see
 * CURATOR-504, -620, -644 and -696. There are never two leaders, and never two files of one.
 */
class LatchCutTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    /** A fifth of it has to do for the threads of a busy machine. */
    private static final Duration TTL = Duration.ofSeconds(5);
    private static final String LINE = "/leader/*";

    private Doozer server;
    private FaultProxy proxy;
    /** Reaches the server by the proxy alone. */
    private DoozerClient cut;
    private DoozerClient steady;
    private final LinkedBlockingQueue<String> said = new LinkedBlockingQueue<>();

    @BeforeEach
    void start() throws Exception {
        int port = Ports.next();
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        server = Doozer.start(Options.parse(new String[] {"-l", "127.0.0.1:0", "-advertise",
            "127.0.0.1:" + port}, Map.of()), new Log(nowhere, System::currentTimeMillis));
        proxy = FaultProxy.start(port, new InetSocketAddress(InetAddress.getLoopbackAddress(),
                server.address().port()));
        cut = DoozerClient.builder().address("127.0.0.1:" + port).connect();
        steady = DoozerClient.builder().address(server.address().toString()).timeout(LONG)
                .connect();
    }

    @AfterEach
    void stop() {
        cut.close();
        steady.close();
        proxy.close();
        server.close();
    }

    private LeaderLatch stand(DoozerClient client, String name, Duration ttl) {
        return LeaderLatch.of(client, "/leader", ttl, new LeaderListener() {
            @Override
            public void onElected(Held leadership) {
                said.add(name + " elected");
            }

            @Override
            public void onDeposed() {
                said.add(name + " deposed");
            }
        });
    }

    private void expect(String line) throws InterruptedException {
        assertThat(said.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(line);
    }

    private List<WalkedFile> line() {
        return steady.walk(LINE);
    }

    private void awaitLine(int length) {
        for (long from = steady.rev() + 1; line().size() != length;) {
            from = steady.await(LINE, from).revision() + 1;
        }
    }

    @Test
    void connectionsThatBreakAndComeBackChangeNothing() throws Exception {
        // given a leader, and one who waits
        LeaderLatch first = stand(cut, "first", LONG);
        expect("first elected");
        long token = first.leadership().token();
        LeaderLatch second = stand(steady, "second", LONG);
        awaitLine(2);

        // when all connections of the leader break, over and over, then it leads all the same
        for (int i = 0; i < 20; i++) {
            proxy.resetAll();
            assertThat(cut.rev()).isPositive();
            assertThat(first.leadership().token()).isEqualTo(token);
            assertThat(second.isLeader()).isFalse();
            assertThat(line()).hasSize(2);
        }
        assertThat(said).isEmpty();
        first.close();
        expect("first deposed");
        expect("second elected");
        second.close();
    }

    @Test
    void whoWaitsAndLosesItsConnectionsHasOnePlaceInTheLine() throws Exception {
        LeaderLatch first = stand(steady, "first", LONG);
        expect("first elected");
        LeaderLatch second = stand(cut, "second", LONG);
        awaitLine(2);
        for (int i = 0; i < 20; i++) {
            proxy.resetAll();
            assertThat(cut.rev()).isPositive();
            assertThat(line()).hasSize(2);
        }
        first.close();
        expect("first deposed");
        expect("second elected");
        assertThat(second.isLeader()).isTrue();
        second.close();
        assertThat(line()).isEmpty();
    }

    @Test
    void leaderThatIsCutOffStepsDownBeforeTheNextOneLeads() throws Exception {
        // given a leader, and one who waits
        LeaderLatch first = stand(cut, "first", TTL);
        expect("first elected");
        LeaderLatch second = stand(steady, "second", LONG);
        awaitLine(2);

        // when the leader is cut off, then it says that it leads no more, and then the other does
        for (FaultProxy.Direction way : FaultProxy.Direction.values()) proxy.cut(way);
        expect("first deposed");
        assertThat(first.isLeader()).isFalse();
        expect("second elected");
        long token = second.leadership().token();

        // and when it is back, then it waits at the end of the line, with one file
        proxy.heal();
        awaitLine(2);
        assertThat(second.leadership().token()).isEqualTo(token);
        assertThat(first.isLeader()).isFalse();
        second.close();
        expect("second deposed");
        expect("first elected");
        assertThat(first.leadership().token()).isGreaterThan(token);
        first.close();
        assertThat(line()).isEmpty();
    }
}
