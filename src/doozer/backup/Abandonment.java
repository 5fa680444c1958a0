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

    /** Gives it up; if none is being written yet, the next one. */
    synchronized void ask() {
        isAsked = true;
        if (writing == null) return;
        try {
            writing.abandon();
        } catch (IOException e) {
            // It is given up already; who ends cannot do more about it.
        }
    }
}
