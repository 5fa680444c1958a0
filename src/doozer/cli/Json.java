package doozer.cli;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Writes one JSON object (RFC 8259) on one line. Owned by the calling thread. */
final class Json {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder line = new StringBuilder("{");

    Json put(String name, String text) {
        name(name);
        quote(text);
        return this;
    }

    Json put(String name, long number) {
        name(name);
        line.append(number);
        return this;
    }

    /** Puts an object that is complete. */
    Json put(String name, Json object) {
        name(name);
        line.append(object.line).append('}');
        return this;
    }

    /** Puts the body of a file: as text if it is plain text, else in base64 as another field. */
    Json putBody(byte[] body) {
        String text = plainText(body);
        return text != null ? put("body", text)
                : put("base64", Base64.getEncoder().encodeToString(body));
    }

    /** The object, with its line end. */
    String line() {
        return line + "}\n";
    }

    private void name(String name) {
        if (line.length() > 1) line.append(',');
        quote(name);
        line.append(':');
    }

    /** Bytes that are UTF-8 without control characters but for line ends and tabs; else null. */
    private static String plainText(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t') return null;
        }
        // What is no UTF-8 was replaced when it was read, and does not come back the same.
        return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), body) ? text : null;
    }

    private void quote(String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> line.append('\\').append(c);
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (c < ' ') escape(c);
                    else line.append(c);
                }
            }
        }
        line.append('"');
    }

    private void escape(char c) {
        line.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
    }
}
