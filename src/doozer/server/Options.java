package doozer.server;

import doozer.node.Settings;
import doozer.wire.Address;
import doozer.wire.DoozerUri;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a server was asked to be, from flags, the environment, a file and the defaults; see
 * {@link Option} for each of them. Immutable, for any thread. Holds secrets, and so has no text.
 */
public final class Options {
    private static final long MILLI_NANOS = 1_000_000;

    private final Setting[] settings;
    private final Action action;
    private final List<String> notes;
    private final String rwSecret;
    private final String roSecret;
    private final String peerSecret;
    private final Address listen;
    private final Address advertise;
    private final Optional<Address> web;

    /** What the process is to do. */
    public enum Action {
        /** Be a server. */
        SERVE,
        /** Print {@link OptionTable#help()}. */
        HELP,
        /** Print {@link #versionText()}. */
        VERSION,
        /** Print {@link #printConfig()}. */
        PRINT_CONFIG
    }

    /** Who set an option; a later one counts before an earlier one. */
    public enum Source {
        /** Nobody. */
        DEFAULT,
        /** The file of {@code -config}. */
        FILE,
        /** A variable {@code DOOZER_*}. */
        ENVIRONMENT,
        /** A flag of the command line. */
        FLAG
    }

    Options(OptionReader reader) {
        settings = reader.settings();
        action = reader.action();
        notes = List.copyOf(reader.notes());
        rwSecret = reader.rwSecret();
        roSecret = reader.roSecret();
        peerSecret = reader.peerSecret();
        listen = address(Option.LISTEN, Address.parse(Option.LISTEN.defaultText()));
        advertise = address(Option.ADVERTISE, listen);
        String webText = text(Option.WEB);
        web = Kind.isOff(webText) ? Optional.empty() : Optional.of(Address.parse(webText));
    }

    /**
     * Reads the options of a server, and the file of {@code -config} if one is named.
     *
     * @throws OptionException with one line on what is wrong, and with which option
     */
    public static Options parse(String[] args, Map<String, String> environment)
            throws OptionException {
        return parse(args, environment, Runtime.getRuntime().maxMemory());
    }

    /** Like {@link #parse(String[], Map)}, in a process with a heap of so many bytes at most. */
    static Options parse(String[] args, Map<String, String> environment, long maxHeapBytes)
            throws OptionException {
        OptionReader reader = new OptionReader(environment);
        reader.readFlags(args);
        if (reader.action() == Action.SERVE || reader.action() == Action.PRINT_CONFIG) {
            reader.readOthers();
        }
        reader.fillIn(maxHeapBytes);
        return new Options(reader);
    }

    /**
     * Whether the argument after this one is its value: so finds whoever splits a command line
     * the first argument that belongs to no option. False for what is no option at all.
     */
    public static boolean takesValue(String flag) {
        String name = OptionReader.flagName(flag);
        Option option = name.indexOf('=') >= 0 ? null : Option.named(name);
        return option != null && option.takesValue();
    }

    /** The text of {@code -v}. */
    public static String versionText() {
        return "doozer " + doozer.wire.Version.text();
    }

    /** What the process is to do; but for serving and printing them, all options are defaults. */
    public Action action() {
        return action;
    }

    /** Lines for stderr on what was accepted and means nothing. */
    public List<String> notes() {
        return notes;
    }

    /** Who set an option. */
    public Source source(Option option) {
        return settings[option.ordinal()].source();
    }

    /**
     * Where to listen; port 0 for any free port. Unless it is set, with {@link #peers()}, only the
     * last of the places to try: one of theirs comes first.
     */
    public Address listen() {
        return listen;
    }

    /**
     * What others are told: the same as {@link #listen()} unless set. Only then can it be a
     * wildcard or have port 0, and whoever listens has to put in what it found.
     */
    public Address advertise() {
        return advertise;
    }

    /** The cluster's name. */
    public String cluster() {
        return text(Option.CLUSTER);
    }

    /** Members to join or to found a cluster with, as {@code host:port}; none if it is alone. */
    public List<String> peers() {
        String text = text(Option.PEER);
        return text.isEmpty() ? List.of() : Kind.addresses(text);
    }

    /** The cluster in which the members of this one are found, if there is one. */
    public Optional<DoozerUri> boot() {
        String text = text(Option.BOOT);
        return text.isEmpty() ? Optional.empty() : Optional.of(DoozerUri.parse(text));
    }

