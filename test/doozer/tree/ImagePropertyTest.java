package doozer.tree;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random histories travel as images, and go on where they arrive as they do where they are. */
class ImagePropertyTest {
    private Random random;
    private Store source;
    private Store target;
    private boolean hasOwners;

    @Test
    void whatIsInstalledIsWhatWasThereAndGoesOnLikeIt() throws ImageException {
        int trimmed = 0;
        int behind = 0;
        for (int seed = 0; seed < Counts.of(150, 4_000); seed++) {
            random = new Random(seed);
            hasOwners = seed % 2 == 1;
            int maxRevisions = 1 + random.nextInt(80);
            long maxBytes = 3_000 + random.nextInt(60_000);
            source = new Store(maxRevisions, maxBytes);
            target = new Store(maxRevisions, maxBytes);

            // given a history, of which another store may have seen the beginning
            writeToBoth(random.nextInt(100));
            if (target.current().revision() > 0) behind++;
            for (int i = random.nextInt(150); i > 0; i--) writeAndTrim(source);
            source.trim();
            if (source.oldest() > 1) trimmed++;

            // when its image is written while it goes on, cut, read and installed there
            List<byte[]> cut = imageWhileWritesGoOn();
            ImageReader reader = new ImageReader(maxRevisions, maxBytes);
            for (byte[] piece : cut) reader.accept(piece);
            target.install(reader.store());

            // then both are the same, and stay so
            Store expected = source;
            Images.assertSame(target, expected);
            writeToBoth(random.nextInt(60));
            Images.assertSame(target, expected);
        }
        assertThat(trimmed).isGreaterThan(50);
        assertThat(behind).isGreaterThan(100);
    }

    /** Writes go to the source, and are taken back: so that it is as it was for the image. */
    private List<byte[]> imageWhileWritesGoOn() {
        Image image = source.image();
        long revision = source.current().revision();
        for (int i = 0; i < 30; i++) write(source, random);
        List<byte[]> pieces = Images.pieces(image, random);
        source.rollBack(revision);
        return Images.cut(pieces, random);
    }

    private void write(Store store, Random chance) {
        if (hasOwners) Images.writeOwned(store, chance);
        else Images.write(store, chance);
    }

    private void writeAndTrim(Store store) {
        write(store, random);
        if (random.nextInt(5) == 0) store.trim();
    }

    private void writeToBoth(int writes) {
        for (int i = 0; i < writes; i++) {
            long seed = random.nextLong();
            boolean trim = random.nextInt(5) == 0;
            for (Store store : List.of(source, target)) {
                write(store, new Random(seed));
                if (trim) store.trim();
            }
        }
        source.trim();
        target.trim();
    }
}
