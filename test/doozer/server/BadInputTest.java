package doozer.server;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import doozer.net.LoopPeer;
import doozer.wire.ErrorCode;
import doozer.wire.Limits;
import doozer.wire.Output;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What no client should send. Each piece of it is answered clearly or ends its own connection, and
 * another client, who was there before, notices nothing of it.
 */
class BadInputTest {
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private Doozer server;
    private LoopPeer bystander;
    private long revision;

    @BeforeEach
    void start() throws Exception {
        String[] args = {"-l", "127.0.0.1:0"};
        Log log = new Log(new PrintStream(logged, true), System::currentTimeMillis);
        server = Doozer.start(Options.parse(args, Map.of()), log);
        bystander = connect();
        revision = revision(bystander);
    }

    @AfterEach
    void othersAreServedAsBefore() throws Exception {
        try (LoopPeer late = connect()) {
            assertThat(revision(bystander)).isEqualTo(revision);
            assertThat(revision(late)).isEqualTo(revision);
        } finally {
            bystander.close();
            server.close();
        }
        assertThat(logged.toString(StandardCharsets.UTF_8)).doesNotContain("ERROR");
    }

    private LoopPeer connect() throws IOException {
        return LoopPeer.connect(server.address().port());
    }

    private static long revision(LoopPeer peer) throws IOException {
        return peer.call(new Request(Verb.REV).tag(99)).rev();
    }

    private void assertGoesOn(LoopPeer peer) throws IOException {
        assertThat(revision(peer)).isEqualTo(revision);
    }

    @Test
    void emptyFramesAreRequestsWithoutAVerb() throws IOException {
        try (LoopPeer peer = connect()) {
            peer.write(new byte[8]);

            for (int i = 0; i < 2; i++) {
                assertThat(peer.receive(Request.NO_TAG).error()).isEqualTo(ErrorCode.UNKNOWN_VERB);
            }
            assertGoesOn(peer);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, Limits.MAX_FRAME + 1})
    void lengthThatCannotBeEndsTheConnection(int length) throws IOException {
        Output frame = new Output(16);
        frame.putInt(length);
        frame.putVarintField(1, 1);
        try (LoopPeer fresh = connect(); LoopPeer old = connect()) {
            fresh.write(frame.toByteArray());
            assertThat(fresh.isClosedByOther()).isTrue();

            assertGoesOn(old);
            old.write(frame.toByteArray());
            assertThat(old.isClosedByOther()).isTrue();
        }
    }

    @Test
    void frameMayArriveByteByByte() throws IOException {
        try (LoopPeer peer = connect()) {
            for (byte next : LoopPeer.encode(new Request(Verb.REV).tag(5))) peer.write(next);

            assertThat(peer.receive(5).rev()).isEqualTo(revision);
        }
    }

    @Test
    void halfAFrameAndAnEndIsTheEnd() throws IOException {
        byte[] frame = LoopPeer.encode(new Request(Verb.SET).path("/a").rev(-1)
                .value(new byte[300]));
        for (int length = 1; length < frame.length; length++) {
            try (LoopPeer peer = connect()) {
                peer.write(Arrays.copyOf(frame, length));
                peer.endOutput();
                assertThat(peer.isClosedByOther()).as("after %d bytes", length).isTrue();
            }
        }
    }

    @Test
    void halfAFrameAndAResetIsTheEnd() throws IOException {
        for (int length = 1; length < 100; length++) {
            LoopPeer peer = connect();
            peer.write(new byte[length]);
            peer.reset();
        }
    }

    @Test
    void garbageIsAnsweredOrEndsItsConnection() throws IOException {
        for (int seed = 0; seed < Counts.of(300, 20_000); seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[1 + random.nextInt(2000)];
            random.nextBytes(bytes);
            // Every other one looks like a frame, at first.
            if (seed % 2 == 0) bytes[0] = 0;
            if (seed % 4 == 0 && bytes.length > 2) bytes[1] = bytes[2] = 0;
            try (LoopPeer peer = connect()) {
                writeOrBeCutOff(peer, bytes);
                drain(peer);
            }
        }
    }

