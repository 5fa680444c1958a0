package doozer.main;

import doozer.cli.Streams;
import doozer.server.Options;
import doozer.server.ServerMain;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What {@code java -jar doozer.jar} runs: the server when there are only options, a command when
 * there is one.
 */
public final class Main {
    private Main() {
    }

    /** Runs either until it ends, and ends the process with its exit status. */
    public static void main(String[] args) {
        doozer.cli.Main.end(run(args, System.getenv(), Streams.standard()));
    }

    /** Runs either until it ends; gives the exit status. */
    public static int run(String[] args, Map<String, String> env, Streams streams) {
        if (hasCommand(args)) return doozer.cli.Main.run(args, env, streams);
        PrintStream out = new PrintStream(streams.out(), true, StandardCharsets.UTF_8);
        return ServerMain.run(args, env, out, streams.err());
    }

    /** Whether any argument is neither an option of the server or of commands, nor its value. */
    private static boolean hasCommand(String[] args) {
        for (int i = 0; i < args.length; i++) {
            if (!args[i].startsWith("-")) return true;
            if (args[i].equals("--")) return i + 1 < args.length;
            if (doozer.cli.Main.takesValue(args[i]) || Options.takesValue(args[i])) i++;
        }
        return false;
    }
}
