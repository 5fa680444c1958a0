package doozer.sim;

/** What a process knows by a number: a link to another one, or a client's connection. */
interface Numbered {
    /** Its process is killed: the kernel says so to the other side. */
    void onKilled();

    /** Its machine is gone: nobody says anything. */
    void onSilenced();
}
