package doozer.cli;

import doozer.client.DoozerClient;
import doozer.client.FileBody;
import doozer.client.RevisionMismatchException;

/** {@code touch}: gives a file a new revision. */
final class TouchCommand implements Command {
    /** Losing so many races in a row is no accident any more. */
    private static final int MAX_TRIES = 100;

    @Override
    public Usage usage() {
        return new Usage("<path>", 1, 1, "give a file a new revision", """
                Sets a file to the body that it has, so that it gets a new revision; one that does
                not exist is made, and is empty. Prints nothing.
                """);
    }

    @Override
    public void run(Call call) throws CommandException {
        try (DoozerClient client = call.connect()) {
            int tries = 0;
            while (!touch(client, call.argument(0), ++tries)) {
                // Somebody else has written it: then it has another body to be set to.
            }
        }
    }

    private static boolean touch(DoozerClient client, String path, int tries) {
        FileBody file = client.get(path);
        try {
            client.set(path, file.revision(), file.body());
            return true;
        } catch (RevisionMismatchException e) {
            if (tries == MAX_TRIES) throw e;
            return false;
        }
    }
}
