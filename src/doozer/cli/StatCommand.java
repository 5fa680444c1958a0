package doozer.cli;

import doozer.client.DoozerClient;
import doozer.client.Stat;

/** {@code stat}: tells what there is at a path. */
final class StatCommand implements Command {
    @Override
    public String arguments() {
        return "<path>";
    }

    @Override
    public String summary() {
        return "tell what there is at a path";
    }

    @Override
    public String help() {
        return "Prints the revision and the length of a file, or \"d\" and the number of entries\n"
                + "of a directory. With -r, as of that revision.\n";
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
            Stat stat = at == null ? client.stat(path) : client.stat(path, at);
            if (stat.isMissing()) return Main.missing(call, path);
            String what = stat.isDirectory() ? "d" : String.valueOf(stat.revision());
            call.out().print(what + " " + stat.length() + "\n");
        }
        return Main.OK;
    }
}
