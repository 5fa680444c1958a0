package doozer.web;

/** An answer that is made in pieces, one after the other, so that none holds the loop. */
interface LongAnswer {
    /** Goes on a bit; gives the whole answer once there is one, else null. */
    Json advance();

    /** About how long it is so far, in bytes. */
    int length();
}
