package doozer.server;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import doozer.net.LoopPeer;
import doozer.wire.ErrorCode;
import doozer.wire.Flags;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.ResponseDecoder;
import doozer.wire.Verb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Clients that ask for much more than they read, of a server in a JVM of its own whose heap is far
 * too small to hold what they ask for.
 */
class BadInputFloodTest {
    private static final int SMALL_WINDOW = 32 << 10;

    private final List<LoopPeer> peers = new ArrayList<>();
    private BadInputProcess server;
    private int port;
    private LoopPeer bystander;

    private void start(String heap, String... options) throws Exception {
        server = BadInputProcess.server(heap, options);
        port = server.port();
        bystander = LoopPeer.connect(port);
        peers.add(bystander);
    }

    private LoopPeer slowPeer() throws IOException {
        LoopPeer peer = LoopPeer.connect(port, SMALL_WINDOW);
        peers.add(peer);
        return peer;
    }

    @AfterEach
    void end() throws Exception {
        try {
            if (bystander != null) assertOthersAreServed();
            for (LoopPeer peer : peers) peer.close();
            assertThat(server.isAlive()).isTrue();
            assertThat(server.printed()).noneMatch(line -> line.contains("ERROR"));
        } finally {
            if (server != null) server.close();
        }
    }

    private void assertOthersAreServed() throws IOException {
        for (int i = 0; i < 200; i++) {
            Response response = bystander.call(new Request(Verb.GET).tag(i).path("/ctl/name"));
            assertThat(response.value()).asString().isEqualTo("local");
        }
    }

    private static Request set(int tag, String path, byte[] value) {
        return new Request(Verb.SET).tag(tag).path(path).rev(-1).value(value);
    }

    /** Writes so many times the same request with tags that count, on a thread of its own. */
    private static FutureTask<Void> flood(LoopPeer peer, Verb verb, int count) {
        FutureTask<Void> writing = new FutureTask<>(() -> {
            Request[] requests = new Request[500];
            for (int tag = 0; tag < count; tag += requests.length) {
                for (int i = 0; i < requests.length; i++) {
                    requests[i] = new Request(verb).tag(tag + i).path("/big");
                }
                peer.send(requests);
            }
            return null;
        });
        new Thread(writing, "flood").start();
        return writing;
    }

    @Test
    void readsWhoseAnswersNobodyTakesWaitUntilSomebodyDoes() throws Exception {
        // given a value of 64 KiB, and one who asks for it again and again without reading
        start("32m");
        byte[] value = new byte[64 << 10];
        Arrays.fill(value, (byte) 'x');
        bystander.call(set(1, "/big", value));
        LoopPeer flooder = slowPeer();
        int count = Counts.of(4_000, 200_000);
        FutureTask<Void> flood = flood(flooder, Verb.GET, count);

        // then others are served meanwhile, and all of it arrives, in order, when it is read
        assertOthersAreServed();
        for (int tag = 0; tag < count; tag++) {
            Response response = flooder.receive(tag);
            if (!Arrays.equals(response.value(), value)) throw new AssertionError("answer " + tag);
        }
        flood.get(LoopPeer.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Test
    void oneLongBodyForManyWhoDoNotReadIsThereOnce() throws Exception {
        // given a heap of which a body takes a thirtieth, and a hundred who ask for it
        start("32m");
        byte[] value = new byte[1 << 20];
        Arrays.fill(value, (byte) 'x');
        bystander.call(set(1, "/big", value));
        List<LoopPeer> asking = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            LoopPeer peer = slowPeer();
            peer.send(new Request(Verb.GET).tag(i).path("/big"));
            asking.add(peer);
        }

        // when others have been served meanwhile, then each gets it
        assertOthersAreServed();
        for (int i = 0; i < 100; i++) {
            assertThat(asking.get(i).receive(i).value()).hasSize(1 << 20);
        }
    }

    @Test
    void oneWhoWaitsForTheFutureKeepsNoValues() throws Exception {
        // given reads of the far future, each with a value that means nothing
        start("32m");
        LoopPeer waiting = slowPeer();
        byte[] value = new byte[1 << 20];
        for (int i = 0; i < 100; i++) {
            waiting.send(new Request(Verb.GET).tag(i).path("/a").rev(1L << 60).value(value));
        }

        // then they wait, and cost next to nothing
        assertThat(waiting.call(new Request(Verb.REV).tag(100)).rev()).isEqualTo(7);
        assertOthersAreServed();
    }

    @Test
    void manyFloodersAtOnceAreNoMoreThanAFew() throws Exception {
        start("48m", "-outbuffer", "256k");
        byte[] value = new byte[64 << 10];
        bystander.call(set(1, "/big", value));
        List<FutureTask<Void>> floods = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            floods.add(flood(slowPeer(), Verb.GET, 500));
        }

        assertOthersAreServed();
        for (LoopPeer flooder : peers.subList(1, 31)) {
            for (int tag = 0; tag < 500; tag++) {
                assertThat(flooder.receive(tag).value()).hasSize(value.length);
            }
        }
        for (FutureTask<Void> flood : floods) flood.get();
    }

