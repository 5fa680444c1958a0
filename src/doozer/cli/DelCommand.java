package doozer.cli;

import doozer.client.DoozerClient;

/** {@code del}: deletes a file. */
final class DelCommand implements Command {
    @Override
    public String arguments() {
        return "<path> <rev>";
    }

    @Override
    public String summary() {
        return "delete a file";
    }

    @Override
    public String help() {
        return "Deletes a file whose revision is not above <rev>; -1 for whatever there is.\n"
                + "A file that does not exist is no error. Prints nothing.\n";
    }

    @Override
    public int argumentCount() {
        return 2;
    }

    @Override
    public int run(Call call) {
        long revision = call.revision(1);
        try (DoozerClient client = call.connect()) {
            client.del(call.argument(0), revision);
        }
        return Main.OK;
    }
}
