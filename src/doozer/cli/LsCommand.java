package doozer.cli;

import doozer.client.DirectoryEntry;
import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.wire.ErrorCode;
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
        try (DoozerClient client = call.connect()) {
            Printer printer = call.printer();
            for (DirectoryEntry entry : list(client, directory, call.revision())) {
                printer.entry(directory, entry);
            }
        }
    }

    private static List<DirectoryEntry> list(DoozerClient client, String directory, Long revision)
            throws CommandException {
        try {
            return revision == null ? client.list(directory) : client.list(directory, revision);
        } catch (DoozerException e) {
            boolean isNoDirectory = e.code() == ErrorCode.NOENT || e.code() == ErrorCode.NOTDIR;
            if (!isNoDirectory) throw e;
            throw CommandException.failed(e.code() + ": " + directory);
        }
    }
}
