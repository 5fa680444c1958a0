package doozer.history;

import java.nio.charset.StandardCharsets;

/** Values in sentences. Stateless. */
final class Text {
    static final byte[] NOTHING = new byte[0];
    private static final int LONGEST = 40;

    private Text() {
    }

    /** A value between quotes, cut when it is long. */
    static String of(byte[] value) {
        int length = Math.min(value.length, LONGEST);
        String text = new String(value, 0, length, StandardCharsets.ISO_8859_1);
        return value.length > LONGEST ? "'" + text + "...' of " + value.length : "'" + text + "'";
    }
}
