package doozer.backup;

/** Hears how far long work has come. Called by the thread that does the work. */
@FunctionalInterface
public interface Progress {
    /** Hears nothing. */
    Progress NONE = (done, total, bytes) -> { };

    /**
     * Some more has been done.
     *
     * @param done files, or changes, so far
     * @param total of them all; 0 where that is not known
     * @param bytes so far
     */
    void onProgress(long done, long total, long bytes);
}
