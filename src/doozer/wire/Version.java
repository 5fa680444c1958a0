package doozer.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Which version of Doozer this is: what the build wrote beside this class. */
public final class Version {
    private static final String UNKNOWN = "unknown";
    private static final int MAX_TEXT = 64;

    private Version() {
    }

    /** The version, as {@code 1.0.0}; "unknown" for classes that no build has put together. */
    public static String text() {
        try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
            return in == null ? UNKNOWN : read(in);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /** The first word, so that whatever the file holds, it stays one word of one line. */
    static String read(InputStream in) throws IOException {
        String text = new String(in.readNBytes(MAX_TEXT), StandardCharsets.US_ASCII).strip();
        int end = 0;
        while (end < text.length() && text.charAt(end) > ' ' && text.charAt(end) <= '~') end++;
        return end == 0 ? UNKNOWN : text.substring(0, end);
    }
}
