package doozer.tree;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Writes an image as bytes, a piece at a time; owned by the thread that uses it. Pieces may be cut
 * and joined on their way: {@link ImageReader} does not mind.
 */
public final class ImageWriter {
    private static final int FIRST_BYTES = 1 << 12;

    private final Image image;
    private final CRC32C crc = new CRC32C();
    /** Null when all files are written. */
    private Walk walk;
    private long filesWritten;
    private int eventsWritten;
    private boolean over;
    /** The path of the file before; at first what is before all. */
    private String previous = "/";
    /** What the next piece begins with, as far as it is written. */
    private byte[] piece = new byte[FIRST_BYTES];
    private int length;

    ImageWriter(Image image) {
        Tree tree = image.start().tree();
        this.image = image;
        this.walk = tree.walk(Tree.EVERYTHING);
        fixed(Image.MAGIC, Long.BYTES - 1);
        fixed(image.isPlain() ? Image.VERSION_PLAIN : Image.VERSION_FULL, 1);
        number(tree.revision());
        number(tree.root().files());
    }

    /**
     * The next piece, or null after the last. The work is in proportion to its length.
     *
     * @param aboutBytes how long: the last file or event in it, with its value, may make it longer
     */
    public byte[] next(int aboutBytes) {
        if (over) return null;
        do {
            write();
        } while (length < aboutBytes && !over);
        byte[] done = Arrays.copyOf(piece, length);
        crc.update(done);
        length = 0;
        return done;
    }

    /** Writes one file or event, or what is between and behind them. */
    private void write() {
        Event[] later = image.later();
        if (walk != null) {
            if (walk.advance(Integer.MAX_VALUE) == Walk.Step.FOUND) {
                file(walk.path(), walk.file());
            } else {
                walk = null;
                start(image.start());
                number(later.length);
            }
        } else if (eventsWritten < later.length) {
            event(later[eventsWritten++]);
        } else {
            fixed(image.tree().hash(), Long.BYTES);
            crc.update(piece, 0, length);
            fixed(crc.getValue(), Integer.BYTES);
            over = true;
        }
    }

    private void file(String path, FileEntry file) {
        int kept = Path.shared(previous, path);
        previous = path;
        filesWritten++;
        number(kept);
        text(path.substring(kept));
        number(file.revision());
        ownerAndValue(file);
    }

    private void ownerAndValue(FileEntry file) {
        if (!image.isPlain()) number(file.owner());
        value(file.value());
    }

    private void start(Start start) {
        Check.that(filesWritten == start.tree().root().files(), "a walk finds every file");
        fixed(start.tree().hash(), Long.BYTES);
        Event event = start.event();
        number(event == null ? 0 : Image.code(event));
        if (event == null) return;
        number(start.cost());
        if (!image.isPlain()) number(event.revision() - event.first());
        if (event.kind() != Event.Kind.NOP) text(event.path());
    }

    private void event(Event event) {
        number(Image.code(event));
        if (event.kind() == Event.Kind.NOP) return;
        text(event.path());
        if (event.kind() == Event.Kind.SET) ownerAndValue(event.file());
    }

    private void text(String text) {
        value(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void value(byte[] value) {
        Check.that(value.length <= Image.MAX_VALUE, "a value can be read back");
        number(value.length);
        bytes(value);
    }

    private void bytes(byte[] bytes) {
        makeRoom(bytes.length);
        System.arraycopy(bytes, 0, piece, length, bytes.length);
        length += bytes.length;
    }

    private void number(long number) {
        makeRoom(Long.BYTES + 2);
        long rest = number;
        while (rest >>> 7 != 0) {
            piece[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        piece[length++] = (byte) rest;
    }

    private void fixed(long bits, int size) {
        makeRoom(size);
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
            piece[length++] = (byte) (bits >>> shift);
        }
    }

    private void makeRoom(int bytes) {
        if (bytes <= piece.length - length) return;
        piece = Arrays.copyOf(piece, Math.max(2 * length, length + bytes));
    }
}
