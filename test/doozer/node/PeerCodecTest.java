package doozer.node;

import static doozer.node.PeerCodecSamples.encode;
import static doozer.node.PeerCodecSamples.textOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import doozer.build.Counts;
import doozer.node.PeerMessage.Hello;
import doozer.node.PeerMessage.Slots;
import doozer.paxos.Ballot;
import doozer.paxos.Message;
import doozer.wire.BadFrameException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What nodes say to each other, and batches, there and back. */
class PeerCodecTest {
    private static final Profile ANN = new Profile(new Incarnation(0x0102030405060708L, 9),
            "10.0.0.1:8046", "ann", "1.0", 3);

    @Test
    void messageOfEveryKindComesBackAsItWas() throws BadFrameException {
        TreeSet<Integer> firstBytes = new TreeSet<>();
        for (Class<?> kind : PeerCodecSamples.kinds()) {
            for (int seed = 0; seed < Counts.of(200, 20_000); seed++) {
                PeerMessage message = new PeerCodecSamples(seed).message(kind);
                byte[] bytes = encode(message);
                PeerMessage decoded = PeerCodec.decode(ByteBuffer.wrap(bytes));
                assertThat(textOf(decoded)).as("seed %d", seed).isEqualTo(textOf(message));
                assertThat(encode(decoded)).as("seed %d", seed).isEqualTo(bytes);
                firstBytes.add((int) bytes[0]);
            }
        }
        assertThat(firstBytes).hasSameSizeAs(PeerCodecSamples.kinds()).hasSizeGreaterThan(26);
    }

    @Test
    void commandOfEveryKindComesBackAsItWas() throws BadFrameException {
        TreeSet<Integer> firstBytes = new TreeSet<>();
        for (Class<?> kind : PeerCodecSamples.commands()) {
            for (int seed = 0; seed < Counts.of(1_000, 50_000); seed++) {
                LogEntry entry = new PeerCodecSamples(seed).entry(kind);
                byte[] bytes = new Batch(List.of(entry)).encoded();
                Batch decoded = BatchCodec.decode(bytes);
                assertThat(textOf(decoded.entries())).isEqualTo(textOf(List.of(entry)));
                assertThat(decoded.encoded()).isEqualTo(bytes);
                firstBytes.add(bytes[0] >> 1);
            }
        }
        assertThat(firstBytes).hasSameSizeAs(PeerCodecSamples.commands()).hasSizeGreaterThan(9);
    }

    @Test
    void batchesAreEqualExactlyWhenTheirEntriesAre() throws BadFrameException {
        Batch other = Batch.EMPTY;
        for (int seed = 0; seed < Counts.of(3_000, 100_000); seed++) {
            Batch batch = new PeerCodecSamples(seed).batch();
            assertThat(BatchCodec.decode(batch.encoded())).isEqualTo(batch);
            assertThat(new PeerCodecSamples(seed).batch()).isEqualTo(batch)
                    .hasSameHashCodeAs(batch);
            assertThat(batch.equals(other))
                    .isEqualTo(textOf(batch.entries()).equals(textOf(other.entries())));
            other = batch;
        }
    }

    @Test
    void emptyBatchIsAValueOfNoBytes() throws BadFrameException {
        assertThat(Batch.EMPTY.encoded()).isEmpty();
        assertThat(BatchCodec.decode(new byte[0])).isSameAs(Batch.EMPTY);
        Message.Accept accept = new Message.Accept(Ballot.of(1, 1), 1, Batch.EMPTY, 0);
        Slots decoded = (Slots) PeerCodec.decode(ByteBuffer.wrap(encode(new Slots(accept))));
        assertThat(((Message.Accept) decoded.message()).value()).isSameAs(Batch.EMPTY);
    }

    @Test
    void entriesThatFollowEachOtherDoNotSayWhoseTheyAre() throws BadFrameException {
        ArrayList<LogEntry> entries = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            entries.add(new LogEntry(5, 1_000_000 + i, new Command.Nop()));
        }
        Batch run = new Batch(entries);
        assertThat(run.encoded()).hasSize(1_000 + 1 + 3);
        assertThat(BatchCodec.decode(run.encoded()).entries()).isEqualTo(entries);

