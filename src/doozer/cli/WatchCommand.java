package doozer.cli;

import doozer.client.DoozerClient;
import doozer.client.Event;
import doozer.client.Watch;
import java.io.PrintStream;
import java.time.Duration;

/** {@code watch}: prints changes as they happen. */
final class WatchCommand implements Command {
    private static final int FOR_EVER_DAYS = 36_500;

    @Override
    public String arguments() {
        return "<glob>";
    }

    @Override
    public String summary() {
        return "print changes as they happen";
    }

    @Override
    public String help() {
        return "Prints every change of a file that matches <glob>, until it is interrupted. With\n"
                + "-r, from that revision on, past ones first. Each change is\n\n"
                + "  <path> <rev> <set|del> <len> LF <body> LF\n\n"
                + "In a glob, ? stands for one character of a name, * for any number of them, **\n"
                + "for any number of characters of any number of names.\n";
    }

    @Override
    public int argumentCount() {
        return 1;
    }

    @Override
    public int run(Call call) {
        Long from = call.requestedRevision();
        String glob = call.argument(0);
        try (DoozerClient client = call.connect();
                Watch watch = from == null ? client.watch(glob) : client.watch(glob, from)) {
            Duration wait = call.timeoutMillis() == 0 ? Duration.ofDays(FOR_EVER_DAYS)
                    : Duration.ofMillis(call.timeoutMillis());
            while (true) {
                Event event = watch.next(wait);
                if (event == null) {
                    call.err().print("Error: wait timeout\n");
                    return Main.FAILED;
                }
                // False when whoever read it has gone: then there is nobody left to tell.
                if (!print(event, call.out())) return Main.OK;
            }
        }
    }

    private static boolean print(Event event, PrintStream out) {
        String kind = switch (event.kind()) {
            case SET -> "set";
            case DEL -> "del";
            case NOP -> "";
        };
        int length = event.body().length;
        out.print(event.path() + " " + event.revision() + " " + kind + " " + length + "\n");
        out.write(event.body(), 0, length);
        out.print("\n");
        return !out.checkError();
    }
}
