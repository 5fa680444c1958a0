package doozer.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import doozer.build.Counts;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes that nobody should have sent: refused in words, never believed, never our own mistake. */
class ImageHostileTest {
    private static final ThreadMXBean THREADS =
            (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** A small store whose history begins with an event. */
    private static Store source() {
        Store store = new Store(9, Long.MAX_VALUE);
        Images.write(store, new Random(4), 40);
        store.set("/a/b", -1, Samples.bytes("B"));
        store.set("/a/c", -1, Samples.bytes("overwritten soon"));
        store.nop();
        store.delete("/a/b", -1);
        store.delete("/nobody", -1);
        store.set("/a/c", -1, Samples.bytes("CC"));
        store.trim();
        return store;
    }

    private static byte[] flipped(byte[] bytes, int at, int bit) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << bit);
        return flipped;
    }

    @Test
    void anImageThatIsCutOffIsIncompleteAndSaysWhere() throws ImageException {
        byte[] bytes = Images.bytes(source());
        for (int length = 0; length < bytes.length; length++) {
            ImageReader reader = Images.reader();
            assertThat(reader.accept(Arrays.copyOf(bytes, length))).isFalse();
            assertThatThrownBy(reader::store).isInstanceOf(ImageException.class)
                    .hasMessageMatching("byte \\d+ of the image: expected the whole [a-z ]+");
        }
    }

    @Test
    void noBitCanBeChangedUnseen() throws ImageException {
        byte[] bytes = Images.bytes(source());
        for (int at = 0; at < bytes.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = flipped(bytes, at, bit);
                assertThatThrownBy(() -> Images.read(changed)).as("bit %d of %d", bit, at)
                        .isInstanceOf(ImageException.class).hasMessageMatching(
                                "byte \\d+ of the image: expected .{4,80}");
            }
        }
    }

    @Test
    void noOtherStateIsTakenEvenWhenTheChecksumSaysSo() {
        takesNoOtherState(source());
    }

    @Test
    void noOtherStateIsTakenOfAnImageWithStepsEither() {
        Store source = source();
        source.asOneStep(source.current().revision() - 4);
        source.nop();
        source.nop();
        source.asOneStep(source.current().revision() - 1);
        source.trim();
        takesNoOtherState(source);
    }

    @Test
    void noOtherStateIsTakenOfAnImageWithOwnersEither() {
        Store source = source();
        source.set("/a/b", -1, Samples.bytes("owned"), 3);
        source.set("/a/b", -1, Samples.bytes("owned, too"));
        source.set("/o", -1, Samples.bytes("by another"), source.current().revision());
        source.set("/c", -1, Samples.bytes("C"), 1);
        source.trim();
        takesNoOtherState(source);
    }

    private static void takesNoOtherState(Store source) {
        Tree base = source.image().start().tree();
        byte[] bytes = Images.bytes(source);
        int harmless = 0;
        for (int at = 0; at < bytes.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                try {
                    Store read = Images.read(Images.mend(flipped(bytes, at, bit)));
                    harmless++;
                    Images.assertSame(read.current(), source.current());
                    Images.assertSame(read.image().start().tree(), base);
                } catch (ImageException refused) {
                    assertThat(refused).hasMessageStartingWith("byte ");
                }
            }
        }
        // An overwritten value, the path of a file that nobody has, an estimate.
        assertThat(harmless).isBetween(100, 300);
    }

    @Test
    void randomBytesAreRefusedWhereverTheyAre() {
        Store source = source();
        byte[] bytes = Images.bytes(source);
        for (int seed = 0; seed < Counts.of(3_000, 100_000); seed++) {
            Random random = new Random(seed);
            byte[] changed = Arrays.copyOf(bytes, bytes.length + random.nextInt(40));
            int from = random.nextInt(bytes.length);
            byte[] garbage = new byte[1 + random.nextInt(changed.length - from)];
            random.nextBytes(garbage);
            System.arraycopy(garbage, 0, changed, from, garbage.length);
            if (Arrays.equals(changed, bytes)) continue;
            assertThatThrownBy(() -> Images.read(changed)).isInstanceOf(ImageException.class);
            try {
                // An overwritten value may be another one. Nothing that is current.
                Images.assertSame(Images.read(Images.mend(changed)).current(), source.current());
            } catch (ImageException refused) {
                assertThat(refused).hasMessageStartingWith("byte ");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // the head
        "64006f7a657200                  | 0, the beginning of an image",
        "646f6f7a657200 00               | 7, version 1 or 2 of the format, not 0",
        "646f6f7a657200 03               | 7, version 1 or 2 of the format, not 3",
        "H ffffffffffffffff7f            | 8, the base revision to be from 0 to "
                + "4611686018427387904, not 9223372036854775807",
        "H ffffffffffffffffff            | 8, a number of at most 9 bytes",
        "H 05 06                         | 9, the file count to be from 0 to 5, not 6",
        "H ffffffff7f ffffffff7f         | 13, the file count to be from 0 to "
                + "2147483647, not 34359738367",
        // paths of files
        "H 05 01 00                      | 10, the kept length to be from 1 to 1, not 0",
        "H 05 01 02                      | 10, the kept length to be from 1 to 1, not 2",
        "H 05 01 01 00                   | 11, the path rest length to be from 1 to 4095, not 0",
        "H 05 01 01 8020                 | 11, the path rest length to be from 1 to 4095, not 4096",
        "H 05 01 01 01 2f                | 12, a path",
        "H 05 01 01 02 612f              | 12, a path",
        "H 05 01 01 01 00                | 12, a path",
        "H 05 01 01 01 e9                | 12, a path",
        "H 05 02 01 03 612f62 01 00 04 01 63   | 19, a path that comes after the one before",
        "H 05 02 01 03 612f62 01 00 03 01 62   | 19, a path that comes after the one before",
        "H 05 02 01 03 612f62 01 00 03 01 61   | 19, a path that comes after the one before",
        "H 05 02 01 03 612f62 01 00 03 03 622f63 | 19, a path that comes after the one before",
        "H 05 02 01 03 612f62 01 00 01 03 612f63 | 19, a path that comes after the one before",
        "H 05 02 01 03 612f62 01 00 01 01 61   | 19, a path that comes after the one before",
        // the rest of files
        "H 05 01 01 01 61 00             | 13, the file revision to be from 1 to 5, not 0",
        "H 05 01 01 01 61 06             | 13, the file revision to be from 1 to 5, not 6",
        "H 05 01 01 01 61 05 818080 8001 | 14, the file value length to be from 0 to "
                + "268435456, not 268435457",
        "H 05 01 01 01 61 05 00 0000000000000000 | 15, the hash of the files read",
    })
    void whatIsWrongWithTheFilesIsSaidOfItsByte(String hex, String message) {
        isRefused(hex, message);
    }

    /** The byte and the words, for an H that stands for the right beginning. */
    private static void isRefused(String hex, String message) {
        byte[] bytes = HexFormat.of().parseHex(
                hex.replace("H", "646f6f7a65720001").replace("S", "646f6f7a65720002")
                        .replace(" ", ""));
        String expected = "byte " + message.replaceFirst(",", " of the image: expected");
        assertThatThrownBy(() -> Images.reader().accept(bytes)).isInstanceOf(ImageException.class)
                .hasMessage(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // the event of the base: it has to be one that leads there
        "5 04            | 0, the base event kind to be from 0 to 3, not 4",
        "5 01 8080808008 | 1, the base event cost to be from 0 to 2147483647, not 2147483648",
        "5 01 00 00      | 2, the path length to be from 1 to 4096, not 0",
        "5 01 00 8120    | 2, the path length to be from 1 to 4096, not 4097",
        "5 01 00 02 612f | 3, a path",
        "5 01 00 02 2f62 | 3, the path of the event that led to the files read",
        "5 01 00 01 2f   | 3, the path of the event that led to the files read",
        "4 01 00 02 2f61 | 3, the path of the event that led to the files read",
        "5 02 00 02 2f61 | 3, the path of the event that led to the files read",
        "5 02 00 01 2f   | 3, the path of the event that led to the files read",
        // events: they have to be possible
        "5 00 ffffffff07 | 1, the event count to be from 0 to 2147483646, not 2147483647",
        "5 00 01 00      | 2, the event kind to be from 1 to 3, not 0",
        "5 00 01 04      | 2, the event kind to be from 1 to 3, not 4",
        "5 00 01 01 00   | 3, the path length to be from 1 to 4096, not 0",
        "5 00 01 01 03 2f2f61        | 4, a path",
        "5 00 01 01 01 2f 00         | 6, an event that can follow",
        "5 00 01 01 04 2f612f62 00   | 9, an event that can follow",
        "5 00 01 02 01 2f            | 4, an event that can follow",
        "5 00 01 02 04 2f612f62      | 4, an event that can follow",
        "5 00 01 01 02 2f62 8180808001 | 6, the event value length to be from 0 to 268435456, not "
                + "268435457",
        "5 00 00 0000000000000000    | 2, the hash of the state that was read",
        "5 00 01 03 0000000000000000 | 3, the hash of the state that was read",
    })
    void whatIsWrongWithTheEventsIsSaidOfItsByte(String hex, String message) {
        isRefusedAfterAFile("H", hex, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // the step of the base: it began after revision 0, and ends with the events
        "5 04               | 0, the kind of an event",
        "5 848004           | 0, the base event kind to be from 0 to 65535, not 65540",
        "5 01 00 05         | 2, the base event before to be from 0 to 4, not 5",
        "5 f1ff03 00 04     | 4, the base event before to be from 0 to 3, not 4",
        "5 0b 00 00 01      | 3, the event count to be from 2 to 2147483646, not 1",
        // the steps of the events: whole, and one after the other
        "5 00 01 00         | 2, the event kind to be from 1 to 65535, not 0",
        "5 00 02 04         | 2, the kind of an event",
        "5 00 01 07         | 2, a step that ends before the events do",
        "5 00 02 0b         | 2, a step that ends before the events do",
        "5 00 03 0b 03      | 3, an event of the same step",
        "5 00 03 0b 0b      | 3, an event of the same step",
        "5 00 03 07 07      | 3, an event of the same step",
        "5 00 03 07 03 07   | 4, a step that ends before the events do",
        "5 0b 00 00 02 03   | 4, an event of the same step",
        // owners: sessions that were there before
        "5 00 01 01 02 2f62 07 | 6, the event owner to be from 0 to 6, not 7",
        "5 00 02 03 01 02 2f62 8001 | 7, the event owner to be from 0 to 7, not 128",
        "5 00 01 01 02 2f62 ffffffffffffffff7f | 6, the event owner to be from 0 to 6, not "
                + "9223372036854775807",
    })
    void whatIsWrongWithTheStepsIsSaidOfItsByte(String hex, String message) {
        isRefusedAfterAFile("S", hex, message);
    }

    private static void isRefusedAfterAFile(String beginning, String hex, String message) {
        // given the file /a, which is of revision 5, and a base of that revision or of another
        FileEntry file = new FileEntry("/a", hex.charAt(0) - '0', new byte[0]);
        Tree tree = Tree.of(5, Directory.EMPTY.with("a", file), file.hash(), 0);
        String owner = beginning.equals("S") ? " 00" : "";
        String head = beginning + " 05 01 01 01 61 0" + hex.charAt(0) + owner + " 00 "
                + HexFormat.of().toHexDigits(tree.hash());
        int at = Integer.parseInt(message.substring(0, message.indexOf(',')));

        isRefused(head + hex.substring(1), 23 + owner.length() / 3 + at
                + message.substring(message.indexOf(',')));
    }

    @Test
    void theOwnerOfAFileWasThereBeforeIt() {
        isRefused("S 05 01 01 01 61 04 05", "14, the file owner to be from 0 to 4, not 5");
        isRefused("S 05 01 01 01 61 04 ffffffffffffffff7f",
                "14, the file owner to be from 0 to 4, not 9223372036854775807");
        isRefused("S 05 01 01 01 61 04 02 00 " + HexFormat.of().toHexDigits(Tree.of(5,
                        Directory.EMPTY.with("a", new FileEntry("/a", 4, new byte[0])),
                        new FileEntry("/a", 4, new byte[0]).hash(), 0).hash()),
                "16, the hash of the files read");
    }

    @Test
    void beforeTheFirstRevisionThereIsNothing() {
        String empty = HexFormat.of().toHexDigits(Tree.EMPTY.hash());
        isRefused("H 00 01", "9, the file count to be from 0 to 0, not 1");
        isRefused("H 00 00 " + empty + " 03", "18, the base event kind to be from 0 to 0, not 3");
    }

    @Test
    void theEndIsTheEndAndTheChecksumCounts() throws ImageException {
        byte[] bytes = Images.bytes(source());
        byte[] more = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatThrownBy(() -> Images.read(more)).isInstanceOf(ImageException.class)
                .hasMessage("byte " + bytes.length + " of the image: expected no more bytes");
        assertThatThrownBy(() -> Images.read(bytes, new byte[1]))
                .isInstanceOf(ImageException.class).hasMessageContaining("no more bytes");
        byte[] last = flipped(bytes, bytes.length - 1, 0);
        assertThatThrownBy(() -> Images.read(last)).isInstanceOf(ImageException.class)
                .hasMessage("byte " + (bytes.length - 4)
                        + " of the image: expected the checksum of what was read");
    }

    @Test
    void aReaderThatFailedIsOfNoUse() {
        ImageReader reader = Images.reader();
        assertThatThrownBy(() -> reader.accept(new byte[20])).isInstanceOf(ImageException.class);

        assertThatThrownBy(() -> reader.accept(new byte[0]))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(reader::store).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void roomIsMadeForWhatArrivesNotForWhatIsAnnounced() throws ImageException {
        // given heads that announce two billion files, or a value as long as there may be
        for (String hex : new String[] {"ffffffff0f ffffffff07", "05 01 01 01 61 05 8080808001"}) {
            ImageReader reader = Images.reader();
            byte[] head = HexFormat.of().parseHex("646f6f7a65720001" + hex.replace(" ", ""));
            long before = THREADS.getCurrentThreadAllocatedBytes();

            reader.accept(head);

            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(50_000);
        }
    }

    @Test
    void aLargeValueTakesAFewTimesItsLengthHoweverItIsCut() throws ImageException {
        Store store = new Store(1, Long.MAX_VALUE);
        store.set("/large", -1, new byte[4_000_000]);
        store.nop();
        store.trim();
        byte[] bytes = Images.bytes(store);
        for (int length : new int[] {1_000, 65_536, 5_000_000}) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ImageReader reader = Images.reader();
            long allocated = 0;
            for (int from = 0; from < bytes.length; from += length) {
                byte[] piece = Arrays.copyOfRange(bytes, from,
                        Math.min(bytes.length, from + length));
                all.writeBytes(piece);
                long before = THREADS.getCurrentThreadAllocatedBytes();
                reader.accept(piece);
                allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(all.toByteArray()).isEqualTo(bytes);
            assertThat(allocated).as("in pieces of %d", length).isLessThan(25_000_000);
            Images.assertSame(reader.store(), store);
        }
    }
}
