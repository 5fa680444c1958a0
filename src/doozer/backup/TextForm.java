package doozer.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A state for people to read and compare: one file or change a line, no line longer for its
 * escapes than it must be. It cannot be restored. Owned by one thread.
 */
final class TextForm implements Form {
    private static final int BUFFER = 1 << 16;
    private static final String HEX = "0123456789abcdef";

    private final BackupWriter.Sink to;
    private final StringBuilder kept = new StringBuilder();
    private long bytes;
    private long files;
    private long changes;

    TextForm(BackupWriter.Sink to, Item.Head head) throws IOException {
        this.to = to;
        kept.append("# doozer backup as text, form 1\n# cluster ");
        escape(head.name());
        kept.append("\n# identity ").append(head.identity());
        kept.append("\n# revision ").append(head.base());
        if (head.is(Item.Head.HISTORY)) kept.append(" and what follows it");
        if (head.is(Item.Head.LOCAL)) kept.append("\n# local: one node's, perhaps behind");
        kept.append("\n# made ").append(Instant.ofEpochMilli(head.timeMillis()));
        kept.append(" by doozer ").append(head.program()).append('\n');
        flush();
    }

    @Override
    public void file(Item.File file) throws IOException {
        files++;
        kept.append("file ").append(file.path()).append(' ').append(file.revision());
        owner(file.owner(), file.ttlMillis());
        body(file.body());
        endOfLine();
    }

    @Override
    public void change(Item.Change change) throws IOException {
        changes++;
        kept.append(switch (change.kind()) {
            case SET -> "set ";
            case DEL -> "del ";
            case NOP -> "nop ";
        }).append(change.path()).append(' ').append(change.revision());
        if (change.hasMore()) kept.append(" more");
        owner(change.owner(), change.ttlMillis());
        if (change.kind() == Item.Kind.SET) body(change.body());
        endOfLine();
    }

    private void owner(long owner, long ttlMillis) {
        if (owner > 0) kept.append(" owner=").append(owner);
        if (ttlMillis > 0) kept.append(" ttl=").append(ttlMillis).append("ms");
    }

    private void body(byte[] body) {
        kept.append(" \"");
        try {
            escape(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)));
        } catch (CharacterCodingException e) {
            for (byte one : body) {
                if (one >= 0) escape((char) one);
                else hex(one);
            }
        }
        kept.append('"');
    }

    private void escape(CharSequence text) {
        for (int i = 0; i < text.length(); i++) escape(text.charAt(i));
    }

    private void escape(char c) {
        switch (c) {
            case '\n' -> kept.append("\\n");
            case '\r' -> kept.append("\\r");
            case '\t' -> kept.append("\\t");
            case '"', '\\' -> kept.append('\\').append(c);
            default -> {
                // What moves a terminal's cursor, or turns the direction of letters, is shown.
                if (c < ' ' || c == 0x7f) hex((byte) c);
                else if (isHidden(c)) kept.append(String.format("\\u%04x", (int) c));
                else kept.append(c);
            }
        }
    }

    private static boolean isHidden(char c) {
        int type = Character.getType(c);
        return type == Character.CONTROL || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }

    private void hex(byte one) {
        kept.append("\\x").append(HEX.charAt(one >> 4 & 15)).append(HEX.charAt(one & 15));
    }

    private void endOfLine() throws IOException {
        kept.append('\n');
        if (kept.length() >= BUFFER) flush();
    }

    @Override
    public void end() throws IOException {
        kept.append("# end: ").append(files).append(" files, ").append(changes)
                .append(" changes\n");
        flush();
    }

    @Override
    public long bytes() {
        return bytes + kept.length();
    }

    private void flush() throws IOException {
        byte[] text = kept.toString().getBytes(StandardCharsets.UTF_8);
        kept.setLength(0);
        bytes += text.length;
        to.write(ByteBuffer.wrap(text));
    }
}
