package doozer.node;

import static doozer.node.PeerCodecSamples.encode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import doozer.build.Counts;
import doozer.node.PeerMessage.Hello;
import doozer.paxos.Ballot;
import doozer.wire.BadFrameException;
import doozer.wire.Output;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Bytes that no node of this version has sent: a message all the same, or a clear complaint. */
class PeerCodecBadBytesTest {
    private static final ThreadMXBean MEMORY =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Incarnation SOMEBODY = new Incarnation(1, 2);
    private static final Profile ANN = new Profile(SOMEBODY, "ann:1", "ann", "1", 0);
    private static final ClusterId CLUSTER = new ClusterId(SOMEBODY, 0, 3);

    private int good;
    private int bad;

    @Test
    void cutOffAnywhereItIsBadOrAnotherMessage() {
        for (Class<?> kind : PeerCodecSamples.kinds()) {
            for (int seed = 0; seed < Counts.of(20, 2_000); seed++) {
                byte[] bytes = encode(new PeerCodecSamples(seed).message(kind));
                for (int length = 0; length < bytes.length; length++) {
                    judge(Arrays.copyOf(bytes, length));
                }
            }
        }
        assertThat(bad).isGreaterThan(good).isGreaterThan(10_000);
    }

    @Test
    void withAnyByteChangedItIsBadOrAnotherMessage() {
        for (Class<?> kind : PeerCodecSamples.kinds()) {
            for (int seed = 0; seed < Counts.of(4, 400); seed++) {
                byte[] bytes = encode(new PeerCodecSamples(seed).message(kind));
                for (int at = 0; at < bytes.length; at++) {
                    byte[] changed = bytes.clone();
                    for (int bit = 1; bit < 256; bit *= 2) {
                        changed[at] = (byte) (bytes[at] ^ bit);
                        judge(changed);
                    }
                    changed[at] = (byte) ~bytes[at];
                    judge(changed);
                }
            }
        }
        assertThat(Math.min(bad, good)).isGreaterThan(10_000);
    }

