package doozer.cli;

import doozer.client.DoozerClient;
import doozer.client.Stat;
import java.io.IOException;

/** {@code stat}: tells what there is at a path. */
final class StatCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("<path>", 1, 1, "tell what there is at a path", """
                Prints the revision and the length of a file, or "d" and the number of entries
                of a directory. With -r, as of that revision.
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        String path = call.argument(0);
        try (DoozerClient client = call.connect()) {
            Long at = call.revision();
            Stat stat = at == null ? client.stat(path) : client.stat(path, at);
            if (stat.isMissing()) throw CommandException.missing(path);
            call.printer().stat(path, stat);
        }
    }
}
