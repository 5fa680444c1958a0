package doozer.cli;

import doozer.client.DoozerClient;
import doozer.client.FileBody;
import java.io.IOException;

/** {@code get}: reads a file. */
final class GetCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("<path>", 1, 1, "read a file", """
                Prints the revision and the length of a file on one line, then its body, then a
                line end. With -r, as of that revision; one that is still to come is waited for.
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        String path = call.argument(0);
        try (DoozerClient client = call.connect()) {
            call.printer().file(path, read(client, path, call.revision()));
        }
    }

    /** The file as of that revision, or of the present if that is null. */
    static FileBody read(DoozerClient client, String path, Long revision)
            throws CommandException {
        FileBody file = revision == null ? client.get(path) : client.get(path, revision);
        if (file.isMissing()) throw CommandException.missing(path);
        return file;
    }
}
