package doozer.cli;

import doozer.client.DoozerClient;

/** {@code self}: prints the id of the node. */
final class SelfCommand implements Command {
    @Override
    public String arguments() {
        return "";
    }

    @Override
    public String summary() {
        return "print the id of the node";
    }

    @Override
    public String help() {
        return "Prints the id of the node that answers: 16 characters.\n";
    }

    @Override
    public int argumentCount() {
        return 0;
    }

    @Override
    public int run(Call call) {
        try (DoozerClient client = call.connect()) {
            call.out().println(client.self());
        }
        return Main.OK;
    }
}
