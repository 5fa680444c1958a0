package doozer.backup;

import doozer.backup.BackupException.Kind;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The lines of an older tool's journal, {@code REV|set|path|value} and {@code REV|del|path|}, one a
 * line. Values are not escaped there: one with an LF in it makes two lines, of which the second is
 * none. Owned by one thread.
 */
final class LineFile {
    private static final int PARTS = 4;

    private final Path file;
    private final TreeMap<String, byte[]> files = new TreeMap<>(PathOrder.WALK);
    private long number;

    private LineFile(Path file) {
        this.file = file;
    }

    /**
     * Reads all of it.
     *
     * @return what is to be at each path after its last line; null for nothing
     * @throws BackupException naming the line that is wrong
     */
    static Map<String, byte[]> read(Path file) throws IOException {
        LineFile lines = new LineFile(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            for (byte[] line = lines.next(in); line != null; line = lines.next(in)) {
                lines.take(line);
            }
        }
        return lines.files;
    }

    private byte[] next(InputStream in) throws IOException {
        number++;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') return line.toByteArray();
            line.write(c);
            if (line.size() > Item.MAX_PAYLOAD) throw wrong("it is longer than any value");
        }
        if (line.size() == 0) return null;
        throw wrong("the file ends within this line: it was cut off");
    }

    private void take(byte[] line) throws BackupException {
        // One char a byte: the value is taken as it is.
        String text = new String(line, StandardCharsets.ISO_8859_1);
        String[] parts = text.split("\\|", PARTS);
        if (parts.length < PARTS - 1) {
            throw wrong("it is not REV|set|path|value nor REV|del|path");
        }
        if (!parts[0].matches("[0-9]{1,18}")) throw wrong("it does not begin with a revision");
        if (!doozer.tree.Path.isValid(parts[2]) || parts[2].length() == 1) {
            throw wrong("it has no valid path: names have letters, digits, . - and _ only");
        }
        switch (parts[1]) {
            case "set" -> {
                if (parts.length < PARTS) throw wrong("it sets a file, and has no value");
                files.put(parts[2], parts[PARTS - 1].getBytes(StandardCharsets.ISO_8859_1));
            }
            case "del" -> {
                boolean hasValue = parts.length == PARTS && !parts[PARTS - 1].isEmpty();
                if (hasValue) throw wrong("it deletes a file, and has a value");
                files.put(parts[2], null);
            }
            default -> throw wrong("it is neither set nor del");
        }
    }

    private BackupException wrong(String what) {
        return new BackupException(Kind.DAMAGED, file, "line " + number + ": " + what
                + "; nothing was changed");
    }
}
