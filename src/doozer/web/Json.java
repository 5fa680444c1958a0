package doozer.web;

import java.nio.charset.StandardCharsets;

/**
 * JSON (RFC 8259) being written. Nothing that a text contains ends a string, a line or a script:
 * what HTML, JavaScript or a terminal takes for more than text is escaped. Owned by who fills it.
 */
final class Json {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder(256);
    private boolean needsComma;

    private void separate() {
        if (needsComma) out.append(',');
        needsComma = true;
    }

    private void open(char bracket) {
        out.append(bracket);
        needsComma = false;
    }

    private Json close(char bracket) {
        out.append(bracket);
        needsComma = true;
        return this;
    }

    /** Begins an object, the whole or an element. */
    Json object() {
        separate();
        open('{');
        return this;
    }

    Json endObject() {
        return close('}');
    }

    /** Begins a member that is an object. */
    Json object(String name) {
        name(name);
        open('{');
        return this;
    }

    /** Begins a member that is an array. */
    Json array(String name) {
        name(name);
        open('[');
        return this;
    }

    Json endArray() {
        return close(']');
    }

    private Json name(String name) {
        separate();
        quote(name);
        out.append(':');
        return this;
    }

    Json put(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    Json put(String name, long value) {
        name(name).out.append(value);
        return this;
    }

    Json put(String name, boolean value) {
        name(name).out.append(value);
        return this;
    }

    Json putNull(String name) {
        name(name).out.append("null");
        return this;
    }

    /** A number with three decimals, given in thousandths. */
    Json putThousandths(String name, long value) {
        name(name).out.append(value / 1000).append('.');
        long rest = value % 1000;
        out.append(rest / 100).append(rest / 10 % 10).append(rest % 10);
        return this;
    }

    /** An element that is a text. */
    Json add(String value) {
        separate();
        quote(value);
        return this;
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (isPlain(c)) out.append(c);
            else escape(c);
        }
        out.append('"');
    }

    /** Half a pair, an end of a line of any kind, and what turns the direction are not. */
    private static boolean isPlain(char c) {
        if (c < 128) return c >= ' ' && c != 127 && c != '<' && c != '>' && c != '&';
        if (c < 160 || c >= '\u2028' && c <= '\u202e') return false;
        return !(c >= '\u2066' && c <= '\u2069') && c != '\ufeff' && c < '\ufff0';
    }

    private void escape(char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) out.append(HEX.charAt(c >> shift & 15));
    }

    /** The bytes as hexadecimal digits, as a member. */
    Json putHex(String name, byte[] value, int count) {
        name(name).out.append('"');
        for (int i = 0; i < count; i++) {
            out.append(HEX.charAt(value[i] >> 4 & 15)).append(HEX.charAt(value[i] & 15));
        }
        out.append('"');
        return this;
    }

    /** About how long it is. */
    int length() {
        return out.length();
    }

    byte[] bytes() {
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return out.toString();
    }

    /** What is said about a request that fails. */
    static byte[] error(String message) {
        return new Json().object().put("error", message).endObject().bytes();
    }
}
