package doozer.cli;

import doozer.client.DoozerClient;

/** {@code rev}: prints the present revision. */
final class RevCommand implements Command {
    @Override
    public String arguments() {
        return "";
    }

    @Override
    public String summary() {
        return "print the present revision";
    }

    @Override
    public String help() {
        return "Prints the present revision of the store.\n";
    }

    @Override
    public int argumentCount() {
        return 0;
    }

    @Override
    public int run(Call call) {
        try (DoozerClient client = call.connect()) {
            call.out().println(client.rev());
        }
        return Main.OK;
    }
}