    @Test
    void rubbishIsBadOrAMessage() {
        for (int seed = 0; seed < Counts.of(100_000, 10_000_000); seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[1 + random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) random.nextInt(random.nextInt(4) == 0 ? 256 : 4);
            }
            bytes[0] = (byte) random.nextInt(32);
            judge(bytes);
        }
        assertThat(Math.min(bad, good)).isGreaterThan(500);
    }

    @Test
    void memoryIsInProportionToWhatHasArrived() {
        for (int seed = 0; seed < 1_000; seed++) judge(new byte[] {27, 0, (byte) seed});
        for (int kind = 0; kind < 32; kind++) {
            for (int fill : new int[] {0, 1, 2, 6, 7, 0x7f, 0x80, 0xff}) {
                for (int length : new int[] {4, 30, 3_000, 1 << 20}) {
                    byte[] bytes = new byte[length];
                    Arrays.fill(bytes, (byte) fill);
                    bytes[0] = (byte) kind;
                    long before = MEMORY.getCurrentThreadAllocatedBytes();
                    isMessage(bytes);
                    long allocated = MEMORY.getCurrentThreadAllocatedBytes() - before;
                    assertThat(allocated).as("kind %d, %d times %d", kind, length, fill)
                            .isLessThan(20_000 + 60L * length);
                }
            }
        }
    }

    @Test
    void whatIsSaidOfLengthsCostsNothing() {
        for (int kind = 0; kind < 32; kind++) {
            for (int at = 1; at < 60; at++) {
                byte[] bytes = new byte[64];
                Arrays.fill(bytes, (byte) 1);
                bytes[0] = (byte) kind;
                Arrays.fill(bytes, at, at + 4, (byte) 0xff);
                bytes[at + 4] = 7;
                long before = MEMORY.getCurrentThreadAllocatedBytes();
                isMessage(bytes);
                assertThat(MEMORY.getCurrentThreadAllocatedBytes() - before).isLessThan(20_000);
            }
        }
    }

    @Test
    void nothingFollowsAMessageButAHello() {
        for (Class<?> kind : PeerCodecSamples.kinds()) {
            // What follows the entries of a Forward is another entry.
            if (kind == PeerMessage.Forward.class) continue;
            byte[] bytes = encode(new PeerCodecSamples(1).message(kind));
            assertThat(isMessage(Arrays.copyOf(bytes, bytes.length + 1)))
                    .isEqualTo(kind == Hello.class);
        }
    }

    @Test
    void kindsOfLaterVersionsAreNamed() {
        bad("a message that this version knows, not one of kind 0", out -> out.kind(0));
        bad("a message that this version knows, not one of kind 31", out -> out.kind(31));
        bad("a message that this version knows, not one of kind 255", out -> out.kind(255));
        bad("byte 1 of a message: expected a command that this version knows, not one of kind 60",
                out -> forward(out).number(121));
    }

    @Test
    void eachThingIsWrittenInOneWayOnly() {
        bad("a number without zeros before it", out -> out.kind(26).kind(0x81).kind(0));
        bad("a number of 64 bits", out -> {
            out.kind(26);
            for (int i = 0; i < 9; i++) out.kind(0xff);
            out.kind(2);
        });
        bad("at most ten bytes", out -> {
            out.kind(26);
            for (int i = 0; i < 12; i++) out.kind(0xff);
        });
        bad("below 2^62", out -> out.kind(26).signed(1L << 61));
        bad("below 2^62", out -> out.kind(26).signed(Long.MIN_VALUE));
        bad("0 or 1", out -> out.kind(7).kind(2));
        bad("an entry that follows", out -> forward(out).kind(6).number(0).number(0));
        bad("an entry that follows", out -> forward(out).kind(6).number(1).number(4)
                .kind(6).number(1).number(5));
    }

    @Test
    void whatOurInvariantsRuleOutIsBad() {
        for (int kind : new int[] {18, 19, 20, 21, 22, 23, 24, 25, 30}) {
            bad("byte 1 of a message: expected a ballot", out -> out.kind(kind).number(0));
        }
        bad("a ballot", out -> out.kind(20).ballot(Ballot.of(1, 1)).number(0));
        bad("a ballot", out -> out.kind(19).ballot(Ballot.of(1, 1)).number(1).number(1).number(0)
                .flag(true).number(0).number(1).number(1).number(0).number(0));
        bad("32 bits", out -> out.kind(30).number(1L << 32).number(1));
        bad("a number above 0", out -> out.kind(30).number(1).number(0));
        bad("a number of 31 bits", out -> out.kind(30).number(1).number(1L << 31));
        bad("a number of 31 bits", out -> forward(out).number((1L << 32) + 6));
        bad("a number of 31 bits", out -> out.kind(1).number(1L << 32));
        bad("a number of 31 bits",
                out -> out.kind(1).number(1).text("").flag(false).number(1L << 32));
        bad("a number of 31 bits",
                out -> out.kind(1).number(1).text("").flag(false).number(0).number(1L << 32));
        bad("0 or 1", out -> out.kind(5).number(2));
        bad("a path", out -> forward(out).kind(2).text("/a/").signed(0).text(""));
        bad("a path", out -> forward(out).kind(4).text("/\u00e4").signed(0));
        bad("a path", out -> forward(out).kind(18).number(0).text("").signed(0).flag(false));
        bad("a voter's slot", out -> forward(out).kind(18).number(0).text("/ctl/cal/a"));
        bad("a number above 0", out -> forward(out).kind(10).number(0));
        bad("a number above 0", out -> forward(out).kind(14).number(0));
        bad("a voter with a higher number", out -> forward(out).kind(16).number(1).number(1)
                .number(0));
        bad("somebody who votes", out -> forward(out).kind(16).number(1).number(0));
        bad("a voter with a higher number",
                out -> forward(out).kind(16).number(1).voters(new int[] {2, 2}));
        bad("text in UTF-8", out -> forward(out).kind(8).bytes(new byte[] {'a', -1}));
        bad("text in UTF-8", out -> forward(out).kind(8).bytes(new byte[] {-64, -128}));
        bad("no more than the 1 bytes left, not 2", out -> forward(out).kind(8).number(2).kind(65));
    }

    @Test
    void nameOfAClusterIsThatOfAFile() {
        for (String name : new String[] {"", "/", "a/b", "a b", "\u00e4"}) {
            bad("a name of a cluster", out -> out.kind(9).cluster(CLUSTER).text(name));
        }
    }

    @Test
    void foundersAreDifferentAndNotTooMany() {
        bad("a number above 0", out -> genesis(out, 0, 3).number(1).profile(ANN));
        bad("a number above 0", out -> genesis(out, 64, 0).number(1).profile(ANN));
        bad("a number above 0", out -> genesis(out, 64, 3).number(0));
        bad("at most 100", out -> genesis(out, 64, 3).number(101).profile(ANN));
        bad("another founder", out -> genesis(out, 64, 3).number(2).profile(ANN).profile(ANN));
    }

    @Test
    void snapshotHoldsTogether() {
        bad("a member with a higher number",
                out -> snapshot(out).number(1).number(0).profile(ANN).number(0));
        bad("a member with a higher number", out -> snapshot(out).number(2)
                .number(7).profile(ANN).number(0).number(7).profile(ANN).number(0));
        bad("a number that no member has", out -> snapshot(out).number(0).number(0));
        bad("a number that no member has", out -> snapshot(out).number(1)
                .number(7).profile(ANN).number(0).number(7));
        bad("a configuration", out -> snapshot(out).number(0).number(1).number(0));
        bad("a first slot that fits", out -> snapshot(out).number(0).number(1)
                .number(1).number(0).number(12).number(1).number(1));
        bad("a first slot that fits", out -> snapshot(out).number(0).number(1)
                .number(2).number(0).number(9).number(1).number(1).number(1).number(9));
    }

    @Test
    void originIsOfGapsThatRise() {
        bad("a gap behind the one before", out -> origin(out).number(1).number(5).number(5));
        bad("a gap behind the one before", out -> origin(out).number(2).number(5).number(7)
                .number(6).number(9));
        bad("at most 1000 gaps", out -> {
            origin(out).number(1_001);
            for (int i = 0; i < 1_001; i++) out.number(2 * i).number(2 * i + 1);
        });
    }

    private static PeerWriter origin(PeerWriter out) {
        return genesis(out, 64, 3).number(1).profile(ANN).flag(false);
    }

    private static PeerWriter forward(PeerWriter out) {
        return out.kind(2);
    }

    private static PeerWriter genesis(PeerWriter out, int window, int voters) {
        return out.kind(9).cluster(CLUSTER).text("local").number(window).number(voters);
    }

    /** Up to the number of members; its slot is 10. */
    private static PeerWriter snapshot(PeerWriter out) {
        return out.kind(10).number(1).cluster(CLUSTER).text("local").number(64).number(3)
                .number(1).profile(ANN).flag(false).number(0).number(10);
    }

    private static void bad(String complaint, Consumer<PeerWriter> writing) {
        Output out = new Output(64);
        writing.accept(new PeerWriter(out));
        assertThatThrownBy(() -> PeerCodec.decode(ByteBuffer.wrap(out.toByteArray())))
                .isInstanceOf(BadFrameException.class).hasMessageContaining(complaint);
    }

    /** Either it is what would be written for it, byte for byte, or it is said to be bad. */
    private void judge(byte[] bytes) {
        try {
            byte[] again = encode(PeerCodec.decode(ByteBuffer.wrap(bytes)));
            assertThat(bytes[0] == 1 ? Arrays.copyOf(bytes, again.length) : bytes)
                    .isEqualTo(again);
            good++;
        } catch (BadFrameException e) {
            assertThat(e.getMessage().length()).isBetween(5, 120);
            assertThat(e.getMessage().indexOf('\n')).isNegative();
            bad++;
        }
    }

    private static boolean isMessage(byte[] bytes) {
        try {
            PeerCodec.decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (BadFrameException e) {
            return false;
        }
    }
}
