package doozer.tree;

/**
 * What a path looks like: {@code /}, or names of {@code A-Z a-z 0-9 . _ -} with a single slash
 * before each. {@code .} and {@code ..} are names like any other. Stateless; any thread.
 */
public final class Path {
    /** The longest path, in characters; a longer one is not valid, and neither is a longer glob. */
    public static final int MAX_LENGTH = 4096;

    private Path() {
    }

    /** Whether this is a path. Null, the empty text and a trailing slash are not. */
    public static boolean isValid(String path) {
        return hasForm(path, false);
    }

    /**
     * Whether a path lies below a directory, at any depth. Nothing lies below itself.
     *
     * @param path a valid path
     * @param directory a valid path too, whether or not something is there
     */
    public static boolean isBelow(String path, String directory) {
        int length = directory.length();
        if (length == 1) return path.length() > 1;
        return path.length() > length && path.charAt(length) == '/' && path.startsWith(directory);
    }

    /**
     * How much of one path is the beginning of another, up to and with a slash.
     *
     * @param path another valid path, not the root
     */
    static int shared(String previous, String path) {
        int most = Math.min(path.length(), previous.length());
        int same = 0;
        while (same < most && path.charAt(same) == previous.charAt(same)) same++;
        return path.lastIndexOf('/', same - 1) + 1;
    }

    /** The form of paths; with wildcards in the names, too, that of globs. */
    static boolean hasForm(String text, boolean wildcards) {
        if (text == null || text.isEmpty() || text.length() > MAX_LENGTH) return false;
        if (text.charAt(0) != '/') return false;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '/') {
                if (text.charAt(i - 1) == '/') return false;
            } else if (!isNameCharacter(c) && !(wildcards && (c == '*' || c == '?'))) {
                return false;
            }
        }
        return text.length() == 1 || text.charAt(text.length() - 1) != '/';
    }

    private static boolean isNameCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
                || c == '-' || c == '.' || c == '_';
    }
}
