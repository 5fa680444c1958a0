package doozer.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ImageTest {
    private final Store store = new Store(1_000, Long.MAX_VALUE);

    private static Store trimmed(Store store, int revisions) {
        Store bounded = new Store(revisions, Long.MAX_VALUE);
        bounded.install(store);
        bounded.trim();
        return bounded;
    }

    @Test
    void anEmptyStoreIsReadAsAnEmptyStore() throws ImageException {
        Store read = Images.read(Images.bytes(store));

        assertThat(read.current()).isSameAs(Tree.EMPTY);
        Images.assertSame(read, store);
        read.nop();
        assertThat(read.event(1).kind()).isEqualTo(Event.Kind.NOP);
    }

    @Test
    void theFormatStaysWhatItIs() throws ImageException {
        // given two files and a history that begins with the second one's event
        store.set("/a/b", 0, Samples.bytes("B"));
        store.set("/a/c", 0, Samples.bytes("CC"));
        store.nop();
        store.delete("/a/b", -1);
        store.set("/d", -1, new byte[0]);
        byte[] bytes = Images.bytes(trimmed(store, 4));

        // then each byte is where Image says
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(String.join("",
                "646f6f7a657200", "01", "02", "02",
                "01", "03", "612f62", "01", "01", "42",
                "03", "01", "63", "02", "02", "4343",
                "b1276e2b99eb991d",
                "01", "ac02", "04", "2f612f63",
                "03", "03", "02", "04", "2f612f62", "01", "02", "2f64", "00",
                "76812be527e738d9", "b487639e"));
    }

    @Test
    void whatIsWrittenAndTrimmedLaterIsNotInTheImage() throws ImageException {
        // given an image of some history, of which a piece is written
        Random random = new Random(1);
        Images.write(store, random, 300);
        Store same = Images.read(Images.bytes(store));
        Image image = store.image();
        ImageWriter writer = image.writer();
        List<byte[]> pieces = new ArrayList<>(List.of(writer.next(500)));

        // when the store goes on, and forgets all of it
        Store goesOn = trimmed(store, 10);
        Images.write(goesOn, random, 300);
        goesOn.trim();
        assertThat(goesOn.oldest()).isGreaterThan(same.current().revision());

        // then the rest is still that of then
        for (byte[] piece = writer.next(500); piece != null; piece = writer.next(500)) {
            pieces.add(piece);
        }
        Images.assertSame(Images.read(pieces.toArray(byte[][]::new)), same);
        assertThat(image.tree()).isNotEqualTo(goesOn.current());
    }

    @Test
    void theOldestRevisionKeepsItsEventWhateverItIs() throws ImageException {
        store.set("/f", -1, Samples.bytes("one"));
        store.set("/f", -1, Samples.bytes("two"));
        store.delete("/f", -1);
        store.delete("/g/h", -1);
        store.set("/e", -1, new byte[0]);
        store.nop();
        store.nop();
        for (int revisions = 6; revisions > 0; revisions--) {
            Store source = trimmed(Images.read(Images.bytes(store)), revisions);
            assertThat(source.oldest()).isEqualTo(8 - revisions);

            Store read = Images.read(Images.bytes(source));

            Images.assertSame(read, source);
            Event event = read.event(read.oldest());
            if (event.kind() == Event.Kind.SET) {
                // One value, as in the store that wrote it.
                FileEntry file = (FileEntry) read.at(read.oldest()).find(event.path());
                assertThat(event.value()).isSameAs(file.value());
            }
        }
    }

    @Test
    void thePiecesMayBeCutAnywhere() throws ImageException {
        Images.write(store, new Random(2), 60);
        Store source = trimmed(store, 20);
        byte[] bytes = Images.bytes(source);

        // in two pieces, wherever it is
        for (int cut = 0; cut <= bytes.length; cut++) {
            Store read = Images.read(Arrays.copyOf(bytes, cut),
                    Arrays.copyOfRange(bytes, cut, bytes.length));
            assertThat(read.current().hash()).isEqualTo(source.current().hash());
        }
        // and byte by byte, of which only the last completes it
        ImageReader reader = Images.reader();
        for (int i = 0; i < bytes.length; i++) {
            assertThat(reader.accept(new byte[0])).isFalse();
            assertThat(reader.accept(new byte[] {bytes[i]})).isEqualTo(i == bytes.length - 1);
        }
        assertThat(reader.accept(new byte[0])).isTrue();
        Images.assertSame(reader.store(), source);
    }

    @Test
    void aPieceIsAboutAsLongAsItWasAskedFor() throws ImageException {
        // given files of which one is far larger than a piece
        for (int i = 0; i < 500; i++) store.set("/dir/f" + i, -1, new byte[i % 7]);
        store.set("/large", -1, new byte[100_000]);
        ImageWriter writer = store.image().writer();

        List<byte[]> pieces = new ArrayList<>();
        for (byte[] piece = writer.next(200); piece != null; piece = writer.next(200)) {
            pieces.add(piece);
        }

        // then all but that one and the last are a little longer than asked for
        List<Integer> lengths = pieces.stream().map(piece -> piece.length)
                .filter(length -> length < 200 || length > 230).toList();
        assertThat(lengths).hasSizeLessThanOrEqualTo(2);
        assertThat(lengths).anyMatch(length -> length > 100_000 && length < 100_250);
        Images.assertSame(Images.read(pieces.toArray(byte[][]::new)), store);
    }

    @Test
    void directoriesOfAnySizeAndDepthAreBuiltInBalance() throws ImageException {
        // given large directories around and in one another, and the deepest path
        for (int i = 0; i < 1_500; i++) store.set("/d/" + i, -1, Samples.bytes("f" + i));
        for (int i = 0; i < 1_100; i++) store.set("/d/500x/" + i + "/e", -1, new byte[0]);
        for (int i = 0; i < 513; i++) store.set("/e/" + i + "/x", -1, new byte[0]);
        store.set("/x".repeat(Path.MAX_LENGTH / 2), -1, Samples.bytes("deep"));
        store.set("/x".repeat(Path.MAX_LENGTH / 4) + "/y", -1, Samples.bytes("half way"));
        Store source = trimmed(store, 1);
        assertThat(source.current().root().files()).isEqualTo(3_115);

        Store read = Images.read(Images.bytes(source));

        Images.assertSame(read, source);
        int height = Invariants.checkNodes(((Directory) read.current().find("/d")).names(), null,
                null);
        assertThat(height).isLessThanOrEqualTo(14);
    }

    @Test
    void theReadersBoundsHoldWhileItReads() throws ImageException {
        Images.write(store, new Random(3), 500);
        byte[] bytes = Images.bytes(store);
        ImageReader byRevisions = new ImageReader(7, Long.MAX_VALUE);
        ImageReader byBytes = new ImageReader(1_000, 10_000);

        byRevisions.accept(bytes);
        byBytes.accept(bytes);

        assertThat(byRevisions.store().historyLength()).isEqualTo(7);
        assertThat(byBytes.store().historyBytes()).isBetween(8_000L, 10_000L);
        Images.assertSame(byRevisions.store().current(), store.current());
        Images.assertSame(byBytes.store().current(), store.current());
    }

    @Test
    void installingReplacesStateAndHistoryAndLeavesNothingBehind() throws ImageException {
        // given a store that is behind
        store.set("/f", -1, Samples.bytes("old"));
        Store source = trimmed(Samples.store(List.of("/f", "/g", "/d/h")), 2);
        Store loaded = Images.read(Images.bytes(source));

        // when
        store.install(loaded);

        // then it is the other one, which is empty
        Images.assertSame(store, source);
        Images.assertSame(loaded, new Store(1, 0));
        loaded.nop();
        assertThat(store.current().revision()).isEqualTo(3);
        // and its own bounds count
        for (int i = 0; i < 2_000; i++) store.nop();
        store.trim();
        assertThat(store.historyLength()).isEqualTo(1_000);
    }

    @Test
    void installingGoesForwardOnly() throws ImageException {
        Store behind = Samples.store(List.of("/a"));
        store.nop();
        store.nop();
        assertThatThrownBy(() -> store.install(behind)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("installing goes forward");
        assertThatThrownBy(() -> store.install(store)).isInstanceOf(IllegalStateException.class);

        // The same revision is not behind: its slot may be later.
        Store same = Images.read(Images.bytes(store));
        store.install(same);
        assertThat(store.current().revision()).isEqualTo(2);
    }

    @Test
    void aHistoryThatBeginsAnewBehindAGapTravelsToo() throws ImageException {
        // given files, and a history that begins a billion revisions after their last
        Store before = Samples.store(List.of("/a", "/b/c"));
        Tree state = Tree.of(1_000_000_002L, before.current().root(), sumOf(before), 0);
        store.begin(new Start(state, null, 0));
        assertThat(store.oldest()).isEqualTo(1_000_000_003L);

        // then it travels as it is, and after writes, too
        Images.assertSame(Images.read(Images.bytes(store)), store);
        store.set("/b/c", -1, Samples.bytes("new"));
        store.nop();
        Store read = Images.read(Images.bytes(store));
        Images.assertSame(read, store);
        assertThat(read.oldest()).isEqualTo(1_000_000_003L);
        read.rollBack(1_000_000_002L);
        Images.assertSame(read.current(), state);
    }

    private static long sumOf(Store store) {
        long sum = 0;
        Walk walk = store.current().walk(Tree.EVERYTHING);
        while (walk.advance(1_000) == Walk.Step.FOUND) sum += walk.file().hash();
        return sum;
    }
}