    @Test
    void shortAnswersThatNobodyTakesAreBoundedToo() throws Exception {
        start("32m");
        LoopPeer flooder = slowPeer();
        int count = Counts.of(400_000, 4_000_000);
        FutureTask<Void> flood = flood(flooder, Verb.STAT, count);

        assertOthersAreServed();
        for (int tag = 0; tag < count; tag++) {
            if (flooder.receive(tag).len() != 0) throw new AssertionError("answer " + tag);
        }
        flood.get(LoopPeer.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Test
    void slowWatchersGetEverythingOnceAndInOrder() throws Exception {
        // given ten watchers that do not read, and a history that holds all that happens
        start("64m", "-histbytes", "32m");
        watchSlowly(10);
        int count = 5_000;

        // when a client writes, as fast as it gets answers
        long last = writeMuch(count);

        // then each gets every event exactly once, in order
        for (LoopPeer watcher : watchers()) {
            for (long revision = last - count + 1; revision <= last; revision++) {
                assertEvent(watcher.receive(), revision);
            }
        }
    }

    @Test
    void slowWatchersHearThatTheirHistoryIsGoneAndOfNoGapBefore() throws Exception {
        // given ten watchers that do not read, and a history that is soon forgotten
        start("48m", "-histbytes", "2m", "-outbuffer", "64k");
        watchSlowly(10);

        int count = Counts.of(20_000, 200_000);
        long last = writeMuch(count);

        // then each gets a beginning without a gap, and then TOO_LATE with where to go on
        for (LoopPeer watcher : watchers()) {
            long revision = last - count + 1;
            ResponseDecoder.Tagged next = watcher.receive();
            while (next.response().errCode() == 0) {
                assertEvent(next, revision++);
                next = watcher.receive();
            }
            Response end = next.response();
            assertThat(end.error()).isEqualTo(ErrorCode.TOO_LATE);
            assertThat(end.flags()).isEqualTo(Flags.VALID | Flags.DONE);
            assertThat(end.rev()).isGreaterThan(revision).isLessThanOrEqualTo(last);
            assertGoesOnAt(watcher, end.rev(), last);
        }
    }

    private void assertGoesOnAt(LoopPeer watcher, long from, long last) throws IOException {
        watcher.send(new Request(Verb.WATCH).tag(7).path("/**").rev(from));
        for (long revision = from; revision <= last; revision++) {
            assertEvent(watcher.receive(), revision);
        }
    }

    private static void assertEvent(ResponseDecoder.Tagged next, long revision) {
        Response response = next.response();
        if (response.rev() != revision || response.value().length != 1024 || next.tag() != 7
                || response.flags() != (Flags.VALID | Flags.SET)
                || !response.path().equals("/w/" + revision % 100)) {
            throw new AssertionError("instead of " + revision + ": " + response.rev() + " "
                    + response.path() + " " + response.error());
        }
    }

    /** Writes files whose names tell their revision; gives the last revision. */
    private long writeMuch(int count) throws IOException {
        long revision = bystander.call(new Request(Verb.REV).tag(1)).rev();
        byte[] value = new byte[1024];
        Request[] requests = new Request[100];
        for (int done = 0; done < count; done += requests.length) {
            for (int i = 0; i < requests.length; i++) {
                long next = revision + 1 + i;
                requests[i] = set(i, "/w/" + next % 100, value);
            }
            bystander.send(requests);
            for (int i = 0; i < requests.length; i++) {
                assertThat(bystander.receive(i).rev()).isEqualTo(++revision);
            }
        }
        return revision;
    }

    private void watchSlowly(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            LoopPeer watcher = slowPeer();
            watcher.send(new Request(Verb.WATCH).tag(7).path("/**"));
            // It is answered in the turn in which the watch begins, or later.
            assertThat(watcher.call(new Request(Verb.REV).tag(8)).errCode()).isZero();
        }
    }

    private List<LoopPeer> watchers() {
        return peers.subList(1, peers.size());
    }
}
