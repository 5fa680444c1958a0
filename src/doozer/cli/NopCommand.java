package doozer.cli;

import doozer.client.DoozerClient;

/** {@code nop}: uses a revision. */
final class NopCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("", 0, 0, "use a revision, and change nothing",
                "Takes a revision through consensus and changes no file. Prints nothing.\n");
    }

    @Override
    public void run(Call call) throws CommandException {
        try (DoozerClient client = call.connect()) {
            client.nop();
        }
    }
}
