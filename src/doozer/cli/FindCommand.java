package doozer.cli;

import doozer.client.DirectoryEntry;
import doozer.client.DoozerClient;
import doozer.client.Stat;
import java.io.IOException;

/** {@code find}: lists a tree. Owned by the calling thread. */
final class FindCommand implements Command {
    private Printer printer;
    private DoozerClient client;
    private long revision;

    @Override
    public Usage usage() {
        return new Usage("<path>", 1, 1, "list a tree", """
                Prints the path of everything at and below <path>, directories and files, one a
                line, depth first, names in the order of their bytes. All of it is as of one
                revision: the present one, or that of -r.
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        printer = call.printer();
        try (DoozerClient connected = call.connect()) {
            client = connected;
            revision = call.revision() == null ? client.rev() : call.revision();
            String path = call.argument(0);
            Stat stat = client.stat(path, revision);
            if (stat.isMissing()) throw CommandException.failed("NOENT: " + path);
            find(path, stat);
        }
    }

    private void find(String path, Stat stat) throws IOException {
        printer.found(path, stat);
        if (!stat.isDirectory()) return;
        for (DirectoryEntry entry : client.list(path, revision)) {
            find(join(path, entry.name()), statOf(entry));
        }
    }

    /** The path of an entry of a directory. */
    static String join(String directory, String name) {
        return directory.equals("/") ? "/" + name : directory + "/" + name;
    }

    static Stat statOf(DirectoryEntry entry) {
        return new Stat(entry.revision(), entry.length());
    }
}
