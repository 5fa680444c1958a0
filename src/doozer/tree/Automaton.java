package doozer.tree;

/**
 * The automaton of a part of a glob. Immutable, any thread; the sets of states that it works on
 * belong to its callers.
 *
 * <p>State i means "the first i tokens are matched"; the last state accepts. A set of states is an
 * array of words, a bit a state, and one character moves them all at once: Shift-And (Baeza-Yates
 * and Gonnet, "A new approach to text searching", 1992), with the stars as states that also stay
 * where they are. So a pass costs the length of the path times the words, whatever the pattern:
 * there is nothing to go back to.
 *
 * <pre>
 *   tokens       a     *     /     b
 *   states    0 --> 1 --> 2 --> 3 --> 4      state 1 stays for any character but a slash,
 *                   \_____/                  and is never without state 2 (the star may be empty)
 * </pre>
 */
final class Automaton {
    private static final int SLASH_ROW = 1;

    private final String tokens;
    /** The slash and each literal character of the tokens, once: character k has row k + 1. */
    private final String literals;
    private final int words;
    /** Row after row of words: for characters not among the literals, then for each literal. */
    private final long[] masks;
    /** The states that stay for any character but a slash. */
    private final long[] stars;
    /** The states that stay for a slash, too: always some of {@link #stars}. */
    private final long[] deepStars;

    Automaton(String tokens) {
        this.tokens = tokens;
        this.words = tokens.length() / Long.SIZE + 1;
        this.literals = distinctLiterals(tokens);
        boolean literal = literals == null;
        this.masks = literal ? null : new long[(literals.length() + 1) * words];
        this.stars = literal ? null : new long[words];
        this.deepStars = literal ? null : new long[words];
        if (!literal) fillMasks();
    }

    /** Null when there is no wildcard: then nobody needs the masks. */
    private static String distinctLiterals(String tokens) {
        // The slash always has a row of its own, as the only character that wildcards refuse.
        StringBuilder distinct = new StringBuilder("/");
        boolean literal = true;
        for (int i = 0; i < tokens.length(); i++) {
            char token = tokens.charAt(i);
            if (Glob.isWildcard(token)) {
                literal = false;
            } else if (distinct.indexOf(String.valueOf(token)) < 0) {
                distinct.append(token);
            }
        }
        return literal ? null : distinct.toString();
    }

    private void fillMasks() {
        for (int state = 0; state < tokens.length(); state++) {
            char token = tokens.charAt(state);
            if (token == Glob.ONE) {
                for (int row = 0; row <= literals.length(); row++) {
                    if (row != SLASH_ROW) add(masks, row, state);
                }
            } else if (Glob.isWildcard(token)) {
                // The empty star is one step ahead, never two: see step().
                boolean alone = state == 0 || !isStar(tokens.charAt(state - 1));
                Check.that(alone, "no star stands beside a star");
                add(stars, 0, state);
                if (token == Glob.ALL) add(deepStars, 0, state);
            } else {
                add(masks, literals.indexOf(token) + 1, state);
            }
        }
    }

    private void add(long[] rows, int row, int state) {
        rows[row * words + state / Long.SIZE] |= 1L << state;
    }

    boolean isLiteral() {
        return literals == null;
    }

    String tokens() {
        return tokens;
    }

    /** Whether the tokens match all that a path has from a place on. Not for literal ones. */
    boolean matches(String path, int from) {
        long[] states = start();
        for (int i = from; i < path.length(); i++) {
            if (acceptsAll(states)) return true;
            step(states, path.charAt(i));
            if (isEmpty(states)) return false;
        }
        return accepts(states);
    }

    /** A new set, of the state in which nothing is matched yet. */
    long[] start() {
        long[] states = new long[words];
        boolean star = !tokens.isEmpty() && isStar(tokens.charAt(0));
        states[0] = star ? 0b11 : 0b01;
        return states;
    }

    /** Moves a set over one character. */
    void step(long[] states, char c) {
        int row = (literals.indexOf(c) + 1) * words;
        long[] staying = c == '/' ? deepStars : stars;
        long carry = 0;
        long emptyStar = 0;
        for (int word = 0; word < words; word++) {
            long old = states[word];
            long moved = old & masks[row + word];
            long now = moved << 1 | carry | old & staying[word] | emptyStar;
            carry = moved >>> 63;
            long entered = now & stars[word];
            now |= entered << 1;
            emptyStar = entered >>> 63;
            states[word] = now;
        }
    }

    boolean isEmpty(long[] states) {
        long any = 0;
        for (int word = 0; word < words; word++) any |= states[word];
        return any == 0;
    }

    /** Whether what was matched so far is a match of the whole. */
    boolean accepts(long[] states) {
        return has(states, tokens.length());
    }

    /** Whether all that may follow is a match: a last {@code **} is reached. */
    boolean acceptsAll(long[] states) {
        int last = tokens.length() - 1;
        return last >= 0 && tokens.charAt(last) == Glob.ALL && has(states, last);
    }

    /**
     * The lowest state of a set that has just passed a slash: it alone says what may come next.
     * Where there are several, the lowest is a {@code **}, which takes any name; for without one,
     * as many slashes are passed in the tokens as in the path, and behind the last is one state.
     */
    int lowest(long[] states) {
        int word = 0;
        while (states[word] == 0) word++;
        int lowest = word * Long.SIZE + Long.numberOfTrailingZeros(states[word]);
        Check.that(speaksForAll(states, lowest), "two states behind a slash are behind a **");
        return lowest;
    }

    /** Whether the lowest state is a {@code **}, or alone but for the state that a star implies. */
    private boolean speaksForAll(long[] states, int lowest) {
        char token = lowest < tokens.length() ? tokens.charAt(lowest) : '/';
        int count = 0;
        for (int word = 0; word < words; word++) count += Long.bitCount(states[word]);
        return token == Glob.ALL || count == (token == Glob.SOME ? 2 : 1);
    }

    private boolean has(long[] states, int state) {
        return (states[state / Long.SIZE] & 1L << state) != 0;
    }

    private static boolean isStar(char token) {
        return token == Glob.SOME || token == Glob.ALL;
    }
}
