package doozer.cli;

import doozer.client.DoozerClient;
import doozer.client.Transaction;
import doozer.wire.Txn;
import doozer.wire.TxnText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code txn}: several changes in one step. */
final class TxnCommand implements Command {
    @Override
    public Usage usage() {
        return new Usage("", 0, 0, "several changes in one step", """
                Reads conditions and changes from standard input, one a line, and makes all of the
                changes in one step, if all conditions hold, or else none. Prints the revision of
                the last change; ends with 1 if a condition does not hold.

                  if <path> <rev>          the file has exactly that revision; 0: there is none
                  set <path> <rev> <text>  writes the rest of the line, if the file's revision is
                                           not above <rev>; -1 for whatever there is
                  del <path> <rev>         deletes it on the same condition
                """);
    }

    @Override
    public void run(Call call) throws IOException, CommandException {
        Txn txn = parse(call.readBody());
        try (DoozerClient client = call.connect()) {
            Transaction transaction = client.txn();
            for (Txn.Operation one : txn.operations()) {
                switch (one.kind()) {
                    case IF -> transaction.ifRevision(one.path(), one.rev());
                    case SET -> transaction.set(one.path(), one.rev(), one.value());
                    case DEL -> transaction.delete(one.path(), one.rev());
                    case EPHEMERAL -> throw CommandException.failed("an ephemeral file needs a"
                            + " session: see \"doozer register\"");
                }
            }
            call.printer().revision(transaction.commit());
        }
    }

    private static Txn parse(byte[] text) throws CommandException {
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= text.length; i++) {
            if (i < text.length && text[i] != '\n') continue;
            lines.add(Arrays.copyOfRange(text, from, i));
            from = i + 1;
        }
        try {
            return TxnText.ofLines(lines);
        } catch (IllegalArgumentException e) {
            throw CommandException.failed(e.getMessage());
        }
    }
}
