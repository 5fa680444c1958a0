package doozer.golden;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON (RFC 8259), for tests: an object becomes a {@link Map} in its own order, an array a
 * {@link List}, a number a {@link Long} or, where that does not hold it, a {@link BigDecimal}.
 */
public final class Json {
    private static final String ESCAPED = "\"\\/bfnrt";
    private static final String MEANT = "\"\\/\b\f\n\r\t";

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** Reads one value, which has to be all that there is. */
    public static Object parse(String text) {
        Json json = new Json(text);
        Object value = json.value();
        if (json.peek() != 0) throw json.bad("more than one value");
        return value;
    }

    private Object value() {
        char c = peek();
        return switch (c) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", Boolean.TRUE);
            case 'f' -> word("false", Boolean.FALSE);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        take('{');
        if (peek() != '}') {
            do {
                if (peek() != '"') throw bad("a name expected");
                String name = string();
                take(':');
                if (object.containsKey(name)) throw bad("a second " + name);
                object.put(name, value());
            } while (takeIf(','));
        }
        take('}');
        return object;
    }

    private List<Object> array() {
        List<Object> array = new ArrayList<>();
        take('[');
        if (peek() != ']') {
            do {
                array.add(value());
            } while (takeIf(','));
        }
        take(']');
        return array;
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        take('"');
        while (true) {
            char c = next();
            if (c == '"') return string.toString();
            if (c < ' ') throw bad("a control character in a string");
            string.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() {
        char c = next();
        if (c == 'u') {
            if (at + 4 > text.length()) throw bad("half an escape");
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        int which = ESCAPED.indexOf(c);
        if (which < 0) throw bad("an unknown escape");
        return MEANT.charAt(which);
    }

    private Number number() {
        int start = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) at++;
        String digits = text.substring(start, at);
        if (digits.isEmpty()) throw bad("a value expected");
        BigDecimal number = new BigDecimal(digits);
        boolean isLong = number.scale() == 0 && number.unscaledValue().bitLength() < Long.SIZE;
        if (isLong) return number.longValue();
        return number;
    }

    private Object word(String word, Object meaning) {
        if (!text.startsWith(word, at)) throw bad(word + " expected");
        at += word.length();
        return meaning;
    }

    private void take(char wanted) {
        if (!takeIf(wanted)) throw bad(wanted + " expected");
    }

    private boolean takeIf(char wanted) {
        boolean isThere = peek() == wanted;
        if (isThere) at++;
        return isThere;
    }

    /** The next character that is no blank, or 0 at the end. */
    private char peek() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
        return at < text.length() ? text.charAt(at) : 0;
    }

    private char next() {
        if (at == text.length()) throw bad("the end in a string");
        return text.charAt(at++);
    }

    private IllegalArgumentException bad(String what) {
        return new IllegalArgumentException(what + " at " + at + " of " + text);
    }
}
