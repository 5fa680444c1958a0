package doozer.cli;

/** The flags that one command has and others do not. */
enum OwnFlag {
    HISTORY("history", false, "backup"),
    LOCAL("local", false, "backup"),
    TEXT("text", false, "backup"),
    SYNC("sync", true, "journal"),
    ROLL("roll", true, "journal"),
    SNAPSHOT("snapshot", true, "journal"),
    SNAPSHOT_BYTES("snapshot-bytes", true, "journal"),
    KEEP_BYTES("keep-bytes", true, "journal"),
    KEEP_AGE("keep-age", true, "journal"),
    REPORT("report", true, "journal"),
    INTO("into", true, "restore"),
    REV("rev", true, "restore"),
    AT("at", true, "restore"),
    FORMAT("format", true, "restore"),
    DRY_RUN("dry-run", false, "restore"),
    DELETE("delete", false, "restore"),
    EMPTY("empty", false, "restore"),
    YES("yes", false, "recover"),
    LIVE("live", false, "health"),
    READY("ready", false, "health"),
    QUORUM("quorum", false, "health"),
    INTERVAL("interval", true, "top"),
    COUNT("n", true, "top");

    private final String flag;
    private final boolean takesValue;
    private final String command;

    OwnFlag(String flag, boolean takesValue, String command) {
        this.flag = flag;
        this.takesValue = takesValue;
        this.command = command;
    }

    /** The one of that name, without its dashes; null for none. */
    static OwnFlag named(String name) {
        for (OwnFlag one : values()) {
            if (one.flag.equals(name)) return one;
        }
        return null;
    }

    boolean takesValue() {
        return takesValue;
    }

    /** Whether that command has it. */
    boolean isOf(String name) {
        return command.equals(name);
    }

    /** As people write it. */
    @Override
    public String toString() {
        return "-" + flag;
    }
}
