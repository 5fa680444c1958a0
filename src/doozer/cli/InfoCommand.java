package doozer.cli;

import doozer.client.DoozerClient;
import java.io.IOException;

/** {@code info}: prints what the node says of itself. */
final class InfoCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("", 0, 0, "print what the node says of itself", """
                Prints what the node that answers says of itself: lines of key:value, in sections
                that begin with # and their name.
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        try (DoozerClient client = call.connect()) {
            call.printer().info(client.info());
        }
    }
}
