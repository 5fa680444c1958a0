package doozer.cli;

import doozer.client.DoozerClient;
import java.io.IOException;

/** {@code next}: adds one to the number in a file. */
final class NextCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("<path>", 1, 1, "add one to the number in a file", """
                Adds one to the number in a file, which counts as 0 if there is none, and prints
                it. Nobody else gets the same number.
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        try (DoozerClient client = call.connect()) {
            call.printer().number("value", client.next(call.argument(0)).value());
        }
    }
}
