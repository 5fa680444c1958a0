package doozer.cli;

import doozer.client.DoozerException;
import doozer.wire.DoozerUri;
import doozer.wire.ErrorCode;
import doozer.wire.Version;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The {@code doozer} command. */
public final class Main {
    /** Exit statuses. */
    static final int OK = 0;
    private static final int MISMATCH = 1;
    static final int FAILED = 2;
    private static final int USAGE = 127;

    private static final String DEFAULT_URI = "doozer:?ca=127.0.0.1:8046";
    private static final String[] COMMANDS = {
        "add", "del", "get", "nop", "rev", "self", "set", "stat", "watch"
    };

    private Main() {
    }

    /** Runs one command and ends the process with its status. */
    public static void main(String[] args) {
        System.exit(run(args, System.getenv(), standardStreams()));
    }

    /** Whether the argument after that flag is its value; false for what is no flag of commands. */
    public static boolean takesValue(String flag) {
        return CommandLine.takesValue(flag);
    }

    /** Runs one command with the process's own streams; gives the exit status. */
    public static int run(String[] args, Map<String, String> env) {
        return run(args, env, standardStreams());
    }

    private static Call.Streams standardStreams() {
        PrintStream out = new PrintStream(new BufferedOutputStream(
                new FileOutputStream(FileDescriptor.out)), false, StandardCharsets.UTF_8);
        return new Call.Streams(System.in, out, System.err);
    }

    static int run(String[] args, Map<String, String> env, Call.Streams streams) {
        try {
            int status = run(CommandLine.parse(args), env, streams);
            streams.out().flush();
            return status;
        } catch (UsageException e) {
            return fail(streams, e.getMessage() + "; see \"doozer help\"", USAGE);
        }
    }

    private static int run(CommandLine line, Map<String, String> env, Call.Streams streams)
            throws UsageException {
        if (line.isVersion()) {
            streams.out().println("doozer " + Version.text());
            return OK;
        }
        if (line.command() == null) {
            if (!line.isHelp()) throw new UsageException("there is no command");
            streams.out().print(overview());
            return OK;
        }
        if (line.command().equals("help")) return help(line, streams);
        Command command = named(line.command());
        if (command == null) throw new UsageException("there is no command " + line.command());
        if (line.isHelp()) {
            streams.out().print(help(line.command(), command));
            return OK;
        }
        if (line.arguments().size() != command.argumentCount()) {
            throw new UsageException(line.command() + " takes " + (command.argumentCount() == 0
                    ? "no arguments" : command.arguments()));
        }
        return run(command, line, env, streams);
    }

    private static int help(CommandLine line, Call.Streams streams) throws UsageException {
        if (line.arguments().isEmpty()) {
            streams.out().print(overview());
            return OK;
        }
        String name = line.arguments().get(0);
        Command command = named(name);
        if (command == null) throw new UsageException("there is no command " + name);
        streams.out().print(help(name, command));
        return OK;
    }

    private static int run(Command command, CommandLine line, Map<String, String> env,
            Call.Streams streams) {
        try {
            String uri = line.uri() != null ? line.uri() : env.get("DOOZER_URI");
            DoozerUri parsed = DoozerUri.parse(uri == null ? DEFAULT_URI : uri);
            return command.run(new Call(line, parsed, streams));
        } catch (DoozerException e) {
            int status = e.code() == ErrorCode.REV_MISMATCH ? MISMATCH : FAILED;
            return fail(streams, e.getMessage(), status);
        } catch (IllegalArgumentException | BadArgumentException | IOException e) {
            return fail(streams, e.getMessage(), FAILED);
        }
    }

    private static int fail(Call.Streams streams, String message, int status) {
        streams.out().flush();
        streams.err().print("Error: " + message + "\n");
        return status;
    }

    /** Says that there is nothing at that path. */
    static int missing(Call call, String path) {
        call.err().print("No such file or directory: " + path + "\n");
        return FAILED;
    }

    private static Command named(String name) {
        return switch (name) {
            case "add" -> new SetCommand(true);
            case "del" -> new DelCommand();
            case "get" -> new GetCommand();
            case "nop" -> new NopCommand();
            case "rev" -> new RevCommand();
            case "self" -> new SelfCommand();
            case "set" -> new SetCommand(false);
            case "stat" -> new StatCommand();
            case "watch" -> new WatchCommand();
            default -> null;
        };
    }

    private static String help(String name, Command command) {
        return "Use: doozer [flags] " + (name + " " + command.arguments()).trim() + "\n\n"
                + command.help();
    }

    private static String overview() {
        StringBuilder text = new StringBuilder("Use: doozer [flags] <command> [arguments]\n\n"
                + "Commands:\n");
        text.append("  help <command>      tell more of a command\n");
        for (String name : COMMANDS) {
            Command command = named(name);
            StringBuilder left = new StringBuilder("  ").append(name).append(' ');
            left.append(command.arguments());
            while (left.length() < 22) left.append(' ');
            text.append(left).append(command.summary()).append('\n');
        }
        return text.append("\nFlags, before or after the command:\n"
                + "  -a URI            the cluster, as doozer:?ca=HOST:PORT&ca=...&sk=SECRET\n"
                + "  -r REV            read, or begin, at that revision\n"
                + "  -t TIME           wait no longer than that for an answer (500ms, 5s, 1m30s)\n"
                + "  -h, -v            this text, or of a command; the version\n\n"
                + "Environment:\n"
                + "  DOOZER_URI        the cluster, unless -a is given;\n"
                + "                    " + DEFAULT_URI + " without either\n\n"
                + "Exit status: 0; 1 for a revision mismatch; 2 for other failures; 127 for a\n"
                + "command line that makes no sense.\n").toString();
    }
}
