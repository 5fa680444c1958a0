package doozer.cli;

import doozer.client.DoozerClient;
import doozer.client.Event;
import java.io.PrintStream;

/** {@code watch}: prints changes as they happen. */
final class WatchCommand implements Command {
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
        // On the wire 0 means "from now"; whoever asks for 0 means "from the beginning".
        long first = from == null ? 0 : Math.max(1, from);
        try (DoozerClient client = call.connect()) {
            client.watch(call.argument(0), first, new Printer(call.out()));
        }
        return Main.OK;
    }

    private record Printer(PrintStream out) implements DoozerClient.Listener {
        @Override
        public boolean onEvent(Event event) {
            String kind = switch (event.kind()) {
                case SET -> "set";
                case DEL -> "del";
                case NOP -> "";
            };
            int length = event.body().length;
            out.print(event.path() + " " + event.revision() + " " + kind + " " + length + "\n");
            out.write(event.body(), 0, length);
            out.print("\n");
            // True when whoever read it has gone: then there is nobody left to tell.
            return !out.checkError();
        }
    }
}
