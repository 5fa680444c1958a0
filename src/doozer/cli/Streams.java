package doozer.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Where a command reads and writes.
 *
 * @param in the body of what is written
 * @param out what was asked for; need not be buffered, and tells by an exception when it is closed
 * @param err what went wrong
 */
public record Streams(InputStream in, OutputStream out, PrintStream err) {

    boolean isOfProcess() {
        return err == System.err;
    }

    /** Those of the process. */
    public static Streams standard() {
        // Not System.out, which keeps to itself that nobody reads it any more.
        return new Streams(System.in, new FileOutputStream(FileDescriptor.out), System.err);
    }
}
