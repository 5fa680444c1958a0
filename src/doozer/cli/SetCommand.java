package doozer.cli;

import doozer.client.DoozerClient;
import java.io.IOException;

/** {@code set}: writes a file from standard input. */
final class SetCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("<path> <rev>", 2, 2, "write a file", """
                Writes a file whose revision is not above <rev>: 0 for one that must not exist
                yet, -1 for whatever there is.
                The body is read from standard input. Prints the new revision.
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        String path = call.argument(0);
        long revision = call.revisionArgument(1);
        byte[] body = call.readBody();
        try (DoozerClient client = call.connect()) {
            call.printer().written(path, client.set(path, revision, body));
        }
    }
}
