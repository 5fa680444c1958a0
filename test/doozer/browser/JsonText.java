package doozer.browser;

import java.util.Collection;
import java.util.Map;
import java.util.StringJoiner;

/** Writes maps, lists, texts, numbers and truths as JSON. Stateless. */
final class JsonText {
    private JsonText() {
    }

    static String of(Object value) {
        if (value instanceof Map<?, ?> map) {
            StringJoiner fields = new StringJoiner(",", "{", "}");
            map.forEach((name, field) -> fields.add(of(name) + ":" + of(field)));
            return fields.toString();
        }
        if (value instanceof Collection<?> list) {
            StringJoiner items = new StringJoiner(",", "[", "]");
            for (Object item : list) items.add(of(item));
            return items.toString();
        }
        return value instanceof String text ? quoted(text) : String.valueOf(value);
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            boolean isPlain = c >= ' ' && c < 0x7f && c != '"' && c != '\\';
            if (isPlain) json.append(c);
            else json.append(String.format("\\u%04x", (int) c));
        }
        return json.append('"').toString();
    }
}
