package doozer.cli;

import doozer.client.DoozerClient;
import java.io.IOException;

/** {@code set} and {@code add}: writes a file from standard input. */
final class SetCommand implements Command {
    private final boolean isAdd;

    SetCommand(boolean isAdd) {
        this.isAdd = isAdd;
    }

    @Override
    public String arguments() {
        return isAdd ? "<path>" : "<path> <rev>";
    }

    @Override
    public String summary() {
        return isAdd ? "write a file that does not exist yet" : "write a file";
    }

    @Override
    public String help() {
        return (isAdd ? "Writes a file that does not exist yet: the same as \"set <path> 0\".\n"
                : "Writes a file whose revision is not above <rev>: 0 for one that must not exist\n"
                + "yet, -1 for whatever there is.\n")
                + "The body is read from standard input. Prints the new revision.\n";
    }

    @Override
    public int argumentCount() {
        return isAdd ? 1 : 2;
    }

    @Override
    public int run(Call call) throws IOException {
        long revision = isAdd ? 0 : call.revision(1);
        byte[] body = call.readBody();
        try (DoozerClient client = call.connect()) {
            call.out().println(client.set(call.argument(0), revision, body));
        }
        return Main.OK;
    }
}
