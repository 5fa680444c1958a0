package doozer.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Arguments taken apart: flags, which may stand before and after the command, with one dash or
 * two, and the rest. A negative number is an argument; behind {@code --} everything is. Immutable.
 */
final class CommandLine {
    private static final long MILLIS_A_SECOND = 1000;

    private final ArrayList<String> arguments = new ArrayList<>();
    private String command;
    private String uri;
    private Long revision;
    private int timeoutMillis;
    private boolean isHelp;
    private boolean isVersion;

    private CommandLine() {
    }

    static CommandLine parse(String[] args) throws UsageException {
        CommandLine line = new CommandLine();
        boolean flagsEnded = false;
        for (int i = 0; i < args.length; i++) {
            String arg = args[i];
            if (flagsEnded || !isFlag(arg)) line.add(arg);
            else if (arg.equals("--")) flagsEnded = true;
            else i = line.flag(args, i);
        }
        return line;
    }

    /** Whether the argument after that flag is its value; false for what is no flag of these. */
    static boolean takesValue(String flag) {
        return switch (name(flag)) {
            case "a", "r", "t" -> true;
            default -> false;
        };
    }

    private static boolean isFlag(String arg) {
        return arg.length() > 1 && arg.charAt(0) == '-' && !Character.isDigit(arg.charAt(1));
    }

    private static String name(String flag) {
        if (!flag.startsWith("-")) return "";
        return flag.startsWith("--") ? flag.substring(2) : flag.substring(1);
    }

    private void add(String arg) {
        if (command == null) command = arg;
        else arguments.add(arg);
    }

    /** Takes the flag at {@code index}; gives the index of the last argument that it has used. */
    private int flag(String[] args, int index) throws UsageException {
        String name = name(args[index]);
        int equals = name.indexOf('=');
        String value = equals < 0 ? null : name.substring(equals + 1);
        if (equals >= 0) name = name.substring(0, equals);
        int last = index;
        if (value == null && takesValue(args[index])) {
            last = index + 1;
            if (last == args.length) throw new UsageException("-" + name + " needs a value");
            value = args[last];
        }
        switch (name) {
            case "a" -> uri = value;
            case "r" -> revision = parseRevision(value);
            case "t" -> timeoutMillis = parseTimeout(value);
            case "h", "help" -> isHelp = true;
            case "v", "version" -> isVersion = true;
            default -> throw new UsageException("there is no flag " + args[index]);
        }
        return last;
    }

    private static Long parseRevision(String text) throws UsageException {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw new UsageException("-r \"" + text + "\" is no revision: give a whole number");
        }
    }

    /** A time such as {@code 500ms}, {@code 5s}, {@code 2m} or {@code 1m30s}. */
    private static int parseTimeout(String text) throws UsageException {
        long total = 0;
        int i = 0;
        while (i < text.length()) {
            int start = i;
            while (i < text.length() && Character.isDigit(text.charAt(i))) i++;
            int unit = i;
            while (i < text.length() && !Character.isDigit(text.charAt(i))) i++;
            long millis = unitMillis(text.substring(unit, i));
            if (unit == start || unit - start > 9 || millis == 0) throw badTimeout(text);
            total += Long.parseLong(text.substring(start, unit)) * millis;
        }
        if (total <= 0 || total > Integer.MAX_VALUE) throw badTimeout(text);
        return (int) total;
    }

    private static UsageException badTimeout(String text) {
        return new UsageException("-t \"" + text + "\" is no time: give one such as 500ms, 5s or"
                + " 1m30s");
    }

    private static long unitMillis(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> MILLIS_A_SECOND;
            case "m" -> 60 * MILLIS_A_SECOND;
            case "h" -> 3600 * MILLIS_A_SECOND;
            default -> 0;
        };
    }

    /** The command, or null. */
    String command() {
        return command;
    }

    List<String> arguments() {
        return arguments;
    }

    /** The URI of {@code -a}, or null. */
    String uri() {
        return uri;
    }

    /** The revision of {@code -r}, or null. */
    Long revision() {
        return revision;
    }

    /** How long to wait for an answer in milliseconds, 0 for ever. */
    int timeoutMillis() {
        return timeoutMillis;
    }

    boolean isHelp() {
        return isHelp;
    }

    boolean isVersion() {
        return isVersion;
    }
}