        entries.set(500, new LogEntry(6, 1_000_500, new Command.Nop()));
        Batch broken = new Batch(entries);
        assertThat(broken.encoded()).hasSize(1_000 + 3 * (1 + 3));
        assertThat(BatchCodec.decode(broken.encoded()).entries()).isEqualTo(entries);
    }

    /** Other versions have to read these, for ever. */
    @Test
    void bytesOfAHelloNeverChange() throws BadFrameException {
        Hello hello = new Hello(1, "local", new ClusterId(new Incarnation(-1, 1), 2, 3), 64, 5,
                ANN, new Incarnation(6, 7));
        String bytes = "01" + "01" + "056c6f63616c" + "01" + "ffffffffffffffff" + "0000000000000001"
                + "02" + "0000000000000003" + "40" + "05" + "0102030405060708" + "0000000000000009"
                + "0d31302e302e302e313a38303436" + "03616e6e" + "03312e30" + "03"
                + "01" + "0000000000000006" + "0000000000000007";
        assertThat(HexFormat.of().formatHex(encode(hello))).isEqualTo(bytes);
        assertThat(decode(bytes)).isEqualTo(hello);
        assertThat(decode(bytes + "0102ff")).isEqualTo(hello);
    }

    @Test
    void helloWithAnythingAppendedIsTheSameHello() throws BadFrameException {
        for (int seed = 0; seed < 1_000; seed++) {
            PeerMessage hello = new PeerCodecSamples(seed).message(Hello.class);
            byte[] bytes = encode(hello);
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1 + seed % 50);
            Arrays.fill(longer, bytes.length, longer.length, (byte) seed);
            ByteBuffer frame = ByteBuffer.wrap(longer);
            assertThat(PeerCodec.decode(frame)).isEqualTo(hello);
            assertThat(frame.hasRemaining()).isFalse();
        }
    }

    @Test
    void bytesOfWritesNeverChangeWithinALevel() {
        Command set = new Command.Set("/a/b", -1, new byte[] {'v'});
        Command slot = new Command.Slot(2, "/ctl/cal/1", 300, null);
        Batch batch = new Batch(List.of(new LogEntry(2, 9, set), new LogEntry(2, 10, slot),
                LogEntry.own(new Command.Config(3, new int[] {1, 2, 200}))));
        Message accept = new Message.Accept(Ballot.of(4, 2), 300, batch, 299);
        assertThat(HexFormat.of().formatHex(encode(new Slots(accept)))).isEqualTo("15" + "0402"
                + "ac02" + "24" + "02" + "042f612f62" + "01" + "0176" + "0209"
                + "13" + "02" + "0a2f63746c2f63616c2f31" + "d804" + "00"
                + "10" + "03" + "03" + "0102c801" + "0000" + "ab02");
    }

    @Test
    void theLargestOfEachFits() throws BadFrameException {
        ArrayList<Profile> founders = new ArrayList<>();
        for (int i = 0; i < Members.MAX; i++) {
            founders.add(new Profile(new Incarnation(i, i), "", "", "", Integer.MAX_VALUE));
        }
        for (PeerMessage message : new PeerMessage[] {
            new Slots(new Message.Pull(PeerWriter.MAX_NUMBER)),
            new Slots(new Message.HandOver(Ballot.of(0xffffffffL, Integer.MAX_VALUE))),
            new PeerMessage.Born(new Genesis(new ClusterId(new Incarnation(0, 0), 0, 0), "a",
                    Integer.MAX_VALUE, 7, founders))}) {
            assertThat(PeerCodec.decode(ByteBuffer.wrap(encode(message)))).isEqualTo(message);
        }
    }

    @Test
    void encodingAppendsAndDecodingStaysWithinTheBuffer() throws BadFrameException {
        PeerMessage message = new PeerMessage.JoinAsk(ANN);
        byte[] bytes = encode(message);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length + 20);
        direct.put(new byte[7]).put(bytes).put(new byte[5]).position(7).limit(7 + bytes.length);
        assertThat(PeerCodec.decode(direct)).isEqualTo(message);
        assertThat(direct.position()).isEqualTo(direct.limit()).isEqualTo(7 + bytes.length);
    }

    @Test
    void whatOurOwnNodeMustNotSayIsABrokenInvariant() {
        Message message = new Message.Pull(-1);
        assertThatThrownBy(() -> encode(new Slots(message)))
                .isInstanceOf(IllegalStateException.class);
    }

    private static PeerMessage decode(String hex) throws BadFrameException {
        return PeerCodec.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }
}
