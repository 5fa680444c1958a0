package doozer.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** What INFO tells, taken apart; a node that is older tells less. Immutable. */
final class InfoText {
    private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();

    private InfoText() {
    }

    static InfoText parse(String text) {
        InfoText info = new InfoText();
        Map<String, String> section = info.begin("");
        for (String line : text.split("\r?\n")) {
            int colon = line.indexOf(':');
            if (line.startsWith("# ")) {
                section = info.begin(line.substring(2));
            } else if (colon > 0) {
                section.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return info;
    }

    private Map<String, String> begin(String section) {
        return sections.computeIfAbsent(section, name -> new LinkedHashMap<>());
    }

    /** The lines of a section, in order; none if it is not there. */
    Map<String, String> section(String name) {
        return sections.getOrDefault(name, Map.of());
    }

    /** A value, or the other one if it is not there. */
    String text(String section, String key, String otherwise) {
        return section(section).getOrDefault(key, otherwise);
    }

    /** A value that is a number; null if it is not there, or is none. */
    Long number(String section, String key) {
        return number(section(section).get(key));
    }

    /** The words {@code name=value} of a value, in order. */
    Map<String, String> words(String section, String key) {
        return words(text(section, key, ""));
    }

    static Map<String, String> words(String text) {
        Map<String, String> words = new LinkedHashMap<>();
        for (String word : text.split(" ")) {
            int equals = word.indexOf('=');
            if (equals > 0) words.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return words;
    }

    static Long number(String text) {
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
