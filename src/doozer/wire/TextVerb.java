package doozer.wire;

/** What may be typed, and what there is to say about each. */
enum TextVerb {
    GET("<path> [rev]", "a file: <rev> <len>, then its body"),
    SET("<path> <rev> <text> | {n}", "write a file with the rest of the line, or with the n bytes"
            + " that follow the line"),
    ADD("<path> <text> | {n}", "write a file that must not exist yet"),
    DEL("<path> <rev>", "delete a file"),
    STAT("<path> [rev]", "<rev> <len> of a file, d <entries> of a directory"),
    LS("<path> [rev]", "the entries of a directory: <name> <rev> <len>, or <name>/ <entries>"),
    FIND("<path> [rev]", "every path below a directory"),
    WALK("<glob> [rev]", "every file that matches, with its body"),
    WAIT("<glob> [rev]", "the next change, or the first since rev"),
    WATCH("<glob> [rev]", "every change from now on, or since rev: <path> <rev> set|del <len>, then"
            + " the body"),
    NEXT("<path>", "add one to the number in a file, and show it"),
    TXN("[session] <operation> ; <operation>", "all of it or nothing: if <path> <rev>, set <path>"
            + " <rev> <text>, del <path> <rev>, eph <path> <rev> <text>"),
    SESSION("[milliseconds]", "open a session with that time to live, and show its id"),
    KEEP("<session>", "a sign of life, due within its time to live"),
    EPH("<session> <path> <rev> <text> | {n}", "write a file that goes when the session ends"),
    CLOSE("<session>", "end a session, and delete its files"),
    STOP("", "end all watches and the monitor"),
    REV("", "the present revision"),
    NOP("", "take a revision, change nothing"),
    SELF("", "the id of this node"),
    ACCESS("<secret>", "give a secret"),
    INFO("", "what there is to know of this node"),
    MONITOR("", "every request that this node gets, until stop"),
    LEAVE("", "have this node leave its cluster, and end"),
    RECOVER("<epoch>", "begin anew without the majority: the epoch is in info"),
    PING("", "+PONG"),
    HELP("[command]", "this list"),
    QUIT("", "close the connection"),
    RUOK("", "imok, as ZooKeeper says"),
    MNTR("", "some figures, as ZooKeeper has them"),
    ISRO("", "rw or ro, as ZooKeeper says"),
    SRVR("", "a summary, as ZooKeeper has it");

    private static final TextVerb[] ALL = values();

    private final String arguments;
    private final String help;

    TextVerb(String arguments, String help) {
        this.arguments = arguments;
        this.help = help;
    }

    /** The one with that name in any case, or null. */
    static TextVerb named(String word) {
        for (TextVerb verb : ALL) {
            if (verb.name().equalsIgnoreCase(word)) return verb;
        }
        return null;
    }

    String word() {
        char[] letters = name().toCharArray();
        for (int i = 0; i < letters.length; i++) letters[i] += 'a' - 'A';
        return new String(letters);
    }

    /** How it is to be typed. */
    String usage() {
        return arguments.isEmpty() ? word() : word() + " " + arguments;
    }

    String help() {
        return help;
    }

    /** One that ZooKeeper's tools send as the first four bytes, without a line end. */
    boolean isFourLetterWord() {
        return this == RUOK || this == MNTR || this == ISRO || this == SRVR;
    }

    /** True when its answer is many lines, of which the last is a dot. */
    boolean isList() {
        return this == LS || this == FIND || this == WALK;
    }

    /** True when it goes on until it is stopped. */
    boolean isStream() {
        return this == WATCH || this == MONITOR;
    }

    static void listAll(Output out) {
        for (TextVerb verb : ALL) verb.describe(out);
    }

    void describe(Output out) {
        out.putText(usage());
        for (int i = usage().length(); i < 28; i++) out.putByte(' ');
        out.putText(" " + help + "\n");
    }
}
