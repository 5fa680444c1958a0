package doozer.cli;

import doozer.client.DoozerClient;
import java.io.IOException;

/** {@code wait}: prints the next change. */
final class WaitCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("<glob>", 1, 1, "print the next change", """
                Prints the next change of a file that matches <glob>, and ends. With -r, the first
                one at or after that revision; with -t, waits no longer than that. A change is

                """ + WatchCommand.RECORD + Help.GLOBS);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        try (DoozerClient client = call.connect()) {
            Long from = call.revision();
            long first = from == null ? client.rev() + 1 : Math.max(1, from);
            call.printer().event(client.await(call.argument(0), first));
        }
    }
}
