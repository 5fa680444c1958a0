package doozer.tree;

/**
 * A pattern of paths: a path in whose names the wildcards {@code ?}, {@code *} and {@code **} may
 * stand. Immutable, any thread.
 *
 * <pre>
 *   ?    one character, not a slash             [^/]
 *   *    any characters, but no slash           [^/]*
 *   **   any characters at all, slashes too     .*
 * </pre>
 *
 * <p>{@code **} works inside names as well ({@code /g**}), and does not stand for "no directory":
 * {@code /g/**} misses {@code /g}. Three stars are {@code **} and {@code *}. The whole path has to
 * match. Matching takes one pass over the path whatever the pattern is: see {@link Automaton}.
 */
public final class Glob {
    /**
     * The most wildcards in one glob, {@code **} counted once: more is not a valid glob. It bounds
     * what one watch can cost the index, where each wildcard is an edge that may stay alive.
     */
    public static final int MAX_WILDCARDS = 32;

    /*
     * The compiled form has one character for each wildcard. All are below any character of a name,
     * so that wildcards come first where the parts of globs are sorted.
     */
    static final char ONE = '\u0001';
    static final char SOME = '\u0002';
    static final char ALL = '\u0003';

    private final String text;
    private final String tokens;
    private final int base;
    private final Automaton automaton;

    private Glob(String text, String tokens) {
        this.text = text;
        this.tokens = tokens;
        int wildcard = 0;
        while (wildcard < tokens.length() && !isWildcard(tokens.charAt(wildcard))) wildcard++;
        this.base = tokens.lastIndexOf('/', wildcard) + 1;
        this.automaton = new Automaton(tokens.substring(base));
    }

    /** The glob of a text, or null when the text is no valid glob. */
    public static Glob parse(String text) {
        if (!Path.hasForm(text, true)) return null;
        StringBuilder tokens = new StringBuilder(text.length());
        int wildcards = 0;
        int next = 0;
        while (next < text.length()) {
            char c = text.charAt(next);
            int end = next + 1;
            if (c == '*') {
                while (end < text.length() && text.charAt(end) == '*') end++;
                // However long, a run of stars from two on matches what ** alone does.
                tokens.append(end - next == 1 ? SOME : ALL);
                wildcards += (end - next + 1) / 2;
            } else if (c == '?') {
                tokens.append(ONE);
                wildcards++;
            } else {
                tokens.append(c);
            }
            next = end;
        }
        if (wildcards > MAX_WILDCARDS) return null;
        return new Glob(text, wildcards == 0 ? text : tokens.toString());
    }

    /** Whether the glob matches the whole of a path. */
    public boolean matches(String path) {
        if (isLiteral()) return tokens.equals(path);
        return path.regionMatches(0, tokens, 0, base) && automaton.matches(path, base);
    }

    /** The text as it was parsed. */
    public String text() {
        return text;
    }

    /** Whether there is no wildcard in it, so that it matches one path only. */
    public boolean isLiteral() {
        return automaton.isLiteral();
    }

    /** The compiled form, with one character for each wildcard. Equal forms match alike. */
    public String tokens() {
        return tokens;
    }

    /** How many wildcards there are in its compiled form. */
    public int wildcards() {
        return (int) tokens.chars().filter(token -> isWildcard((char) token)).count();
    }

    /** How much of the text comes before the first name with a wildcard, or else the last name. */
    int base() {
        return base;
    }

    /** The automaton of what comes behind {@link #base()}. */
    Automaton automaton() {
        return automaton;
    }

    static boolean isWildcard(char token) {
        return token <= ALL;
    }

    @Override
    public String toString() {
        return text;
    }
}
