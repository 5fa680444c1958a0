package doozer.cli;

import doozer.client.DoozerClient;
import doozer.client.Event;
import doozer.client.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** {@code watch}: prints changes as they happen, or runs a command for each. */
final class WatchCommand implements Command {
    static final String RECORD = "  <path> <rev> <set|del> <len> LF <body> LF\n\n";

    @Override
    public Usage usage() {
        return new Usage("<glob> [-- command]", 1, Integer.MAX_VALUE,
                "print changes as they happen", """
                Prints every change of a file that matches <glob>, until it is interrupted. With
                -r, from that revision on, past ones first; with -t, waits no longer than that
                for each. A change is

                """ + RECORD + """
                With a command, runs that for each change, one at a time, without a shell, in
                place of printing it. It has DOOZER_PATH, DOOZER_REV, DOOZER_EVENT (set, del or
                nop) and DOOZER_LEN in its environment, and the body as its standard input.

                """ + Help.GLOBS);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        List<String> toRun = call.arguments().subList(1, call.arguments().size());
        if (call.argumentsBeforeDashes() > 1) {
            throw CommandException.usage("watch: wrong number of arguments: -- comes before the"
                    + " command to run", Help.use("watch", usage()));
        }
        Printer printer = call.printer();
        try (DoozerClient client = call.follow(); Watch watch = begin(client, call)) {
            while (true) {
                Event event = next(watch, call.timeout());
                if (toRun.isEmpty()) {
                    printer.event(event);
                    call.out().flush();
                } else {
                    EventRunner.run(toRun, event, call.err());
                }
            }
        }
    }

    private static Event next(Watch watch, Duration timeout) throws CommandException {
        Event event = timeout == null ? watch.next() : watch.next(timeout);
        if (event == null) throw CommandException.failed("wait timeout");
        return event;
    }

    private static Watch begin(DoozerClient client, Call call) {
        String glob = call.argument(0);
        Long from = call.revision();
        return from == null ? client.watch(glob) : client.watch(glob, Math.max(1, from));
    }
}