    @Test
    void mutatedReadsAreAnsweredOrEndTheirConnection() throws IOException {
        Verb[] verbs = {Verb.GET, Verb.STAT, Verb.GETDIR, Verb.WALK, Verb.REV, Verb.CANCEL,
            Verb.SELF, Verb.ACCESS, Verb.HELLO, Verb.WAIT, Verb.WATCH};
        for (int seed = 0; seed < Counts.of(300, 20_000); seed++) {
            Random random = new Random(seed);
            byte[] bytes = LoopPeer.encode(random(verbs, random), random(verbs, random),
                    random(verbs, random));
            // Not the verb, which could become that of a write.
            int at = random.nextInt(bytes.length);
            if (bytes[at] != 0x10 && at > 0 && bytes[at - 1] != 0x10) bytes[at] ^= random.nextInt();
            if (containsWrite(bytes)) continue;
            try (LoopPeer peer = connect()) {
                writeOrBeCutOff(peer, bytes);
                drain(peer);
            }
        }
    }

    private static Request random(Verb[] verbs, Random random) {
        String[] paths = {"/", "", "/ctl", "/ctl/*", "/**", "/*", "/ctl/name", "x", "/a/", "//"};
        Request request = new Request(verbs[random.nextInt(verbs.length)]).tag(random.nextInt(3));
        if (random.nextInt(4) > 0) request.path(paths[random.nextInt(paths.length)]);
        if (random.nextInt(3) == 0) request.offset(random.nextInt(10) - 3);
        if (random.nextInt(3) == 0) request.limit(random.nextInt(10) - 3);
        if (random.nextInt(3) == 0) request.rev(random.nextInt(20) - 3);
        if (random.nextInt(3) == 0) request.otherTag(random.nextInt(3));
        return request;
    }

    private static boolean containsWrite(byte[] bytes) {
        for (int i = 1; i < bytes.length; i++) {
            boolean isWrite = bytes[i] == 2 || bytes[i] == 3 || bytes[i] == 7;
            if (bytes[i - 1] == 0x10 && isWrite) return true;
        }
        return false;
    }

    private static void writeOrBeCutOff(LoopPeer peer, byte[] bytes) {
        try {
            peer.write(bytes);
            peer.endOutput();
        } catch (IOException e) {
            // The server need not hear all of it.
        }
    }

    /** Reads to the end, whichever it is: a server that leaves it open runs into our patience. */
    private static void drain(LoopPeer peer) throws IOException {
        try {
            peer.readBytes(Integer.MAX_VALUE);
        } catch (SocketException e) {
            // A reset is an end, too.
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 11, 15, 33, 98, 100, -1, Integer.MAX_VALUE})
    void unknownVerbIsSaidToBeOne(int verb) throws IOException {
        try (LoopPeer peer = connect()) {
            Response response = peer.call(new Request().verbNumber(verb).tag(3).path("/a"));

            assertThat(response.error()).isEqualTo(ErrorCode.UNKNOWN_VERB);
            assertGoesOn(peer);
        }
    }

    @Test
    void requestOfTheOldestClientsIsRefusedWithAReasonAndEndsTheConnection() throws IOException {
        Output body = new Output(32);
        body.putVarintField(1, 4);
        body.putVarintField(2, 2);
        body.putStringField(3, "0");
        Output frame = new Output(32);
        frame.putInt(body.length());
        frame.putBytes(body.toByteArray());
        try (LoopPeer peer = connect()) {
            peer.write(frame.toByteArray());

            Response response = peer.receive(4);
            assertThat(response.error()).isEqualTo(ErrorCode.UNKNOWN_VERB);
            assertThat(response.errDetail()).contains("0.4 to 0.9");
            assertThat(peer.isEndedInOrder()).isTrue();
        }
    }

    @Test
    void clientThatGoesAwayWithRequestsOpenLeavesNothingBehind() throws IOException {
        for (int i = 0; i < 200; i++) {
            LoopPeer peer = connect();
            peer.send(new Request(Verb.WATCH).tag(1).path("/**"),
                    new Request(Verb.GET).tag(2).path("/a").rev(1 << 30),
                    new Request(Verb.WALK).tag(3).path("/**"));
            if (i % 2 == 0) peer.reset();
            else peer.close();
        }
    }
}
