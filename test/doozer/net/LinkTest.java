package doozer.net;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.Output;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Links between nodes: how they begin, what they carry, and how they end. */
class LinkTest {
    private static final byte[] HEAD = {(byte) 0xdd, 'd', 'z', 1};

    private LoopFixture here;
    private LoopFixture there;

    @AfterEach
    void close() throws IOException {
        if (here != null) here.close();
        if (there != null) there.close();
    }

    private void start(String secretHere, String secretThere) throws IOException {
        here = start(secretHere);
        there = start(secretThere);
    }

    private static LoopFixture start(String secret) throws IOException {
        return new LoopFixture(new LoopOptions(100, 1 << 20, 1 << 20, 30_000_000_000L, 1 << 20,
                LoopFixture.links(secret)));
    }

    private int dial(String address) throws IOException {
        int[] number = new int[1];
        here.onLoop(() -> {
            try {
                number[0] = here.loop().dial(address);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        return number[0];
    }

    private int dialThere() throws IOException {
        return dial("127.0.0.1:" + there.port());
    }

    /** Sends a message of that many bytes, and gives what the other side will say of it. */
    private static String send(LoopFixture from, int link, int count) throws IOException {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        from.onLoop(() -> {
            Link open = from.loop().link(link);
            Output out = open.begin();
            out.putBytes(bytes);
            open.end(out);
        });
        return count + " " + Arrays.hashCode(bytes);
    }

    private static String reason(LoopFixture of, String what) throws InterruptedException {
        return of.await(what).reason();
    }

    @Test
    void messagesArriveInOrderBothWays() throws Exception {
        // given a link
        start("s", "s");
        int out = dialThere();
        assertThat(reason(here, "link-opened")).isEqualTo("" + out);
        int in = Integer.parseInt(reason(there, "link-accepted"));

        // when messages of all sizes go both ways, then they arrive as they were sent
        for (int count : new int[] {1, 2, 1_000, 70_000, 5_000_000, 4, 65_528, 65_529}) {
            String sent = send(here, out, count);
            assertThat(reason(there, "link-received")).isEqualTo(in + " " + sent);
            String answered = send(there, in, Math.min(count, 60_000) + 4);
            assertThat(reason(here, "link-received")).isEqualTo(out + " " + answered);
        }
    }

    @Test
    void otherSecretIsRefusedAndBothSidesSaySo() throws Exception {
        String[][] pairs = {{"one", "other"}, {"", "other"}, {"one", ""}};
        for (String[] pair : pairs) {
            start(pair[0], pair[1]);
            int out = dialThere();
            assertThat(reason(here, "link-closed")).startsWith(out + " REFUSED its secret is");
            assertThat(reason(there, "refused")).contains("its secret is another");
            assertThat(there.count("link-accepted")).isZero();
            close();
        }
    }

    @Test
    void addressWhereNobodyListensIsToldApart() throws Exception {
        start("", "");
        int port = there.port();
        there.close();
        int out = dial("127.0.0.1:" + port);
        assertThat(reason(here, "link-closed")).startsWith(out + " NOBODY ");
    }

    @Test
    void textThatIsNoAddressIsNotDialled() throws Exception {
        start("", "");
        List<String> failures = new ArrayList<>();
        here.onLoop(() -> {
            for (String text : new String[] {"no host:1", "a:99999", "", "[::g]:1"}) {
                try {
                    here.loop().dial(text);
                } catch (IOException e) {
                    failures.add(e.getMessage());
                }
            }
        });
        assertThat(failures).hasSize(4).allMatch(why -> why.startsWith("bad address"));
    }

    @Test
    void nameThatLeadsNowhereIsUnreached() throws Exception {
        start("", "");
        // Longer than a part of a name may be: no name server is asked.
        String host = "a".repeat(64) + ".invalid";
        int out = dial(host + ":1");
        assertThat(reason(here, "link-closed"))
                .isEqualTo(out + " UNREACHED no such host: " + host);
    }

    @Test
    void nameIsLookedUpBesideTheLoop() throws Exception {
        start("", "");
        dial("localhost:" + there.port());
        here.await("link-opened");
        assertThat(Resolver.isLiteral("127.0.0.1")).isTrue();
        assertThat(Resolver.isLiteral("::1")).isTrue();
        assertThat(Resolver.isLiteral("127.0.0.256")).isFalse();
        assertThat(Resolver.isLiteral("1.2.3")).isFalse();
        assertThat(Resolver.isLiteral("a.b.c.d")).isFalse();
    }

    @Test
    void clientThatIsDialledIsNoNode() throws Exception {
        // given a listener that speaks something else
        start("", "");
        try (java.net.ServerSocket other = new java.net.ServerSocket(0)) {
            int out = dial("127.0.0.1:" + other.getLocalPort());
            try (java.net.Socket socket = other.accept()) {
                socket.getOutputStream().write(new byte[100]);
                assertThat(reason(here, "link-closed"))
                        .isEqualTo(out + " UNREACHED what is there speaks something else than"
                                + " nodes do");
            }
        }
    }

    @Test
    void strangerWhoEchoesWhatHeHearsIsNotBelieved() throws Exception {
        // given a stranger who sends back each word
        start("s", "s");
        LoopPeer stranger = LoopPeer.connect(there.port());
        stranger.write(join(HEAD, new byte[32]));
        byte[] opening = stranger.readBytes(36);

        // when he proves with what he has heard, then that is no proof
        stranger.write(Arrays.copyOfRange(opening, 4, 36));
        assertThat(stranger.readBytes(33)).isEqualTo(join(new byte[] {1}, new byte[32]));
        assertThat(stranger.isEndedInOrder()).isTrue();
        assertThat(reason(there, "refused")).contains("its secret is another");
        stranger.close();
    }

    @Test
    void strangerWhoDripsIsClosedInTimeAndCountedMeanwhile() throws Exception {
        // given a stranger who begins as nodes do, and says a byte now and then
        start("s", "s");
        int[] counts = new int[2];
        there.onLoop(() -> counts[0] = there.loop().connections());
        LoopPeer stranger = LoopPeer.connect(there.port());
        stranger.write(HEAD);
        there.until(() -> there.loop().connections() == counts[0] + 1);
        for (int i = 0; i < 3; i++) {
            there.onLoop(() -> counts[1] = there.loop().connections());
            assertThat(counts[1]).isEqualTo(counts[0] + 1);
            there.advance(3, TimeUnit.SECONDS);
            stranger.write(new byte[1]);
            there.onLoop(() -> { });
        }

        // when the time is over for the whole greeting, then it is closed
        there.advance(5, TimeUnit.SECONDS);
        assertThat(reason(there, "refused")).contains("it stood still for 10000 ms");
        there.until(() -> there.loop().connections() == counts[0]);
        stranger.close();
    }

    @Test
    void strangerWhoFallsSilentIsClosed() throws Exception {
        start("s", "s");
        int[] counts = new int[1];
        there.onLoop(() -> counts[0] = there.loop().connections());
        LoopPeer stranger = LoopPeer.connect(there.port());
        stranger.write(HEAD);
        there.until(() -> there.loop().connections() == counts[0] + 1);
        there.advance(9, TimeUnit.SECONDS);
        assertThat(there.count("refused")).isZero();
        there.advance(2, TimeUnit.SECONDS);
        assertThat(reason(there, "refused")).contains("it stood still for 10000 ms");
        stranger.close();
    }

    /** A raw socket that has got through the greeting. */
    private LoopPeer greeted(String secret) throws IOException {
        LoopPeer raw = LoopPeer.connect(there.port());
        PeerSecret known = new PeerSecret(secret);
        byte[] ours = join(HEAD, known.nonce());
        raw.write(ours);
        byte[] theirs = raw.readBytes(36);
        raw.write(known.proof("dialler", ours, theirs));
        assertThat(raw.readBytes(33))
                .isEqualTo(join(new byte[1], known.proof("listener", ours, theirs)));
        return raw;
    }

    private static byte[] frame(byte[] body) {
        CRC32C checksum = new CRC32C();
        checksum.update(body);
        return join(ByteBuffer.allocate(8).putInt(body.length)
                .putInt((int) checksum.getValue()).array(), body);
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Test
    void framesAreTakenByteByByteAndTogether() throws Exception {
        there = start("s");
        LoopPeer raw = greeted("s");
        for (byte one : frame(new byte[] {7, 8})) raw.write(one);
        there.await("link-received");
        raw.write(join(join(frame(new byte[] {1}), frame(new byte[5])), frame(new byte[9])));
        for (int count : new int[] {1, 5, 9}) {
            assertThat(reason(there, "link-received")).contains(" " + count + " ");
        }
        raw.close();
    }

    @Test
    void brokenFramesCloseTheLinkAndNothingElse() throws Exception {
        there = start("s");
        byte[] flipped = frame(new byte[] {1, 2, 4, 8, 16});
        flipped[10] ^= 32;
        byte[] tooLong = {0, 1, 0, 1, 0, 0, 0, 0};
        byte[] negative = {-1, 0, 0, 1, 0, 0, 0, 0};
        byte[] notEmpty = {0, 0, 0, 0, 0, 0, 0, 1};
        byte[] notTaken = frame(new byte[3]);
        String[] reasons = {"checksum", "not 65537", "not 4278190081", "checksum", "three bytes"};
        byte[][] frames = {flipped, tooLong, negative, notEmpty, notTaken};
        for (int i = 0; i < frames.length; i++) {
            LoopPeer raw = greeted("s");
            raw.write(frames[i]);
            assertThat(reason(there, "link-closed")).contains("LOST").contains(reasons[i]);
            assertThat(raw.isClosedByOther()).isTrue();
            raw.close();
        }
        assertThat(there.failure()).isNull();
        greeted("s").close();
    }

    @Test
    void whoeverIsThereIsAskedNowAndThenAndAnswers() throws Exception {
        // given a link on which something was said
        start("", "");
        int out = dialThere();
        here.await("link-opened");
        there.await("link-accepted");
        send(here, out, 10);
        there.await("link-received");

        // when time passes, then it is asked and answers, and stays, however long that is
        for (int i = 0; i < 50; i++) {
            here.advance(600, TimeUnit.MILLISECONDS);
            if (i % 10 == 0) send(here, out, 10);
            here.until(() -> !here.loop().link(out).isAsked());
        }
        assertThat(here.count("link-closed")).isZero();
        for (int i = 0; i < 5; i++) there.await("link-received");
        assertThat(there.count("link-received")).as("questions are no messages").isZero();
    }

    @Test
    void linkOnWhichNothingArrivesIsGivenUp() throws Exception {
        // given a node that falls silent after the greeting
        here = start("");
        PeerSecret known = new PeerSecret("");
        byte[] theirs = join(HEAD, known.nonce());
        try (java.net.ServerSocket listener = new java.net.ServerSocket(0)) {
            int out = dial("127.0.0.1:" + listener.getLocalPort());
            try (java.net.Socket socket = listener.accept()) {
                byte[] ours = socket.getInputStream().readNBytes(36);
                socket.getOutputStream().write(theirs);
                assertThat(socket.getInputStream().readNBytes(32))
                        .isEqualTo(known.proof("dialler", ours, theirs));
                socket.getOutputStream().write(join(new byte[1],
                        known.proof("listener", ours, theirs)));
                here.await("link-opened");

                // when nothing was said for long, then nothing is expected
                here.advance(20, TimeUnit.SECONDS);
                assertThat(here.count("link-closed")).isZero();

                // when something is said, then an answer is
                send(here, out, 10);
                here.advance(1_900, TimeUnit.MILLISECONDS);
                assertThat(here.count("link-closed")).isZero();
                here.advance(200, TimeUnit.MILLISECONDS);
                assertThat(reason(here, "link-closed"))
                        .isEqualTo(out + " LOST it has not answered for 2000 ms");
            }
        }
    }

    @Test
    void whoReadsNothingIsClosedInTheEnd() throws Exception {
        // given one that has got through, and reads nothing more
        there = start("");
        LoopPeer raw = greeted("");
        int in = Integer.parseInt(reason(there, "link-accepted"));

        // when far more is sent than all buffers hold
        for (int i = 0; i < 1_000 && there.count("link-closed") == 0; i++) {
            there.onLoop(() -> {
                Link link = there.loop().link(in);
                if (link == null) return;
                Output out = link.begin();
                out.putBytes(new byte[100_000]);
                link.end(out);
            });
            if (i % 20 == 0) there.advance(11, TimeUnit.SECONDS);
        }

        // then after a time it is gone
        assertThat(reason(there, "link-closed")).startsWith(in + " LOST it stood still");
        raw.close();
    }

    @Test
    void whoReadsAgainIsToldOf() throws Exception {
        start("", "");
        int out = dialThere();
        here.await("link-opened");
        there.await("link-accepted");
        send(here, out, 1);
        there.await("link-received");
        boolean[] hasRoom = {true};
        here.onLoop(() -> {
            for (int i = 0; i < 20; i++) {
                Output to = here.loop().link(out).begin();
                to.putBytes(new byte[100_000]);
                hasRoom[0] &= here.loop().link(out).end(to);
            }
        });
        assertThat(hasRoom[0]).isFalse();
        assertThat(reason(here, "link-drained")).isEqualTo("" + out);
        for (int i = 0; i < 20; i++) there.await("link-received");
    }

    @Test
    void closingIsTheOtherSidesNews() throws Exception {
        start("", "");
        int out = dialThere();
        here.await("link-opened");
        int in = Integer.parseInt(reason(there, "link-accepted"));
        here.onLoop(() -> here.loop().link(out).close());
        assertThat(reason(there, "link-closed"))
                .isEqualTo(in + " LOST null");
        assertThat(here.count("link-closed")).isZero();
        here.onLoop(() -> assertThat(here.loop().link(out)).isNull());
        assertThat(dialThere()).as("numbers are not used again").isGreaterThan(out);
    }

    @Test
    void clientsThatAreAsManyAsTheyMayBeDoNotLockNodesOut() throws Exception {
        // given as many clients as there may be, the one that the test needs among them
        there = new LoopFixture(new LoopOptions(2, 1 << 20, 1 << 20, 30_000_000_000L, 1 << 20,
                LoopFixture.links("")));
        try (LoopPeer silent = LoopPeer.connect(there.port())) {
            there.onLoop(() -> { });

            // when a client comes, and another node, then only the node is let in
            try (LoopPeer client = LoopPeer.connect(there.port())) {
                client.write((byte) 0);
                assertThat(client.isClosedByOther()).isTrue();
            }
            LoopPeer node = greeted("");
            there.await("link-accepted");
            assertThat(reason(there, "refused")).contains("as many as there may be");
            assertThat(there.count("refused")).isZero();
            node.close();
            assertThat(silent).isNotNull();
        }
    }
}
