package doozer.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;

/** Failures of files in words. Stateless. */
final class Failure {
    private Failure() {
    }

    /** What has failed; some exceptions have no more to say than a path. */
    static String text(IOException e) {
        if (!(e instanceof FileSystemException)) return e.getMessage();
        String reason = ((FileSystemException) e).getReason();
        String file = ((FileSystemException) e).getFile();
        if (reason != null) return file + ": " + reason;
        String name = e.getClass().getSimpleName().replace("Exception", "");
        return file + ": " + name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(
                java.util.Locale.ROOT);
    }
}
