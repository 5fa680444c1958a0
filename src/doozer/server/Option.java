package doozer.server;

import java.util.Locale;

/**
 * The table of the server's options: everything that is said about one stands here, once, and
 * parsing, {@code -help} and {@code -print-config} all read it. An option is given as a flag, as
 * the variable {@link #variable()}, or in a file under {@link #fileKey()}. Immutable.
 */
public enum Option {
    LISTEN("-l, -listen", Kind.ADDRESS, "127.0.0.1:8046",
            "Where to listen, as HOST:PORT; :8046 is port 8046 of all interfaces, port 0 any"
            + " free port. Unless set, the first of -peer that is this machine's and free."),
    ADVERTISE("-advertise", Kind.ADDRESS, "",
            "The address that others are told, where it is not the one of -listen (the default)."),
    CLUSTER("-c, -cluster", Kind.NAME, "local",
            "The name of the cluster, of letters, digits, '.', '-' and '_'."),
    PEER("-a, -peer", Kind.ADDRESSES, "",
            "Members of the cluster, as HOST:PORT with commas between them; may be given more than"
            + " once. With our own address among them the same line starts every node of a new"
            + " cluster; without any this is a cluster of one."),
    BOOT("-b, -boot", Kind.URI, "",
            "Another cluster, as doozer:?ca=HOST:PORT, in which the members of ours are found; who"
            + " finds none creates it, unless it has a -peer."),
    RESTORE("-restore", Kind.FILE, "",
            "A backup, or the directory of a journal, with whose files a new cluster begins;"
            + " passed over, with a line in the log, where the cluster exists."),
    RESTORE_REV("-restore-rev", Kind.number(9_999_999_999_999L), "",
            "Of what -restore names the state of that revision; the newest unless set."),
    RESTORE_AT("-restore-at", Kind.INSTANT, "",
            "Of the journal that -restore names the state of that time, in UTC, such as"
            + " 2026-11-22T13:05:00Z."),
    // Seven voters survive three losses at once; with more of them each write only takes longer.
    VOTERS("-voters", Kind.number(7), "3",
            "How many nodes a new cluster has vote, 1 to 7; the others stand by."),
    WEB("-w, -web", Kind.WEB, "",
            "Where the web page is, as HOST:PORT, or false for none; port 8080 of loopback unless"
            + " set."),
    // As many as people and tools look at one node; each costs some memory, and a write a second.
    MAXWEB("-maxweb", Kind.number(100_000), "2000",
            "Connections to the web page at a time, apart from those of -maxconns; one more is told"
            + " so, and closed."),
    HIST("-hist", Kind.number(Integer.MAX_VALUE), "360000",
            "Revisions of history to keep; reads and watches that begin before it are TOO_LATE."),
    HISTBYTES("-histbytes", Kind.HISTORY_BYTES, "",
            "Memory for the history, which is cut to it even before -hist; a quarter of the heap"
            + " unless set."),
    MAXVALUE("-maxvalue", Kind.VALUE_BYTES, "1m",
            "Bytes in the value of a file, up to 15m; a longer one is refused with RANGE."),
    COMPAT("-compat", Kind.COMPAT, "auto",
            "The protocol that clients are taken to speak: auto (each shows which), seed or 0.9."),
    // An idle connection costs some hundred bytes: so many fit into the smallest heap in use, and
    // more of them are a client that leaks rather than clients at work.
    MAXCONNS("-maxconns", Kind.number(1_000_000), "20000",
            "Connections at a time; one more is closed at its first word, unless it is another"
            + " node's."),
    MAXWATCHES("-maxwatches", Kind.number(10_000_000), "10000",
            "Watches and waits at a time of one connection; one more is refused."),
    MAXOUTSTANDING("-maxoutstanding", Kind.number(1_000_000), "1024",
            "Requests at a time of one connection that wait for their answer; with so many it is"
            + " not read any further."),
    OUTBUFFER("-outbuffer", Kind.BUFFER_BYTES, "1m",
            "Bytes that wait to be sent to one connection; with so many it is not read any"
            + " further, nor are its watches served."),
    HALFFRAME("-halfframe", Kind.DURATION, "30s",
            "How long half a request may stand still before its connection is closed."),
    TIMEOUT("-timeout", Kind.DURATION, "10s",
            "How long another member may be silent before it counts as gone."),
    ANSWER("-answer", Kind.DURATION, "5s",
            "How long a write may wait for the other members; then nobody knows whether it happens,"
            + " and its connection is closed."),
    LOCALREADS("-localreads", Kind.BOOLEAN, "false",
            "Whether reads are answered at once from what this node has, which may be old."),

    CONFIG("-config", Kind.FILE, "",
            "A properties file with options, by their long names; an unknown one is an error."),
    PRINT_CONFIG("-print-config", Kind.SWITCH, "",
            "Print the options in force and where each came from, in the form of such a file."),
    VERSION("-v, -version", Kind.SWITCH, "", "Print the version."),
    HELP("-h, -help", Kind.SWITCH, "", "Print this text."),

    PULSE("-pulse", Kind.IGNORED, "", "Means nothing any more: an idle cluster writes nothing."),
    FILL("-fill", Kind.IGNORED, "", "Means nothing any more: no write waits for idle members."),

    TLSCERT("-tlscert", Kind.NOT_BUILT, "",
            "TLS is not built yet: leave it out, and everything is sent in the clear."),
    TLSKEY("-tlskey", Kind.NOT_BUILT, "",
            "TLS is not built yet: leave it out, and everything is sent in the clear.");

    /** What the variables of every option begin with. */
    static final String VARIABLE_PREFIX = "DOOZER_";

    private final String shortName;
    private final String longName;
    private final Kind kind;
    private final String defaultText;
    private final String help;

    Option(String flags, Kind kind, String defaultText, String help) {
        int comma = flags.indexOf(", -");
        this.shortName = comma < 0 ? "" : flags.substring(1, comma);
        this.longName = comma < 0 ? flags.substring(1) : flags.substring(comma + 3);
        this.kind = kind;
        this.defaultText = defaultText;
        this.help = help;
    }

    /** The flag of one letter, without its dash; "" if it has none. */
    public String shortName() {
        return shortName;
    }

    /** The flag in full, without its dash. */
    public String longName() {
        return longName;
    }

    /** The environment variable that counts as this option; "" if there is none. */
    public String variable() {
        if (this == BOOT) return "DOOZER_BOOT_URI";
        if (!kind.takesValue()) return "";
        return VARIABLE_PREFIX + longName.toUpperCase(Locale.ROOT);
    }

    /** The key in a file of {@code -config}; "" if it cannot stand there. */
    public String fileKey() {
        return kind.takesValue() && this != CONFIG ? longName : "";
    }

    /** The value if nobody sets it; "" if there is none, or if it follows from other things. */
    public String defaultText() {
        return defaultText;
    }

    /** What it is for, in one sentence. */
    public String help() {
        return help;
    }

    /** Whether a value belongs to it, rather than being there or not. */
    public boolean takesValue() {
        return kind.takesValue();
    }

    Kind kind() {
        return kind;
    }

    /** Whether it has a value that counts while the server runs. */
    public boolean isSetting() {
        return !fileKey().isEmpty() && kind != Kind.IGNORED && kind != Kind.NOT_BUILT;
    }

    /** The option with this short or long name, without dashes; null if there is none. */
    static Option named(String name) {
        if (name.isEmpty()) return null;
        for (Option option : values()) {
            if (name.equals(option.shortName) || name.equals(option.longName)) return option;
        }
        return null;
    }
}
