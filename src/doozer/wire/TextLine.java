package doozer.wire;

import java.util.Arrays;

/** One line, taken apart word by word from its beginning. Owned by whoever takes it apart. */
final class TextLine {
    private final byte[] bytes;
    private int at;

    TextLine(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The next word, or null at the end. */
    String word() {
        while (at < bytes.length && isBlank(bytes[at])) at++;
        int from = at;
        while (at < bytes.length && !isBlank(bytes[at])) at++;
        return from == at ? null : FrameDecoder.text(Arrays.copyOfRange(bytes, from, at));
    }

    /** Everything behind the one blank that ends the last word, blanks and all. */
    byte[] rest() {
        int from = Math.min(bytes.length, at + 1);
        at = bytes.length;
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
