package doozer.build;

/** Java source as text, for rules about words in code that mean nothing in a comment. */
final class JavaText {
    private final String text;
    private final StringBuilder kept = new StringBuilder();
    private int at;

    private JavaText(String text) {
        this.text = text;
    }

    /** The text with a blank for each character in a comment or between quotes; LF stays. */
    static String withoutCommentsAndQuotes(String text) {
        JavaText scan = new JavaText(text);
        while (scan.at < text.length()) scan.step();
        return scan.kept.toString();
    }

    private void step() {
        if (text.startsWith("//", at)) {
            blankTo(indexOrEnd("\n", at));
        } else if (text.startsWith("/*", at)) {
            blankTo(after("*/", at + 2));
        } else if (text.startsWith("\"\"\"", at)) {
            quoted("\"\"\"");
        } else if (text.charAt(at) == '"' || text.charAt(at) == '\'') {
            quoted(text.substring(at, at + 1));
        } else {
            kept.append(text.charAt(at++));
        }
    }

    private void quoted(String quote) {
        int end = at + quote.length();
        while (end < text.length() && !text.startsWith(quote, end)) {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        blankTo(Math.min(text.length(), end + quote.length()));
    }

    private int indexOrEnd(String what, int from) {
        int found = text.indexOf(what, from);
        return found < 0 ? text.length() : found;
    }

    private int after(String what, int from) {
        return Math.min(text.length(), indexOrEnd(what, from) + what.length());
    }

    private void blankTo(int end) {
        for (; at < end; at++) kept.append(text.charAt(at) == '\n' ? '\n' : ' ');
    }
}
