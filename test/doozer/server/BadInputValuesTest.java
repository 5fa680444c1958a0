package doozer.server;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.net.LoopPeer;
import doozer.wire.ErrorCode;
import doozer.wire.Flags;
import doozer.wire.Limits;
import doozer.wire.Output;
import doozer.wire.Request;
import doozer.wire.Response;
import doozer.wire.Verb;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths and values at their limits and over them, and more of everything than may be. */
class BadInputValuesTest {
    private static final int MIB = 1 << 20;

    private Doozer server;
    private LoopPeer peer;
    private LoopPeer bystander;

    private void start(String... options) throws Exception {
        List<String> args = new ArrayList<>(List.of("-l", "127.0.0.1:0"));
        args.addAll(List.of(options));
        Log log = new Log(new PrintStream(OutputStream.nullOutputStream()), () -> 0);
        server = Doozer.start(Options.parse(args.toArray(new String[0]), Map.of()), log);
        peer = LoopPeer.connect(server.address().port());
        bystander = LoopPeer.connect(server.address().port());
        assertThat(bystander.call(new Request(Verb.REV).tag(1)).errCode()).isZero();
    }

    @AfterEach
    void othersAreServedAsBefore() throws IOException {
        try {
            assertThat(bystander.call(new Request(Verb.REV).tag(1)).errCode()).isZero();
        } finally {
            peer.close();
            bystander.close();
            server.close();
        }
    }

    private static Request set(int tag, String path, byte[] value) {
        return new Request(Verb.SET).tag(tag).path(path).rev(-1).value(value);
    }

    private void assertGoesOn() throws IOException {
        assertThat(peer.call(new Request(Verb.GET).tag(77).path("/ctl/name")).value())
                .asString().isEqualTo("local");
    }

