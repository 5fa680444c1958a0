package doozer.cli;

/** The texts of help. Stateless; no command that does its work ever loads this. */
final class Help {
    /** What a glob may have in it. */
    static final String GLOBS = "In a glob, ? stands for one character of a name, * for any number"
            + " of them, and **\nfor any number of characters of any number of names.\n";

    private static final int COLUMN = 27;

    private Help() {
    }

    /** How a command is called, on one line. */
    static String use(String name, Usage usage) {
        return "Use: doozer [flags] " + (name + " " + usage.arguments()).strip();
    }

    /** All that there is to say of a command. */
    static String of(String name, Usage usage) {
        return use(name, usage) + "\n\n" + usage.help();
    }

    /** What commands and flags there are. */
    static String overview() {
        StringBuilder text = new StringBuilder("Use: doozer [flags] <command> [arguments]\n\n"
                + "Commands, of which \"doozer help <command>\" tells more:\n");
        for (String name : Commands.names()) {
            Usage usage = Commands.named(name).usage();
            StringBuilder left = new StringBuilder("  " + name + " " + usage.arguments());
            while (left.length() < COLUMN) left.append(' ');
            text.append(left).append(' ').append(usage.summary()).append('\n');
        }
        return text + """

                Flags, before or after the command, with one dash or two; -- ends them:
                  -a URI    the cluster, as doozer:?ca=HOST:PORT&ca=...&sk=SECRET, or by its
                            name as doozer:?cn=NAME
                  -b URI    the cluster to ask where the one called NAME is
                  -r REV    read as of that revision, or begin with it
                  -t TIME   wait so long for an answer or an event (200ms, 5s, 1m30s)
                  -ttl TIME how long a session lives without a sign of life (10s)
                  -o json   print one JSON object a line
                  -h, -v    this text, or that of a command; the version

                Environment:
                  DOOZER_URI        as -a, where there is none; doozer:?ca=127.0.0.1:8046
                                    without either
                  DOOZER_BOOT_URI   as -b, where there is none

                Exit status: 0; 1 for a revision mismatch, or a node that is not well; 2
                for other failures; 4 for a journal of another cluster; 127 for a command
                line that makes no sense.
                """;
    }
}
