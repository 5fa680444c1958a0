package doozer.cli;

import java.io.IOException;

/** One command. A new object for each use: no state is kept, and one thread calls it. */
interface Command {
    /** What help says of it. */
    Usage usage();

    /** Does it, and prints what was asked for; one that fails ends with an exception. */
    void run(Call call) throws IOException, CommandException;
}
