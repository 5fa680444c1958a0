package doozer.main;

import doozer.server.Options;
import doozer.server.ServerMain;
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
        Map<String, String> env = System.getenv();
        int status = hasCommand(args) ? doozer.cli.Main.run(args, env)
                : ServerMain.run(args, env, System.out, System.err);
        System.exit(status);
    }

    /** Whether any argument is neither an option of the server or of commands, nor its value. */
    private static boolean hasCommand(String[] args) {
        for (int i = 0; i < args.length; i++) {
            if (!args[i].startsWith("-")) return true;
            if (args[i].equals("--")) return i + 1 < args.length;
            if (Options.takesValue(args[i]) || doozer.cli.Main.takesValue(args[i])) i++;
        }
        return false;
    }
}
