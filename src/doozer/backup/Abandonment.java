package doozer.backup;

import java.io.IOException;

/** How one thread gives up the file that another one writes. Any thread. */
final class Abandonment {
    private AtomicFile writing;
    private boolean isAsked;

    /** That file is being written from now on. */
    synchronized void begin(AtomicFile file) throws IOException {
        writing = file;
        if (isAsked) file.abandon();
    }

    /** Gives it up; if none is being written yet, the next one. False if it is written already. */
    synchronized boolean ask() {
        isAsked = true;
        try {
            return writing == null || writing.abandon();
        } catch (IOException e) {
            // Given up it is; who ends cannot do more about what is left of it.
            return true;
        }
    }
}
