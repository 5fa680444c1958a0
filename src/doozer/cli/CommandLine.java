package doozer.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Arguments taken apart: flags, which may stand before and after the command, with one dash or
 * two, and the rest. A negative number is an argument; behind {@code --} everything is. Immutable.
 */
final class CommandLine {
    /** The revision of {@code -r} that stands for none, as in the original program. */
    private static final long PRESENT = -1;

    private final ArrayList<String> arguments = new ArrayList<>();
    private final TreeMap<OwnFlag, String> own = new TreeMap<>();
    private String command;
    private int beforeDashes;
    private String uri;
    private String boot;
    private Long revision;
    private Duration timeout;
    private Duration ttl = Duration.ofSeconds(10);
    private boolean isJson;
    private boolean isHelp;
    private boolean isVersion;

    private CommandLine() {
    }

    static CommandLine parse(String[] args) throws CommandException {
        CommandLine line = new CommandLine();
        boolean flagsEnded = false;
        for (int i = 0; i < args.length; i++) {
            String arg = args[i];
            if (!flagsEnded && arg.equals("--")) flagsEnded = true;
            else if (!flagsEnded && isFlag(arg)) i = line.flag(args, i);
            else line.add(arg, flagsEnded);
        }
        line.checkOwn();
        return line;
    }

    /** Whether the argument after that flag is its value; false for what is no flag of these. */
    static boolean takesValue(String flag) {
        return switch (name(flag)) {
            case "a", "b", "r", "t", "o", "ttl" -> true;
            default -> {
                OwnFlag own = OwnFlag.named(name(flag));
                yield own != null && own.takesValue();
            }
        };
    }

    private static boolean isFlag(String arg) {
        return arg.length() > 1 && arg.charAt(0) == '-' && !Character.isDigit(arg.charAt(1));
    }

    private static String name(String flag) {
        if (!flag.startsWith("-")) return "";
        return flag.startsWith("--") ? flag.substring(2) : flag.substring(1);
    }

    private void add(String arg, boolean flagsEnded) {
        if (command == null) {
            command = arg;
        } else {
            arguments.add(arg);
            if (!flagsEnded) beforeDashes++;
        }
    }

    /** Takes the flag at {@code index}; gives the index of the last argument that it has used. */
    private int flag(String[] args, int index) throws CommandException {
        String name = name(args[index]);
        int equals = name.indexOf('=');
        String value = equals < 0 ? null : name.substring(equals + 1);
        if (equals >= 0) name = name.substring(0, equals);
        if (!takesValue("-" + name)) {
            setSwitch(name, args[index]);
            if (value != null) throw CommandException.usage("-" + name + " takes no value");
            return index;
        }
        if (value != null) {
            set(name, value);
            return index;
        }
        if (index + 1 == args.length) throw CommandException.usage("-" + name + " needs a value");
        set(name, args[index + 1]);
        return index + 1;
    }

    private void setSwitch(String name, String arg) throws CommandException {
        switch (name) {
            case "h", "help" -> isHelp = true;
            case "v", "version" -> isVersion = true;
            default -> setOwn(name, "", arg);
        }
    }

    private void setOwn(String name, String value, String arg) throws CommandException {
        OwnFlag flag = OwnFlag.named(name);
        if (flag == null) throw CommandException.usage("there is no flag " + arg);
        own.put(flag, value);
    }

    /** Flags that one command has are no flags of another. */
    private void checkOwn() throws CommandException {
        for (OwnFlag flag : own.keySet()) {
            if (command == null || flag.isOf(command)) continue;
            throw CommandException.usage(command + " has no flag " + flag);
        }
    }

    private void set(String name, String value) throws CommandException {
        switch (name) {
            case "a" -> uri = value;
            case "b" -> boot = value;
            case "r" -> revision = parseRevision(value);
            case "t" -> timeout = parseTime("-t", value);
            case "ttl" -> ttl = parseTime("-ttl", value);
            case "o" -> isJson = isJson(value);
            default -> setOwn(name, value, "-" + name);
        }
    }

    private static Long parseRevision(String text) throws CommandException {
        try {
            long revision = Long.parseLong(text);
            if (revision == PRESENT) return null;
            if (revision >= 0) return revision;
        } catch (NumberFormatException e) {
            // It is said below.
        }
        throw CommandException.usage("-r \"" + text + "\" is no revision: give a whole number,"
                + " or -1 for the present");
    }

    static Duration parseTime(String flag, String text) throws CommandException {
        Duration time = TimeText.parse(text);
        if (time != null) return time;
        throw CommandException.usage(flag + " \"" + text + "\" is no time: give one such as 500ms,"
                + " 5s or 1m30s");
    }

    private static boolean isJson(String format) throws CommandException {
        if (format.equals("json")) return true;
        if (format.equals("text")) return false;
        throw CommandException.usage("-o \"" + format + "\" is neither json nor text");
    }

    /** The command, or null. */
    String command() {
        return command;
    }

    List<String> arguments() {
        return arguments;
    }

    /** How many of the arguments stand before {@code --}. */
    int argumentsBeforeDashes() {
        return beforeDashes;
    }

    /** The URI of {@code -a}, or null. */
    String uri() {
        return uri;
    }

    /** The URI of {@code -b}, or null. */
    String boot() {
        return boot;
    }

    /** The revision of {@code -r}, or null for the present. */
    Long revision() {
        return revision;
    }

    /** How long to wait, each time; null for ever. */
    Duration timeout() {
        return timeout;
    }

    /** How long a session lives without a sign of life. */
    Duration ttl() {
        return ttl;
    }

    /** The value of a flag that only this command has, "" of a switch; null if it is not there. */
    String own(OwnFlag flag) {
        return own.get(flag);
    }

    boolean isJson() {
        return isJson;
    }

    boolean isHelp() {
        return isHelp;
    }

    boolean isVersion() {
        return isVersion;
    }
}
