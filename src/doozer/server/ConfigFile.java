package doozer.server;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * A file of {@code -config}: Java properties in UTF-8, where besides a blank and {@code #} end a
 * value, so that what {@code -print-config} prints is such a file. Owned by whoever reads it.
 */
final class ConfigFile extends Properties {
    private static final long serialVersionUID = 1;
    /** Bytes of a file; so much is no list of options, and is refused. */
    private static final int MAX_BYTES = 1 << 20;

    /** Keys and values in turn, in the order of the file: a map would hide what is given twice. */
    private final ArrayList<String> pairs = new ArrayList<>();

    private ConfigFile() {
    }

    /**
     * The keys and values of a file in turn, in its order.
     *
     * @param label who named the file
     * @throws OptionException if it cannot be read or is no such file
     */
    static List<String> read(String path, String label) throws OptionException {
        String text;
        try (InputStream in = new FileInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) throw bad(path, label, "it is longer than 1 MiB");
            text = new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage());
            // The library puts the system's reason behind the path, or gives it alone.
            if (reason.startsWith(path)) reason = reason.substring(path.length()).strip();
            throw bad(path, label, reason);
        }
        ConfigFile file = new ConfigFile();
        try {
            file.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            throw bad(path, label, String.valueOf(e.getMessage()));
        }
        return file.pairs;
    }

    /** Called by {@link #load} for each line: keeps what a map would not. */
    @Override
    public synchronized Object put(Object key, Object value) {
        pairs.add((String) key);
        pairs.add(withoutComment((String) value));
        return null;
    }

    private static String withoutComment(String value) {
        for (int i = value.indexOf('#'); i >= 0; i = value.indexOf('#', i + 1)) {
            if (i == 0 || value.charAt(i - 1) == ' ' || value.charAt(i - 1) == '\t') {
                return value.substring(0, i).strip();
            }
        }
        return value.strip();
    }

    private static OptionException bad(String path, String label, String reason) {
        String message = label + ": cannot read " + Log.safe(path) + ": " + Log.quoted(reason);
        return OptionException.badOption(message);
    }
}
