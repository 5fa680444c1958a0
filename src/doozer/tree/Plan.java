package doozer.tree;

/**
 * What a walk has to look at in one directory, as far as the glob's tokens tell. Immutable.
 *
 * <pre>
 *   behind the slash       names                 sought        match
 *   addr                   addr only             files         FILES
 *   node/...               node only             directories   BY_NAME
 *   n*                     from n, below o       files         FILES
 *   n**                    from n, below o       entries       EVERYTHING
 *   n*e/...                from n, below o       directories   BY_NAME
 *   **e...                 all                   entries       BY_NAME
 * </pre>
 *
 * @param from the first name that may match; null for all names
 * @param to the first name above {@code from} that cannot match any more; null for none
 */
record Plan(String from, String to, Sought sought, Match match) {

    /** What is known of the sought entries between the two names. */
    enum Match {
        /** Nothing: the automaton has to read each name. */
        BY_NAME,
        /** They are files, and all of them match. */
        FILES,
        /** All files among them match, and all files below the directories among them. */
        EVERYTHING
    }

    /** Every file below matches. */
    static final Plan ALL = new Plan(null, null, Sought.ENTRIES, Match.EVERYTHING);

    /** The plan for a directory that is entered in a state, if there is more than that to match. */
    static Plan of(String tokens, int state) {
        int end = state;
        while (end < tokens.length() && isLiteral(tokens.charAt(end))) end++;
        String run = tokens.substring(state, end);
        // No name comes between a name and the same with the lowest of all characters behind it.
        if (end == tokens.length()) return new Plan(run, run + '\0', Sought.FILES, Match.FILES);
        char token = tokens.charAt(end);
        if (token == '/') return new Plan(run, run + '\0', Sought.DIRECTORIES, Match.BY_NAME);
        String above = run.isEmpty() ? null : firstAbove(run);
        boolean last = end == tokens.length() - 1;
        if (last && token == Glob.ALL) {
            return new Plan(run, above, Sought.ENTRIES, Match.EVERYTHING);
        }
        Match match = last && token == Glob.SOME ? Match.FILES : Match.BY_NAME;
        return new Plan(run, above, soughtFrom(tokens, end), match);
    }

    /** The first text that is above all those that begin with {@code run}. */
    private static String firstAbove(String run) {
        int last = run.length() - 1;
        return run.substring(0, last) + (char) (run.charAt(last) + 1);
    }

    /** What the name ends with that begins in the tokens: a slash, the end, or who knows. */
    private static Sought soughtFrom(String tokens, int from) {
        for (int i = from; i < tokens.length(); i++) {
            if (tokens.charAt(i) == Glob.ALL) return Sought.ENTRIES;
            if (tokens.charAt(i) == '/') return Sought.DIRECTORIES;
        }
        return Sought.FILES;
    }

    private static boolean isLiteral(char token) {
        return token != '/' && !Glob.isWildcard(token);
    }
}
