package doozer.cli;

import java.io.IOException;

/** One command. */
interface Command {
    /** Its arguments, as help shows them; "" for none. */
    String arguments();

    /** What it does, in one line of the list of commands. */
    String summary();

    /** What else there is to know, several lines. */
    String help();

    /** How many arguments it takes. */
    int argumentCount();

    /** Does it; gives the exit status. */
    int run(Call call) throws IOException;
}
