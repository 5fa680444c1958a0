package doozer.cli;

/** The table of commands. */
final class Commands {
    /** Their names, in the order of help. */
    private static final String[] NAMES = {
        "add", "backup", "cat", "del", "elect", "find", "get", "health", "help", "info", "journal",
        "leave", "lock", "ls", "member", "members", "next", "nop", "recover", "register",
        "restore", "rev", "self", "session", "set", "stat", "top", "touch", "txn", "wait", "walk",
        "watch"
    };

    private Commands() {
    }

    static String[] names() {
        return NAMES.clone();
    }

    /** The command with that name, or null. */
    static Command named(String name) {
        return switch (name) {
            case "add" -> new AddCommand();
            case "backup" -> new BackupCommand();
            case "cat" -> new CatCommand();
            case "del" -> new DelCommand();
            case "elect" -> new ElectCommand();
            case "find" -> new FindCommand();
            case "get" -> new GetCommand();
            case "health" -> new HealthCommand();
            case "help" -> new HelpCommand();
            case "info" -> new InfoCommand();
            case "journal" -> new JournalCommand();
            case "leave" -> new LeaveCommand();
            case "lock" -> new LockCommand();
            case "ls" -> new LsCommand();
            case "member" -> new MemberCommand();
            case "members" -> new MembersCommand();
            case "next" -> new NextCommand();
            case "nop" -> new NopCommand();
            case "register" -> new RegisterCommand();
            case "recover" -> new RecoverCommand();
            case "restore" -> new RestoreCommand();
            case "rev" -> new RevCommand();
            case "self" -> new SelfCommand();
            case "session" -> new SessionCommand();
            case "set" -> new SetCommand();
            case "stat" -> new StatCommand();
            case "top" -> new TopCommand();
            case "touch" -> new TouchCommand();
            case "txn" -> new TxnCommand();
            case "wait" -> new WaitCommand();
            case "walk" -> new WalkCommand();
            case "watch" -> new WatchCommand();
            default -> null;
        };
    }
}
