package doozer.cli;

import doozer.client.DoozerClient;
import java.io.IOException;

/** {@code rev}: prints the present revision. */
final class RevCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("", 0, 0, "print the present revision",
                "Prints the present revision of the store.\n");
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        try (DoozerClient client = call.connect()) {
            call.printer().revision(client.rev());
        }
    }
}
