package doozer.server;

import doozer.wire.Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Gathers the options from where they may stand. Flags are read first, since one of them names
 * the file, and counted last. Owned by the call of {@link Options#parse} that made it.
 */
final class OptionReader {
    private static final String RW_SECRET = "DOOZER_RWSECRET";
    private static final String RO_SECRET = "DOOZER_ROSECRET";
    private static final String PEER_SECRET = "DOOZER_PEERSECRET";
    private static final String[] SECRETS = {RW_SECRET, RO_SECRET, PEER_SECRET};
    /** Variables that are no option of the server, and are not a slip in one either. */
    private static final String[] OTHER_VARIABLES = {
        RW_SECRET, RO_SECRET, PEER_SECRET, "DOOZER_URI"
    };
    private static final int WEB_PORT = 8080;
    private static final char UNREADABLE = '\uFFFD';
    private static final String SEE_HELP = "; doozer -help lists them";

    private final Map<String, String> environment;
    private final Setting[] settings = new Setting[Option.values().length];
    private final Setting[] flags = new Setting[settings.length];
    private final List<String> notes = new ArrayList<>();
    private Options.Action action = Options.Action.SERVE;

    OptionReader(Map<String, String> environment) {
        this.environment = environment;
    }

    Setting[] settings() {
        return settings;
    }

    Options.Action action() {
        return action;
    }

    List<String> notes() {
        return notes;
    }

    String rwSecret() {
        return variable(RW_SECRET);
    }

    String roSecret() {
        return variable(RO_SECRET);
    }

    String peerSecret() {
        return variable(PEER_SECRET);
    }

    /** The name in a flag of one or two dashes, with {@code =value} if it has one; else "". */
    static String flagName(String arg) {
        if (!arg.startsWith("-")) return "";
        return arg.substring(arg.startsWith("--") ? 2 : 1);
    }

    /**
     * Reads the command line up to the first {@code -help} or {@code -version}, which count at
     * once: whoever asks for help may have got the rest wrong. Of a flag that is given twice the
     * last one counts, so that a script can pass on what it was called with; lists add up.
     */
    void readFlags(String[] args) throws OptionException {
        int i = 0;
        while (i < args.length) {
            String arg = args[i++];
            String name = flagName(arg);
            if (name.isEmpty()) {
                // "--" ends the options, and with nothing behind it there is nothing to refuse.
                if (arg.equals("--") && i == args.length) return;
                throw badArgument(arg.equals("--") ? args[i] : arg);
            }
            int equals = name.indexOf('=');
            String flag = equals < 0 ? arg : arg.substring(0, arg.indexOf('='));
            Option option = Option.named(equals < 0 ? name : name.substring(0, equals));
            if (option == null) throw unknownFlag(flag);
            if (!option.takesValue()) {
                if (equals >= 0) throw bad(flag + ": takes no value");
                if (setAction(option)) return;
            } else {
                if (equals < 0 && i == args.length) throw missingValue(flag, option);
                String value = equals < 0 ? args[i++] : name.substring(equals + 1);
                setFlag(option, value, flag);
            }
        }
    }

    private void setFlag(Option option, String value, String flag) {
        Setting before = flags[option.ordinal()];
        boolean isMore = before != null && option.kind().addsUp();
        String all = isMore ? before.text() + "," + value : value;
        flags[option.ordinal()] = new Setting(all, Options.Source.FLAG, flag);
    }

    /** Whether the rest of the command line does not matter any more. */
    private boolean setAction(Option option) {
        if (option == Option.PRINT_CONFIG) {
            action = Options.Action.PRINT_CONFIG;
            return false;
        }
        action = option == Option.HELP ? Options.Action.HELP : Options.Action.VERSION;
        return true;
    }

    /**
     * Reads the file and the environment, and checks every value, also one that another hides: it
     * would be found when that other is gone.
     */
    void readOthers() throws OptionException {
        Setting[] variables = variables();
        int config = Option.CONFIG.ordinal();
        Setting file = flags[config] == null ? variables[config] : flags[config];
        if (file != null) {
            put(Option.CONFIG, file);
            readFile(file);
        }
        putAll(variables);
        putAll(flags);
        checkAdvertise();
        checkSecrets();
    }

    /** Gives a value to each option that has none. */
    void fillIn(long maxHeapBytes) {
        for (Option option : Option.values()) {
            if (settings[option.ordinal()] == null) {
                put(option, option.defaultText());
            }
        }
        // Where it listens then is found out by trying, and what it advertises follows from that.
        boolean isListenOpen = isDefault(Option.LISTEN) && !isDefault(Option.PEER);
        Address listen = listen();
        if (isListenOpen) put(Option.LISTEN, "");
        if (isDefault(Option.ADVERTISE)) {
            put(Option.ADVERTISE, isListenOpen ? "" : listen.toString());
        }
        if (isDefault(Option.WEB)) put(Option.WEB, web(listen).toString());
        if (isDefault(Option.HISTBYTES)) {
            long bytes = Option.HISTBYTES.kind().clamp(maxHeapBytes / 4);
            put(Option.HISTBYTES, Kind.sizeText(bytes));
        }
    }

    /**
     * Loopback, unless told otherwise: nobody is to publish the page who did not say so. A server
     * on any free port, as in tests, does not insist on a page at a fixed one.
     */
    private static Address web(Address listen) {
        String host = listen.isLoopback() ? listen.host() : "127.0.0.1";
        return new Address(host, listen.port() == 0 ? 0 : WEB_PORT);
    }

    private Setting[] variables() {
        Setting[] variables = new Setting[settings.length];
        List<String> known = new ArrayList<>(Arrays.asList(OTHER_VARIABLES));
        for (Option option : Option.values()) {
            String name = option.variable();
            if (name.isEmpty()) continue;
            known.add(name);
            // Set but empty is how a composed environment says "not set".
            if (variable(name).isEmpty()) continue;
            Setting setting = new Setting(variable(name), Options.Source.ENVIRONMENT, name);
            variables[option.ordinal()] = setting;
        }
        noteUnknownVariables(known);
        return variables;
    }

    /** A note, no error: whoever runs services named "doozer" puts variables of his own there. */
    private void noteUnknownVariables(List<String> known) {
        List<String> unknown = new ArrayList<>();
        for (String name : environment.keySet()) {
            if (name.startsWith(Option.VARIABLE_PREFIX) && !known.contains(name)) {
                unknown.add(Log.safe(name));
            }
        }
        Collections.sort(unknown);
        for (String name : unknown) {
            notes.add(name + ": is no variable of this program and is ignored" + SEE_HELP);
        }
    }

    private String variable(String name) {
        String value = environment.get(name);
        return value == null ? "" : value;
    }

    private void readFile(Setting file) throws OptionException {
        String path = file.text();
        List<String> pairs = ConfigFile.read(path, file.label(Option.CONFIG));
        boolean[] isGiven = new boolean[settings.length];
        for (int i = 0; i < pairs.size(); i += 2) {
            String key = pairs.get(i);
            Option option = Option.named(key);
            if (option == null || !key.equals(option.fileKey())) throw unknownKey(path, key);
            if (isGiven[option.ordinal()]) {
                throw bad(Log.safe(path) + ": " + key + ": is given twice: keep one");
            }
            isGiven[option.ordinal()] = true;
            put(option, new Setting(pairs.get(i + 1), Options.Source.FILE, path));
        }
    }

    private void putAll(Setting[] given) throws OptionException {
        for (Option option : Option.values()) {
            Setting setting = given[option.ordinal()];
            if (setting != null) put(option, setting);
        }
    }

    private void put(Option option, Setting setting) throws OptionException {
        String label = setting.label(option);
        if (option.kind() == Kind.NOT_BUILT) throw bad(label + ": " + option.help());
        if (option.kind() == Kind.IGNORED) {
            notes.add(label + ": " + option.help());
            return;
        }
        try {
            String text = option.kind().canonical(setting.text());
            settings[option.ordinal()] = new Setting(text, setting.source(), setting.place());
        } catch (IllegalArgumentException e) {
            throw bad(label + ": " + e.getMessage());
        }
    }

    private void put(Option option, String text) {
        settings[option.ordinal()] = new Setting(text, Options.Source.DEFAULT, "");
    }

    private boolean isDefault(Option option) {
        return settings[option.ordinal()].source() == Options.Source.DEFAULT;
    }

    private Address listen() {
        Setting listen = settings[Option.LISTEN.ordinal()];
        return Address.parse(listen == null ? Option.LISTEN.defaultText() : listen.text());
    }

    private void checkAdvertise() throws OptionException {
        Setting setting = settings[Option.ADVERTISE.ordinal()];
        if (setting == null) return;
        Address advertise = Address.parse(setting.text());
        // The same as -listen says no more than the default does.
        if (advertise.equals(listen())) return;
        if (!advertise.isWildcard() && advertise.port() != 0) return;
        throw bad(setting.label(Option.ADVERTISE) + ": nobody can connect to " + advertise
                + ": give a host and a port");
    }

    private void checkSecrets() throws OptionException {
        if (rwSecret().isEmpty() && !roSecret().isEmpty()) {
            throw bad(RO_SECRET + " alone would let everybody write: set " + RW_SECRET + " too");
        }
        for (String name : SECRETS) {
            // Java has put this sign for each byte that the locale does not know: secrets that
            // differ there would be one and the same.
            if (variable(name).indexOf(UNREADABLE) < 0) continue;
            throw bad(name + ": has bytes that are no text in this locale: set LC_ALL=C.UTF-8, or"
                    + " choose an ASCII secret");
        }
    }

    private static OptionException unknownFlag(String flag) {
        return bad(Log.safe(flag) + ": is no option" + hint(flag));
    }

    private static OptionException unknownKey(String path, String key) {
        return bad(Log.safe(path) + ": " + Log.safe(key) + ": is no option of a file" + hint(key));
    }

    private static String hint(String name) {
        if (!name.toLowerCase(Locale.ROOT).contains("secret")) return SEE_HELP;
        return "; secrets come from the environment only: set " + RW_SECRET + ", "
                + RO_SECRET + " or " + PEER_SECRET;
    }

    private static OptionException missingValue(String flag, Option option) {
        return bad(flag + ": needs a value: " + flag + " " + option.kind().placeholder());
    }

    private static OptionException badArgument(String arg) {
        return OptionException.badUse(Log.quoted(arg) + ": is no option and no command; doozer"
                + " -help shows what there is");
    }

    private static OptionException bad(String message) {
        return OptionException.badOption(message);
    }
}
