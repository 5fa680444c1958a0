package doozer.cli;

import doozer.client.DoozerClient;
import doozer.wire.DoozerUri;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** One use of a command: what it was given, and what it works with. Owned by the calling thread. */
final class Call {
    private final CommandLine line;
    private final DoozerUri uri;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    Call(CommandLine line, DoozerUri uri, Streams streams) {
        this.line = line;
        this.uri = uri;
        in = streams.in();
        out = streams.out();
        err = streams.err();
    }

    /** Where a command reads and writes. */
    record Streams(InputStream in, PrintStream out, PrintStream err) { }

    List<String> arguments() {
        return line.arguments();
    }

    String argument(int index) {
        return line.arguments().get(index);
    }

    /** An argument that is a revision. */
    long revision(int index) {
        String text = argument(index);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new BadArgumentException("\"" + text + "\" is no revision: give a whole number,"
                    + " such as 0 for a file that must not exist, or -1 for any");
        }
    }

    /** The revision of {@code -r}, or null. */
    Long requestedRevision() {
        return line.revision();
    }

    DoozerClient connect() {
        return line.timeoutMillis() == 0 ? DoozerClient.connect(uri)
                : DoozerClient.connect(uri, Duration.ofMillis(line.timeoutMillis()));
    }

    /** The milliseconds of {@code -t}, 0 for none. */
    int timeoutMillis() {
        return line.timeoutMillis();
    }

    byte[] readBody() throws IOException {
        return in.readAllBytes();
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }
}
