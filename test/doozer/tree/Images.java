package doozer.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;

/** Images as bytes, and stores that have to be the same. */
final class Images {
    private Images() {
    }

    /** The bytes of a store. */
    static byte[] bytes(Store store) {
        return bytes(store.image());
    }

    static byte[] bytes(Image image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = image.writer();
        for (byte[] piece = writer.next(100); piece != null; piece = writer.next(100)) {
            bytes.writeBytes(piece);
        }
        return bytes.toByteArray();
    }

    /** An image in pieces, each written as long as chance says. */
    static List<byte[]> pieces(Image image, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        ImageWriter writer = image.writer();
        int most = 1 + random.nextInt(300);
        byte[] piece = writer.next(random.nextInt(most));
        while (piece != null) {
            assertThat(piece).isNotEmpty();
            pieces.add(piece);
            piece = writer.next(random.nextInt(most));
        }
        assertThat(writer.next(100)).isNull();
        return pieces;
    }

    /** The same bytes, cut elsewhere. */
    static List<byte[]> cut(List<byte[]> pieces, Random random) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) all.writeBytes(piece);
        byte[] bytes = all.toByteArray();
        List<byte[]> cut = new ArrayList<>();
        int most = 1 + random.nextInt(200);
        int from = 0;
        while (from < bytes.length) {
            int to = Math.min(bytes.length, from + random.nextInt(most + 1));
            cut.add(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        return cut;
    }

    static ImageReader reader() {
        return new ImageReader(Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /** The store that is read from bytes. */
    static Store read(byte[]... pieces) throws ImageException {
        ImageReader reader = reader();
        boolean complete = false;
        for (byte[] piece : pieces) complete = reader.accept(piece);
        Store store = reader.store();
        assertThat(complete).isTrue();
        return store;
    }

    /** Gives changed bytes the checksum that they need. */
    static byte[] mend(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
        return bytes;
    }

    /** Everything that can be read of two stores is the same. */
    static void assertSame(Store actual, Store expected) {
        assertThat(actual.current().revision()).isEqualTo(expected.current().revision());
        assertThat(actual.oldest()).isEqualTo(expected.oldest());
        assertThat(actual.historyLength()).isEqualTo(expected.historyLength());
        assertThat(actual.historyBytes()).isEqualTo(expected.historyBytes());
        assertSame(actual.current(), expected.current());
        for (long revision = expected.oldest(); revision <= expected.current().revision();
                revision++) {
            assertSame(actual.at(revision), expected.at(revision));
            assertThat(actual.event(revision)).usingRecursiveComparison()
                    .isEqualTo(expected.event(revision));
        }
        assertThat(actual.image().start().event() == null)
                .isEqualTo(expected.image().start().event() == null);
    }

    /** Two trees hold the same files, and say the same of themselves. */
    static void assertSame(Tree actual, Tree expected) {
        assertThat(actual.revision()).isEqualTo(expected.revision());
        assertThat(actual.hash()).isEqualTo(expected.hash());
        assertThat(files(actual)).isEqualTo(files(expected));
        Invariants.check(actual);
    }

    /** Each file as text: path, revision, owner and value. */
    static List<String> files(Tree tree) {
        List<String> files = new ArrayList<>();
        Walk walk = tree.walk(Tree.EVERYTHING);
        while (walk.advance(Integer.MAX_VALUE) == Walk.Step.FOUND) {
            files.add(walk.path() + " " + walk.file().revision() + " "
                    + walk.file().owner() + " " + Arrays.toString(walk.file().value()));
        }
        return files;
    }

    /** One random write, of files that meet. Failed ones are no writes. */
    static void write(Store store, Random random) {
        String path = Samples.path(random, 3);
        int kind = random.nextInt(10);
        if (kind == 0) {
            store.nop();
        } else if (kind < 4) {
            store.delete(path, -1);
        } else {
            byte[] value = new byte[random.nextInt(4) == 0 ? random.nextInt(400) : 2];
            random.nextBytes(value);
            store.set(path, -1, value);
        }
    }

    /** As {@link #write}, or a set by which a file gets another owner, or loses it. */
    static void writeOwned(Store store, Random random) {
        if (random.nextInt(3) > 0) {
            write(store, random);
            return;
        }
        long newest = store.current().revision() + 1;
        long owner = random.nextInt(4) == 0 ? 0 : Math.max(1, newest - random.nextInt(300));
        store.set(Samples.path(random, 3), -1, new byte[random.nextInt(9)], owner);
    }

    static void write(Store store, Random random, int writes) {
        for (int i = 0; i < writes; i++) write(store, random);
    }
}
