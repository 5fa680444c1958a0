package doozer.drill;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import doozer.cli.Main;
import doozer.cli.Streams;
import doozer.client.ClientBuilder;
import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.Event;
import doozer.client.NextValue;
import doozer.client.Session;
import doozer.client.WatchHandle;
import doozer.client.WatchListener;
import doozer.client.WatchOptions;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client, a session and a watch, whose members are killed one after the other. */
@Timeout(240)
class ClientFollowsTest {
    private static final int ROUNDS = Counts.of(2, 20);
    private static final int WRITES = 200;

    /** Keeps the events of a watch. */
    private static final class Heard implements WatchListener {
        final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        volatile DoozerException end;

        @Override
        public void onEvent(Event event) {
            events.add(event);
        }

        @Override
        public void onEnd(DoozerException reason) {
            end = reason;
        }
    }

    @Test
    void noWriteIsLostOrDoneTwiceAndNoEventIsMissed() throws Exception {
        DrillCluster.Plan plan = DrillCluster.Plan.of(3, 0);
        try (DrillCluster cluster = DrillCluster.start(plan, new PlainNetwork())) {
            ClientBuilder builder = DoozerClient.builder().timeout(Duration.ofSeconds(60));
            // Only one address is known: the others are learned.
            builder.address(cluster.node(1).address());
            Heard heard = new Heard();
            List<Long> revisions = new ArrayList<>();
            try (DoozerClient client = builder.connect();
                    WatchHandle watch = client.watch(WatchOptions.of("/n"), heard);
                    Session session = client.openSession(Duration.ofSeconds(20))) {
                session.setEphemeral("/mine", 0, new byte[0]);
                for (int round = 0; round < ROUNDS; round++) {
                    write(session, revisions, cluster, round);
                }

                // then each write was done once, in order, and each was told once
                for (long revision : revisions) {
                    Event event = heard.events.poll(60, TimeUnit.SECONDS);
                    assertThat(event.revision()).isEqualTo(revision);
                }
                assertThat(heard.end).isNull();
                assertThat(watch.revision()).isGreaterThanOrEqualTo(
                        revisions.get(revisions.size() - 1));
                assertThat(heard.events).isEmpty();
                assertThat(client.get("/mine").isMissing()).isFalse();
            }
        }
    }

    @Test
    void theWatchCommandGoesOnAtAnotherMember() throws Exception {
        DrillCluster.Plan plan = DrillCluster.Plan.of(3, 0);
        PipedInputStream printed = new PipedInputStream(1 << 16);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (DrillCluster cluster = DrillCluster.start(plan, new PlainNetwork());
                PipedOutputStream out = new PipedOutputStream(printed);
                DoozerClient client = DoozerClient.builder()
                        .address(cluster.node(2).address()).connect()) {
            String uri = "doozer:?ca=" + cluster.node(1).address();
            Streams streams = new Streams(InputStream.nullInputStream(), out,
                    new PrintStream(err));
            long first = client.set("/w", -1, new byte[] {'a'});
            Thread watch = new Thread(() -> Main.run(
                    new String[] {"-a", uri, "watch", "-r", "" + first, "/w"}, Map.of(), streams));
            watch.setDaemon(true);
            watch.start();
            BufferedReader lines = new BufferedReader(new InputStreamReader(printed));
            assertThat(record(lines)).isEqualTo("/w " + first + " set 1|a");

            cluster.node(1).kill();
            // The leader may have been killed: somebody else has to be elected.
            cluster.awaitWritable(List.of(cluster.node(2)), DrillCluster.PATIENCE);
            long second = client.set("/w", -1, new byte[] {'b'});

            assertThat(record(lines)).isEqualTo("/w " + second + " set 1|b");
            assertThat(err.size()).isZero();
        }
    }

    private static String record(BufferedReader lines) throws IOException {
        return lines.readLine() + "|" + lines.readLine();
    }

    private static void write(Session session, List<Long> revisions, DrillCluster cluster,
            int round) {
        List<java.util.concurrent.CompletableFuture<NextValue>> all = new ArrayList<>();
        // given many writes under way, when the member that serves them is killed
        String serving = cluster.node(round % 3 + 1).address();
        for (int i = 0; i < WRITES; i++) {
            all.add(session.nextAsync("/n"));
            if (i == WRITES / 2) cluster.node(round % 3 + 1).kill();
        }
        for (var one : all) {
            NextValue next = one.join();
            assertThat(next.value()).as("after the end of " + serving)
                    .isEqualTo(revisions.size() + 1);
            revisions.add(next.revision());
        }
        cluster.restart(cluster.node(round % 3 + 1), Duration.ZERO);
        cluster.awaitVoters(cluster.nodes(), DrillCluster.PATIENCE);
    }
}
