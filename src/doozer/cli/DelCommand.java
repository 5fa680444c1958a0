package doozer.cli;

import doozer.client.DoozerClient;

/** {@code del}: deletes a file. */
final class DelCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("<path> <rev>", 2, 2, "delete a file", """
                Deletes a file whose revision is not above <rev>; -1 for whatever there is.
                A file that does not exist is no error. Prints nothing.
                """);
    }

    @Override
    public void run(Call call) throws CommandException {
        long revision = call.revisionArgument(1);
        try (DoozerClient client = call.connect()) {
            client.del(call.argument(0), revision);
        }
    }
}
