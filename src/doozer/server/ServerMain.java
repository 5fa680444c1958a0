package doozer.server;

import java.io.PrintStream;
import java.util.Map;

/** The server as a process: its command line, its signals, its exit status. */
public final class ServerMain {
    private static final int FAILED = 3;
    private static final String COMMANDS =
            "\nWith a command this is the client: \"doozer help\" lists them.\n";

    private ServerMain() {
    }

    /**
     * Runs a server until it is told to end, or prints what the options ask for.
     *
     * @return the exit status: 0; 2 for options that do not fit; 3 when it failed
     */
    public static int run(String[] args, Map<String, String> env, PrintStream out,
            PrintStream err) {
        try {
            Options options = Options.parse(args, env);
            switch (options.action()) {
                case HELP -> out.print(OptionTable.help() + COMMANDS);
                case VERSION -> out.println(Options.versionText());
                case PRINT_CONFIG -> out.print(options.printConfig());
                case SERVE -> {
                    return serve(options, err);
                }
            }
            return 0;
        } catch (OptionException e) {
            err.println("doozer: " + e.getMessage());
            return e.exitStatus();
        }
    }

    private static int serve(Options options, PrintStream err) throws OptionException {
        for (String note : options.notes()) err.println("doozer: " + note);
        Log log = new Log(err, new WallClock());
        Stop stop = new Stop(log);
        // Before there is a server: whoever sees that it has started may tell it to end at once.
        Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop"));
        try {
            Doozer server = stop.start(options);
            server.join();
            if (server.isRefused()) return OptionException.BAD_OPTION;
            return server.hasLeft() ? 0 : FAILED;
        } catch (InterruptedException e) {
            return FAILED;
        } finally {
            // A signal ends the process within its hook: without one the server has failed.
            stop.hasFailed = true;
        }
    }

    /** Ends the process in order, with status 0: that of a signal would be read as a crash. */
    private static final class Stop implements Runnable {
        private final Log log;
        private Doozer server;
        private volatile boolean hasFailed;
        private volatile Thread starting;

        Stop(Log log) {
            this.log = log;
        }

        /** Starts the server; whoever wants to end it meanwhile waits until it has started. */
        private synchronized Doozer start(Options options) throws OptionException {
            starting = Thread.currentThread();
            server = Doozer.start(options, log);
            starting = null;
            return server;
        }

        private synchronized Doozer server() {
            return server;
        }

        @Override
        public void run() {
            if (hasFailed) return;
            // It may be looking for its cluster, for ever.
            Thread thread = starting;
            if (thread != null) thread.interrupt();
            Doozer running = server();
            if (running != null) {
                running.close();
                log.info("stopped", "id", running.id());
            }
            Runtime.getRuntime().halt(0);
        }
    }

    private static final class WallClock implements Log.Clock {
        @Override
        public long epochMillis() {
            return System.currentTimeMillis();
        }
    }
}
