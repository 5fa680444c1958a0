package doozer.cli;

import doozer.client.DirectoryEntry;
import doozer.client.DoozerClient;
import java.io.IOException;
import java.util.List;

/** {@code ls}: lists a directory. */
final class LsCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("[dir]", 0, 1, "list a directory", """
                Prints the entries of a directory, / if none is given, in the order of their names:

                  <name> <rev> <len>   for a file
                  <name>/ <entries>    for a directory

                With -r, as of that revision.
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        String directory = call.arguments().isEmpty() ? "/" : call.argument(0);
        Printer printer = call.printer();
        try (DoozerClient client = call.connect()) {
            Long at = call.revision();
            List<DirectoryEntry> entries =
                    at == null ? client.list(directory) : client.list(directory, at);
            for (DirectoryEntry entry : entries) printer.entry(directory, entry);
        }
    }
}
