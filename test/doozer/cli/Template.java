package doozer.cli;

import doozer.golden.CliLine;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with places for what depends on the run: revisions, and what has a name. Immutable. */
final class Template {
    private static final Pattern PLACE = Pattern.compile("\\{([^}]+)}");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern NODE_ID = Pattern.compile("\\b[A-Z2-7]{16}\\b");
    private static final Pattern EVENT = Pattern.compile("(?m)^/\\S* (\\d+) (?:set|del|) \\d+$");
    private static final Pattern REVISION = Pattern.compile("^(\\d+)(?: \\d+)?\n$");
    /** A place for anything at all. */
    private static final String REST = "...";

    private final List<Part> parts;

    /** A literal text, or the name of what stands in its place. */
    private record Part(String text, boolean isPlace) { }

    /** What stands in the places. */
    interface Names {
        /** Whether this revision of ours stands for that recorded one. */
        boolean isRevision(long recorded, long ours);

        /** The text that has that name. */
        String valueOf(String name);
    }

    private Template(List<Part> parts) {
        this.parts = parts;
    }

    /** A text of the list of differences, with {@code {names}} in it. */
    static Template listed(String text) {
        return new Template(split(text, PLACE, List.of()));
    }

    static Template beginsWith(String text) {
        return new Template(List.of(new Part(text, false), new Part(REST, true)));
    }

    /** What a recorded command printed, with its revisions and ids as places. */
    static Template recorded(CliLine line) {
        String command = line.args().isEmpty() ? "" : String.join(" ", line.args());
        List<Part> parts = List.of(new Part(line.stdout(), false));
        if (command.matches(".*\\b(set|add|rev|stat)\\b.*")) {
            parts = split(line.stdout(), REVISION, List.of());
        } else if (command.matches(".*\\b(wait|watch)\\b.*")) {
            parts = split(line.stdout(), EVENT, List.of());
        } else if (command.matches("self|find.*")) {
            parts = split(line.stdout(), NODE_ID, List.of("id"));
        }
        return new Template(parts);
    }

    /** Splits at the first group of each match, or at all of it, then called {@code as}. */
    private static List<Part> split(String text, Pattern pattern, List<String> as) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            int group = as.isEmpty() ? 1 : 0;
            boolean isInBraces = pattern == PLACE;
            int start = isInBraces ? matcher.start() : matcher.start(group);
            parts.add(new Part(text.substring(from, start), false));
            parts.add(new Part(as.isEmpty() ? matcher.group(group) : as.get(0), true));
            from = isInBraces ? matcher.end() : matcher.end(group);
        }
        parts.add(new Part(text.substring(from), false));
        return parts;
    }

    /** Whether this is how a text of ours looks. */
    boolean matches(String ours, Names names) {
        int at = 0;
        for (Part part : parts) {
            if (part.isPlace && part.text.equals(REST)) return true;
            if (part.isPlace && NUMBER.matcher(part.text).matches()) {
                Matcher number = NUMBER.matcher(ours).region(at, ours.length());
                if (!number.lookingAt()) return false;
                long found = Long.parseLong(number.group());
                if (!names.isRevision(Long.parseLong(part.text), found)) return false;
                at = number.end();
            } else {
                String literal = part.isPlace ? names.valueOf(part.text) : part.text;
                if (!ours.startsWith(literal, at)) return false;
                at += literal.length();
            }
        }
        return at == ours.length();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) text.append(part.isPlace ? "{" + part.text + "}" : part.text);
        return text.toString();
    }
}
