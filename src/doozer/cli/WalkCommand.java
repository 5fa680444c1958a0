package doozer.cli;

import doozer.client.DoozerClient;
import doozer.client.WalkListener;
import doozer.client.WalkedFile;
import java.io.IOException;

/** {@code walk}: prints all files that match a glob. */
final class WalkCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("<glob>", 1, 1, "print all files that match", """
                Prints every file that matches <glob>, depth first, names in the order of their
                bytes. Each is

                  <path> <rev> <len> LF <body> LF

                All of them are as of one revision: the present one, or that of -r.

                """ + Help.GLOBS);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        Printing printing = new Printing(call.printer());
        try (DoozerClient client = call.connect()) {
            long revision = call.revision() == null ? client.rev() : call.revision();
            client.walk(call.argument(0), revision, printing);
        }
        if (printing.failure != null) throw printing.failure;
    }

    /** Prints each file as it comes, until nobody reads that any more. */
    private static final class Printing implements WalkListener {
        private final Printer printer;
        private IOException failure;

        Printing(Printer printer) {
            this.printer = printer;
        }

        @Override
        public boolean onFile(WalkedFile file) {
            try {
                printer.walked(file);
                return true;
            } catch (IOException e) {
                failure = e;
                return false;
            }
        }
    }
}
