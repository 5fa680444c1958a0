package doozer.web;

import doozer.tree.Event;
import doozer.tree.FileEntry;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Writes values of files: as text where they are that, else as hexadecimal digits. Stateless. */
final class Values {
    /** Bytes of a value that are shown where there are many. */
    static final int SHOWN = 256;

    private Values() {
    }

    /** The members rev, size, text or hex, and cut, of which up to so many bytes are shown. */
    static Json put(Json json, FileEntry file, int most) {
        return putValue(json.put("rev", file.revision()), file.value(), most);
    }

    /** The members rev, kind and, of what was set, the value. */
    static Json put(Json json, Event event) {
        if (event.kind() != Event.Kind.SET) return putDeletion(json, event.revision());
        return putVersion(json, event.file());
    }

    static Json putDeletion(Json json, long revision) {
        return json.put("rev", revision).put("kind", "del");
    }

    static Json putVersion(Json json, FileEntry file) {
        json.put("rev", file.revision()).put("kind", "set");
        return putValue(json, file.value(), SHOWN);
    }

    private static Json putValue(Json json, byte[] value, int most) {
        int count = Math.min(value.length, most);
        boolean isCut = count < value.length;
        json.put("size", value.length);
        String text = text(value, count, isCut);
        if (text == null) json.putHex("hex", value, count);
        else json.put("text", text);
        if (isCut) json.put("cut", true);
        return json;
    }

    /** The first bytes as text, without a sign that was cut; null if they are none. */
    private static String text(byte[] value, int count, boolean isCut) {
        CharBuffer text = CharBuffer.allocate(count);
        CoderResult result = StandardCharsets.UTF_8.newDecoder()
                .decode(ByteBuffer.wrap(value, 0, count), text, !isCut);
        if (result.isError()) return null;
        text.flip();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isUsual = c == '\t' || c == '\n' || c == '\r';
            if (Character.isISOControl(c) && !isUsual) return null;
        }
        return text.toString();
    }
}
