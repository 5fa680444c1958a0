package doozer.client;

/** Who takes the files of a walk, one by one. */
public interface WalkListener {
    /**
     * Takes one file, on the thread that called {@link DoozerClient#walk(String, long,
     * WalkListener)}. It may take its time, and may use the client.
     *
     * @return whether there is to be another
     */
    boolean onFile(WalkedFile file);
}
