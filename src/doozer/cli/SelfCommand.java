package doozer.cli;

import doozer.client.DoozerClient;
import java.io.IOException;

/** {@code self}: prints the id of the node. */
final class SelfCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("", 0, 0, "print the id of the node",
                "Prints the id of the node that answers: 16 characters.\n");
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        try (DoozerClient client = call.connect()) {
            call.printer().id(client.self());
        }
    }
}