    private void assertRefused(Request request, ErrorCode code) throws IOException {
        Response response = peer.call(request);
        assertThat(response.error()).as("%s", response).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "/a/", "//", "/a//b", "/a b", "/a\n", "/a\u0000", "/é", "/*",
        "/?", "a/b", " /a", "/a/../é", "/\ufffd"})
    void badPathIsRefusedForWritesAndReadsAsMissing(String path) throws Exception {
        start();
        // Shows that it is of 0.9, in which reads have one answer.
        peer.call(new Request(Verb.SELF).tag(1));

        assertRefused(set(1, path, new byte[1]), ErrorCode.BAD_PATH);
        assertRefused(new Request(Verb.DEL).tag(1).path(path).rev(-1), ErrorCode.BAD_PATH);
        Response got = peer.call(new Request(Verb.GET).tag(1).path(path));
        assertThat(got.errCode()).isZero();
        assertThat(got.rev()).isZero();
        assertThat(got.value()).isEmpty();
        assertRefused(new Request(Verb.GETDIR).tag(1).path(path).offset(0), ErrorCode.NOENT);
        assertThat(peer.call(new Request(Verb.STAT).tag(1).path(path)).rev()).isZero();
        assertGoesOn();
    }

    @Test
    void nameOfFourKilobytesWorksAndALongerOneIsRefused() throws Exception {
        start();
        String longest = "/" + "n".repeat(4095);

        assertThat(peer.call(set(1, longest, new byte[] {1})).errCode()).isZero();
        Request get = new Request(Verb.GET).tag(2).path(longest);
        assertThat(peer.call(get).value()).containsExactly(1);
        for (int length : new int[] {4096, 5000, 100_000, 15 * MIB}) {
            Response response = peer.call(set(3, "/" + "n".repeat(length), new byte[1]));
            assertThat(response.error()).isEqualTo(ErrorCode.BAD_PATH);
            assertThat(response.errDetail()).isEqualTo("the path is longer than 4096 bytes");
            assertThat(peer.call(new Request(Verb.GET).tag(2).path("/" + "n".repeat(length)))
                    .rev()).isZero();
        }
        assertGoesOn();
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 2_048})
    void pathOfAThousandLevelsWorks(int levels) throws Exception {
        start();
        String path = "/a".repeat(levels);
        bystander.send(new Request(Verb.WATCH).tag(5).path("/a/**"));
        assertThat(bystander.call(new Request(Verb.REV).tag(1)).errCode()).isZero();

        long revision = peer.call(set(1, path, new byte[] {1})).rev();

        assertThat(bystander.receive(5).path()).isEqualTo(path);
        assertThat(peer.call(new Request(Verb.GET).tag(2).path(path)).rev()).isEqualTo(revision);
        assertThat(peer.call(new Request(Verb.STAT).tag(2).path("/a".repeat(levels - 1))).len())
                .isEqualTo(1);
        Response found = peer.call(new Request(Verb.WALK).tag(3).path("/a/**").limit(2));
        assertThat(found.path()).isEqualTo(path);
        assertThat(peer.receive(3).flags()).isEqualTo(Flags.DONE);
        assertThat(peer.call(new Request(Verb.DEL).tag(4).path(path).rev(-1)).errCode()).isZero();
        assertThat(bystander.receive(5).flags()).isEqualTo(Flags.VALID | Flags.DEL);
        assertThat(peer.call(new Request(Verb.STAT).tag(2).path("/a")).rev()).isZero();
    }

    @Test
    void globOfManyStarsIsNoBurden() throws Exception {
        start();
        String path = "/" + "a".repeat(4095);
        peer.call(set(1, path, new byte[1]));
        for (String glob : List.of("/" + "*a".repeat(31) + "b", "/**".repeat(30) + "/b",
                "/" + "*?".repeat(15) + "b", "/" + "**a".repeat(31) + "b")) {
            Response response = peer.call(new Request(Verb.WALK).tag(3).path(glob).limit(1));
            assertThat(response.flags()).as(glob).isEqualTo(Flags.DONE);
        }
        Request many = new Request(Verb.WALK).tag(3).path("/" + "*a".repeat(2000)).limit(1);
        assertRefused(many, ErrorCode.OTHER);
        assertGoesOn();
    }

    @Test
    void valueOverTheLimitIsRefusedWithBothSizesAndTheNextRequestIsAnswered() throws Exception {
        start("-maxvalue", "1000");
        int tag = 0;
        for (int size : new int[] {1001, 4096, 65_536, MIB, 15 * MIB, Limits.MAX_FRAME - 32}) {
            peer.send(set(++tag, "/v", new byte[size]), new Request(Verb.REV).tag(++tag));

            Response refused = peer.receive(tag - 1);
            assertThat(refused.error()).isEqualTo(ErrorCode.RANGE);
            assertThat(refused.errDetail()).isEqualTo("a value of " + size
                    + " bytes is over the limit of 1000 (-maxvalue)");
            assertThat(peer.receive(tag).errCode()).isZero();
        }
        byte[] most = new byte[1000];
        new Random(1).nextBytes(most);
        assertThat(peer.call(set(1, "/v", most)).errCode()).isZero();
        assertThat(peer.call(new Request(Verb.GET).tag(2).path("/v")).value()).isEqualTo(most);
    }

    @Test
    void fullFrameIsReadAndOneByteMoreEndsTheConnection() throws Exception {
        start();
        assertThat(peer.call(frameOf(Limits.MAX_FRAME)).error()).isEqualTo(ErrorCode.RANGE);
        assertGoesOn();

        byte[] over = LoopPeer.encode(frameOf(Limits.MAX_FRAME + 1));
        // Its length alone is enough, so it need not be there to read on.
        peer.write(Arrays.copyOf(over, 1000));
        assertThat(peer.isClosedByOther()).isTrue();
    }

    /** A SET whose frame has so many bytes after its length. */
    private static Request frameOf(int length) {
        Output out = new Output(64);
        set(1, "/v", new byte[0]).encode(out);
        // The size of a long value takes four bytes, that of an empty one takes one.
        return set(1, "/v", new byte[length - (out.length() - 4) - 3]);
    }

    @Test
    void largestValueOfAllGoesInAndComesOut() throws Exception {
        start("-maxvalue", "15m", "-histbytes", "100m");
        byte[] value = new byte[15 * MIB];
        new Random(2).nextBytes(value);

        assertThat(peer.call(set(1, "/v", value)).errCode()).isZero();

        assertThat(bystander.call(new Request(Verb.GET).tag(2).path("/v")).value())
                .isEqualTo(value);
        Response refused = peer.call(set(3, "/v", new byte[15 * MIB + 1]));
        assertThat(refused.error()).isEqualTo(ErrorCode.RANGE);
        assertThat(refused.errDetail()).contains("15728641").contains("15728640");
    }

    @Test
    void longValueInAnyOtherRequestIsNoHarm() throws Exception {
        start("-maxvalue", "1000");
        Request get = new Request(Verb.GET).tag(1).path("/ctl/name").value(new byte[MIB]);
        assertThat(peer.call(get).value()).asString().isEqualTo("local");

        Response refused = peer.call(new Request(Verb.ACCESS).tag(2).path("").value(new byte[MIB]));
        assertThat(refused.error()).isEqualTo(ErrorCode.OTHER);
        assertGoesOn();
    }

    @Test
    void moreRequestsThanMayBeOutstandingAreAllAnswered() throws Exception {
        start("-maxoutstanding", "8", "-outbuffer", "4k");
        int count = 20_000;
        Thread writer = new Thread(() -> sendMixed(count));
        writer.start();

        int lastRead = -1;
        int lastWrite = -1;
        for (int i = 0; i < count; i++) {
            int tag = (int) peer.receive().tag();
            boolean isWrite = tag % 3 == 0;
            assertThat(tag).isGreaterThan(isWrite ? lastWrite : lastRead);
            if (isWrite) lastWrite = tag;
            else lastRead = tag;
        }
        assertThat(peer.isEndedInOrder()).isTrue();
        writer.join();
    }

    private void sendMixed(int count) {
        try {
            for (int tag = 0; tag < count; tag += 4) {
                Request[] requests = new Request[4];
                for (int i = 0; i < 4; i++) {
                    requests[i] = (tag + i) % 3 == 0 ? set(tag + i, "/a" + tag % 7, new byte[100])
                            : new Request(Verb.GET).tag(tag + i).path("/a" + i);
                }
                peer.send(requests);
            }
            peer.endOutput();
        } catch (IOException e) {
            // The reader misses what was not sent, and says so.
        }
    }

    @Test
    void oneWatchMoreThanMayBeIsRefusedAndTheOthersStay() throws Exception {
        start("-maxwatches", "10");
        for (int i = 1; i <= 10; i++) peer.send(new Request(Verb.WATCH).tag(i).path("/a"));
        Response refused = peer.call(new Request(Verb.WATCH).tag(11).path("/a"));
        assertThat(refused.error()).isEqualTo(ErrorCode.RANGE);
        assertThat(refused.errDetail()).contains("-maxwatches");

        bystander.call(set(1, "/a", new byte[1]));
        for (int i = 1; i <= 10; i++) assertThat(peer.receive(i).path()).isEqualTo("/a");

        assertThat(peer.call(new Request(Verb.CANCEL).tag(20).otherTag(3)).errCode()).isZero();
        peer.send(new Request(Verb.WATCH).tag(11).path("/a"));
        assertGoesOn();
    }
}
