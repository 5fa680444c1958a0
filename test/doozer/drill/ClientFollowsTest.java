package doozer.drill;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import doozer.client.ClientBuilder;
import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.Event;
import doozer.client.NextValue;
import doozer.client.Session;
import doozer.client.WatchHandle;
import doozer.client.WatchListener;
import doozer.client.WatchOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
