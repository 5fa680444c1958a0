package doozer.cli;

import doozer.client.DoozerClient;

/** {@code nop}: uses a revision. */
final class NopCommand implements Command {
    @Override
    public String arguments() {
        return "";
    }

    @Override
    public String summary() {
        return "use a revision, and change nothing";
    }

    @Override
    public String help() {
        return "Takes a revision through consensus and changes no file. Prints nothing.\n";
    }

    @Override
    public int argumentCount() {
        return 0;
    }

    @Override
    public int run(Call call) {
        try (DoozerClient client = call.connect()) {
            client.nop();
        }
        return Main.OK;
    }
}
