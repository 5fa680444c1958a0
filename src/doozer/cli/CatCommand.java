package doozer.cli;

import doozer.client.DoozerClient;
import java.io.IOException;

/** {@code cat}: prints the body of a file. */
final class CatCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("<path>", 1, 1, "print the body of a file", """
                Prints the body of a file and nothing else, not even a line end. With -r, as of
                that revision; one that is still to come is waited for.
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        String path = call.argument(0);
        try (DoozerClient client = call.connect()) {
            call.printer().body(path, GetCommand.read(client, path, call.revision()));
        }
    }
}
