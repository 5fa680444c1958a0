package doozer.cli;

import doozer.client.DoozerClient;
import java.io.IOException;

/** {@code add}: writes a file that does not exist yet, from standard input. */
final class AddCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("<path>", 1, 1, "write a file that does not exist yet", """
                Writes a file that does not exist yet: the same as "set <path> 0".
                The body is read from standard input. Prints the new revision.
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        byte[] body = call.readBody();
        String path = call.argument(0);
        try (DoozerClient client = call.connect()) {
            call.printer().written(path, client.set(path, 0, body));
        }
    }
}
