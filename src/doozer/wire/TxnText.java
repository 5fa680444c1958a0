package doozer.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Transactions as people write them, one condition or change after the other. Stateless; any
 * thread.
 *
 * <pre>
 *   if  path rev           the file has exactly that revision; 0: there is none
 *   set path rev text      as the command of that name; the text goes to the end, and may be empty
 *   del path rev
 *   eph path rev text      sets an ephemeral file of the transaction's session
 * </pre>
 */
public final class TxnText {
    private static final String USE = "if <path> <rev>, set <path> <rev> <text>, del <path> <rev>,"
            + " or eph <path> <rev> <text>";

    private TxnText() {
    }

    /**
     * The transaction that the lines make; empty ones are passed over.
     *
     * @throws IllegalArgumentException when they make none; the message says which line, and why
     */
    public static Txn ofLines(List<byte[]> lines) {
        ArrayList<Txn.Operation> operations = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            TextLine line = new TextLine(lines.get(i));
            String word = line.word();
            if (word == null) continue;
            if (operations.size() == Limits.MAX_TXN) {
                throw new IllegalArgumentException("a transaction has at most " + Limits.MAX_TXN
                        + " conditions and changes");
            }
            Txn.Operation operation = operation(word, line);
            if (operation == null) {
                throw new IllegalArgumentException("number " + (i + 1) + " is not " + USE);
            }
            operations.add(operation);
        }
        return new Txn(operations);
    }

    /** The same of one line, in which a semicolon between blanks stands for the end of a line. */
    static Txn ofLine(byte[] line) {
        ArrayList<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int i = 1; i + 1 < line.length; i++) {
            boolean isEnd = line[i - 1] == ' ' && line[i] == ';' && line[i + 1] == ' ';
            if (!isEnd || i - 1 < from) continue;
            lines.add(Arrays.copyOfRange(line, from, i - 1));
            // The blank may be the one before the next semicolon, too.
            from = i + 1;
        }
        lines.add(Arrays.copyOfRange(line, from, line.length));
        return ofLines(lines);
    }

    /** Null when the words do not make one. */
    private static Txn.Operation operation(String word, TextLine line) {
        Txn.Kind kind = switch (word) {
            case "if" -> Txn.Kind.IF;
            case "set" -> Txn.Kind.SET;
            case "del" -> Txn.Kind.DEL;
            case "eph" -> Txn.Kind.EPHEMERAL;
            default -> null;
        };
        String path = line.word();
        String rev = line.word();
        if (kind == null || rev == null) return null;
        byte[] rest = line.rest();
        try {
            long number = Long.parseLong(rev);
            return kind.isSet() || rest.length == 0
                    ? new Txn.Operation(kind, path, number, rest) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
