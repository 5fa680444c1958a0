package doozer.server;

import java.io.IOException;
import java.util.Map;

/** A server that ends when whoever started it closes its standard input, or dies. */
public final class BadInputServerMain {
    private BadInputServerMain() {
    }

    public static void main(String... args) {
        Thread watcher = new Thread(BadInputServerMain::awaitEnd, "awaits the end of its parent");
        watcher.setDaemon(true);
        watcher.start();
        Runtime.getRuntime().halt(ServerMain.run(args, Map.of(), System.out, System.err));
    }

    /** Ends the process with the standard input. */
    static void awaitEnd() {
        try {
            while (System.in.read() >= 0) {
                // Only its end matters.
            }
        } catch (IOException e) {
            // It is as good as an end.
        }
        Runtime.getRuntime().halt(0);
    }
}