    /** What a new cluster begins with, if with anything. */
    Optional<String> restore() {
        return optional(Option.RESTORE);
    }

    /** The revision of it. */
    Optional<Long> restoreRevision() {
        return optional(Option.RESTORE_REV).map(Long::valueOf);
    }

    /** The time of it. */
    Optional<Instant> restoreTime() {
        return optional(Option.RESTORE_AT).map(Kind::instant);
    }

    private Optional<String> optional(Option option) {
        String text = text(option);
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** How many voters a cluster that it founds aims for. */
    public int voters() {
        return (int) number(Option.VOTERS);
    }

    /** Where the web page is, if there is to be one. */
    public Optional<Address> web() {
        return web;
    }

    /** Revisions of history to keep. */
    public int historyRevisions() {
        return (int) number(Option.HIST);
    }

    /** Memory for the history in bytes. */
    public long historyBytes() {
        return size(Option.HISTBYTES);
    }

    /** The largest value of a file in bytes. */
    public int maxValueBytes() {
        return (int) size(Option.MAXVALUE);
    }

    /** Which protocol clients are taken to speak. */
    public Settings.Compat compat() {
        return Kind.compat(text(Option.COMPAT));
    }

    /** Connections at a time. */
    public int maxConnections() {
        return (int) number(Option.MAXCONNS);
    }

    /** Connections to the web page at a time. */
    public int maxWebConnections() {
        return (int) number(Option.MAXWEB);
    }

    /** Watches and waits at a time of a connection. */
    public int maxWatches() {
        return (int) number(Option.MAXWATCHES);
    }

    /** Requests at a time of a connection that have no answer yet. */
    public int maxOutstanding() {
        return (int) number(Option.MAXOUTSTANDING);
    }

    /** Bytes that may wait to be sent to a connection. */
    public int outBufferBytes() {
        return (int) size(Option.OUTBUFFER);
    }

    /** How long half a request may stand still. */
    public long halfFrameNanos() {
        return durationNanos(Option.HALFFRAME);
    }

    /** How long another member may be silent. */
    public long timeoutNanos() {
        return durationNanos(Option.TIMEOUT);
    }

    /** How long a write that was sent on may be undecided; then its outcome is unknown. */
    public long answerNanos() {
        return durationNanos(Option.ANSWER);
    }

    /** Whether reads may be answered at once from a state that may be old. */
    public boolean localReads() {
        return Kind.isOn(text(Option.LOCALREADS));
    }

    /** What whoever writes has to know; "" if everybody may. */
    public String rwSecret() {
        return rwSecret;
    }

    /** What whoever reads has to know; "" if everybody may. */
    public String roSecret() {
        return roSecret;
    }

    /** What the members of a cluster ask of each other; "" if nothing. */
    public String peerSecret() {
        return peerSecret.isEmpty() ? rwSecret : peerSecret;
    }

    /**
     * What {@code -print-config} prints: a line {@code key=value  # source} for each option, as a
     * file of {@code -config}; what has no value is a comment. A secret is only said to be there.
     */
    public String printConfig() {
        StringBuilder out = new StringBuilder();
        for (Option option : Option.values()) {
            if (!option.isSetting()) continue;
            Setting setting = settings[option.ordinal()];
            if (setting.text().isEmpty()) {
                out.append("# ").append(option.fileKey()).append(" is not set\n");
                continue;
            }
            out.append(option.fileKey()).append('=').append(option.kind().shown(setting.text()));
            out.append("  # ").append(setting.origin()).append('\n');
        }
        if (!rwSecret.isEmpty()) out.append("# DOOZER_RWSECRET is set\n");
        if (!roSecret.isEmpty()) out.append("# DOOZER_ROSECRET is set\n");
        if (!peerSecret.isEmpty()) out.append("# DOOZER_PEERSECRET is set\n");
        if (boot().isPresent() && !boot().get().secret().isEmpty()) {
            out.append("# boot has a secret, sk=, which is left out\n");
        }
        return out.toString();
    }

    private String text(Option option) {
        return settings[option.ordinal()].text();
    }

    private Address address(Option option, Address otherwise) {
        return text(option).isEmpty() ? otherwise : Address.parse(text(option));
    }

    private long number(Option option) {
        return option.kind().number(text(option));
    }

    private long size(Option option) {
        return option.kind().sizeBytes(text(option));
    }

    private long durationNanos(Option option) {
        return option.kind().durationMillis(text(option)) * MILLI_NANOS;
    }
}
