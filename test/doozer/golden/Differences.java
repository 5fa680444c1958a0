package doozer.golden;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The list of where we answer otherwise than the recordings, as in differences.txt, which says how
 * it is to be read. Remembers which entries were used. One thread's.
 */
final class Differences {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}]+)}");
    private static final String UNTIL_NOP = "silent until nop: ";
    private static final String REFUSES = "refuses to start: ";
    private static final String EVERY_START = "*/START";

    private final Map<String, String> rules = new LinkedHashMap<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> used = new HashSet<>();

    /** A line that differs: which row of the tables says so, and what we do instead. */
    record Entry(String row, String instead) {
        /** What has to stand in the reason why the server does not start, or null if it does. */
        String refusal() {
            return instead.startsWith(REFUSES) ? instead.substring(REFUSES.length()) : null;
        }

        /** What we do, with {@code {names}} replaced. */
        Outcome outcome(Names names) {
            return switch (instead) {
                case "silent" -> Outcome.SILENT;
                case "closed" -> Outcome.CLOSED;
                case "alive" -> Outcome.ALIVE;
                case "no udp" -> Outcome.NO_UDP;
                default -> instead.startsWith(UNTIL_NOP)
                    ? new Outcome(Outcome.Kind.SILENT_UNTIL_NOP,
                        names.complete(replies(instead.substring(UNTIL_NOP.length()), names)))
                    : Outcome.replies(names.complete(replies(instead, names)));
            };
        }

        private static List<Message> replies(String text, Names names) {
            List<Message> replies = new ArrayList<>();
            for (String reply : text.split("; ")) {
                Map<String, String> fields = new LinkedHashMap<>();
                for (String field : reply.equals("ok") ? new String[0] : reply.split(" ")) {
                    String[] sides = field.split("=", 2);
                    fields.put(sides[0], fill(sides[1], names));
                }
                replies.add(Responses.encode(fields));
            }
            return replies;
        }
    }

    /** What the names in braces stand for, and what every answer has beside what is listed. */
    interface Names {
        String valueOf(String name);

        List<Message> complete(List<Message> replies);
    }

    static Differences read() {
        return new Differences(Line.resource("differences.txt"));
    }

    Differences(String text) {
        String section = "";
        for (String line : text.split("\n")) {
            if (line.isBlank() || line.startsWith("#")) continue;
            if (line.startsWith("[")) section = line;
            else add(section, line.split(" +\\| "));
        }
    }

    private void add(String section, String[] columns) {
        if (columns.length != 3) throw new IllegalArgumentException(String.join(" | ", columns));
        if (section.equals("[rules]")) {
            rules.put(columns[0], columns[2]);
            return;
        }
        Entry old = entries.put(columns[0], new Entry(columns[1], columns[2]));
        if (old != null) throw new IllegalArgumentException(columns[0] + " stands there twice");
    }

    /** The entry of a line: its own, that of all of its server, or that of every start; or null. */
    Entry find(Line line) {
        List<String> names = new ArrayList<>(List.of(line.name(), line.server() + "/*"));
        if (line.isKind("server")) names.add(EVERY_START);
        for (String name : names) {
            if (!entries.containsKey(name)) continue;
            used.add(name);
            return entries.get(name);
        }
        return null;
    }

    /** What a rule has to say on a subject, or null. */
    String rule(String name, Names names) {
        String rule = rules.get(name);
        if (rule == null) return null;
        used.add(name);
        return fill(rule, names);
    }

    /** The entries and rules that nothing has needed. */
    Set<String> unused() {
        Set<String> unused = new HashSet<>(entries.keySet());
        unused.addAll(rules.keySet());
        unused.removeAll(used);
        return unused;
    }

    private static String fill(String text, Names names) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        return matcher.replaceAll(
            found -> Matcher.quoteReplacement(names.valueOf(found.group(1))));
    }
}
