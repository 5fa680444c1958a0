package doozer.cli;

import doozer.client.DoozerException;
import doozer.wire.ErrorCode;
import doozer.wire.Version;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** The {@code doozer} command. */
public final class Main {
    private Main() {
    }

    /** Runs one command and ends the process with its status. */
    public static void main(String[] args) {
        end(run(args, System.getenv(), Streams.standard()));
    }

    /**
     * Ends the process with that status; if it is 0 the process ends when this thread has, as no
     * other one keeps it. From JDK 21 on {@link System#exit} loads a log first, and that takes as
     * long as the rest of a command.
     */
    public static void end(int status) {
        if (status != Exit.OK) System.exit(status);
    }

    /** Whether the argument after that flag is its value; false for what is no flag of commands. */
    public static boolean takesValue(String flag) {
        return CommandLine.takesValue(flag);
    }

    /** Runs one command; gives the exit status. */
    public static int run(String[] args, Map<String, String> env, Streams streams) {
        Out out = new Out(streams.out());
        try {
            int status = tryToRun(args, env, streams, out);
            out.flush();
            return status;
        } catch (Out.LostException e) {
            // Whoever has seen enough has not made a mistake, and needs no message.
            if (isNobodyReading(e)) return Exit.OK;
            return fail(streams, "Error: cannot write: " + e.getMessage(), Exit.FAILED);
        } catch (RuntimeException | Error e) {
            // The JVM would end with 1, and a script would take that for a mismatch.
            return fail(streams, "Error: " + e, Exit.FAILED);
        }
    }

    private static int tryToRun(String[] args, Map<String, String> env, Streams streams, Out out)
            throws Out.LostException {
        try {
            CommandLine line = CommandLine.parse(args);
            Command command = commandOf(line, out);
            if (command != null) command.run(new Call(line, env, streams, out));
            return Exit.OK;
        } catch (Out.LostException e) {
            throw e;
        } catch (CommandException e) {
            out.flush();
            return fail(streams, e.getMessage(), e.status());
        } catch (DoozerException e) {
            out.flush();
            boolean isSaid = e.code() != null;
            String doubt = e.isOutcomeUnknown() && !isSaid ? " (the write may have been done)" : "";
            int status = e.code() == ErrorCode.REV_MISMATCH ? Exit.MISMATCH : Exit.FAILED;
            return fail(streams, "Error: " + e.getMessage() + doubt, status);
        } catch (IOException e) {
            out.flush();
            return fail(streams, "Error: " + e.getMessage(), Exit.FAILED);
        }
    }

    /** The command that is to be run; null when what was asked for has been printed. */
    private static Command commandOf(CommandLine line, Out out)
            throws CommandException, Out.LostException {
        String name = line.command();
        if (line.isVersion()) {
            out.print("doozer " + Version.text() + "\n");
            return null;
        }
        if (name == null) {
            if (!line.isHelp()) throw CommandException.usage("there is no command");
            out.print(Help.overview());
            return null;
        }
        Command command = Commands.named(name);
        if (command == null) throw CommandException.usage("there is no command " + name);
        if (line.isHelp()) {
            out.print(Help.of(name, command.usage()));
            return null;
        }
        int count = line.arguments().size();
        Usage usage = command.usage();
        if (count < usage.min() || count > usage.max()) {
            throw CommandException.usage(name + ": wrong number of arguments",
                    Help.use(name, usage));
        }
        return command;
    }

    private static boolean isNobodyReading(Out.LostException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        // The system's words may be in any language; pipe is in most of them.
        return message.contains("pipe") || Terminal.isStandardOutputPiped();
    }

    private static int fail(Streams streams, String message, int status) {
        if (message != null) streams.err().print(message + "\n");
        streams.err().flush();
        return status;
    }
}
