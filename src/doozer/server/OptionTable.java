package doozer.server;

/** What can be said of all options at once. Nothing here is loaded by a server that starts. */
public final class OptionTable {
    private static final int WIDTH = 79;
    private static final int MARGIN = 25;
    private static final String PRECEDENCE =
            "A flag counts before a variable, a variable before the file of -config. Flags\n"
            + "begin with one dash or two; -listen=:8046 is the same as -listen :8046.\n"
            + "\n"
            + "Secrets come from the environment only: DOOZER_RWSECRET is asked of whoever\n"
            + "writes, DOOZER_ROSECRET of whoever reads, DOOZER_PEERSECRET of other members\n"
            + "(unless set, it is the first of these).\n";

    private OptionTable() {
    }

    /** The text of {@code -help}: every option with its flags, meaning, variable and default. */
    public static String help() {
        StringBuilder out = new StringBuilder("Use: doozer [OPTIONS]\n\nOptions:\n");
        for (Option option : Option.values()) appendHelp(out, option);
        return out.append('\n').append(PRECEDENCE).toString();
    }

    private static void appendHelp(StringBuilder out, Option option) {
        StringBuilder flags = new StringBuilder("  -");
        if (!option.shortName().isEmpty()) flags.append(option.shortName()).append(", -");
        flags.append(option.longName()).append(' ').append(option.kind().placeholder());
        String text = option.help();
        if (!option.variable().isEmpty()) {
            String given = option.defaultText();
            text += " [" + option.variable() + (given.isEmpty() ? "" : ", default " + given) + "]";
        }
        out.append(flags);
        int column = flags.length();
        if (column >= MARGIN) column = newLine(out);
        for (; column < MARGIN; column++) out.append(' ');
        appendWrapped(out, text);
    }

    private static void appendWrapped(StringBuilder out, String text) {
        int column = MARGIN;
        for (int from = 0; from < text.length(); ) {
            int blank = text.indexOf(' ', from);
            int end = blank < 0 ? text.length() : blank;
            if (column > MARGIN && column + 1 + end - from > WIDTH) {
                column = newLine(out);
                for (; column < MARGIN; column++) out.append(' ');
            } else if (column > MARGIN) {
                out.append(' ');
                column++;
            }
            out.append(text, from, end);
            column += end - from;
            from = end + 1;
        }
        out.append('\n');
    }

    private static int newLine(StringBuilder out) {
        out.append('\n');
        return 0;
    }
}
