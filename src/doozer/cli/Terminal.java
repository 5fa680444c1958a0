package doozer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the standard streams of this process are. Not asked of {@link System#console}, which from
 * JDK 22 on is there without a terminal, and before it is missing where only the output is none.
 */
final class Terminal {
    private static final Path STREAMS = Path.of("/proc/self/fd");

    private Terminal() {
    }

    /** Whether somebody types what standard input reads. */
    static boolean isStandardInput() {
        String name = nameOf(0);
        if (name.startsWith("/dev/pts/") || name.startsWith("/dev/tty")) return true;
        boolean isKnown = isPipe(name) || name.equals("/dev/null")
                || Files.isRegularFile(STREAMS.resolve("0"));
        return !isKnown && testSaysSo();
    }

    /** Whether somebody sees what standard error shows. */
    static boolean isStandardError() {
        String name = nameOf(2);
        return name.startsWith("/dev/pts/") || name.startsWith("/dev/tty");
    }

    /** Whether somebody sees what standard output shows. */
    static boolean isStandardOutput() {
        String name = nameOf(1);
        return name.startsWith("/dev/pts/") || name.startsWith("/dev/tty");
    }

    /** Whether standard output is read by another program. */
    static boolean isStandardOutputPiped() {
        return isPipe(nameOf(1));
    }

    private static boolean isPipe(String name) {
        return name.startsWith("pipe:") || name.startsWith("socket:");
    }

    /** What a stream is, where the system tells; else "". */
    private static String nameOf(int stream) {
        try {
            return Files.readSymbolicLink(STREAMS.resolve(String.valueOf(stream))).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** Asks a program where the system does not tell: slow, but people type slower. */
    private static boolean testSaysSo() {
        try {
            return new ProcessBuilder("test", "-t", "0")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
