package doozer.cli;

import doozer.client.DoozerClient;
import doozer.client.FileBody;

/** {@code get}: reads a file. */
final class GetCommand implements Command {
    @Override
    public String arguments() {
        return "<path>";
    }

    @Override
    public String summary() {
        return "read a file";
    }

    @Override
    public String help() {
        return "Prints the revision and the length of a file on one line, then its body, then a\n"
                + "line end. With -r, as of that revision.\n";
    }

    @Override
    public int argumentCount() {
        return 1;
    }

    @Override
    public int run(Call call) {
        String path = call.argument(0);
        try (DoozerClient client = call.connect()) {
            Long at = call.requestedRevision();
            FileBody file = at == null ? client.get(path) : client.get(path, at);
            if (file.revision() == 0) return Main.missing(call, path);
            call.out().print(file.revision() + " " + file.body().length + "\n");
            call.out().write(file.body(), 0, file.body().length);
            call.out().print("\n");
        }
        return Main.OK;
    }
}
