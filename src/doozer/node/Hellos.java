package doozer.node;

/**
 * What this node says of itself at the beginning of a link, and whom it wants nothing to do with.
 * Owned by whoever steps the node.
 */
interface Hellos {
    /** Our own profile. */
    Profile self();

    /** The hello for somebody, null when nobody is expected in particular. */
    PeerMessage.Hello hello(Incarnation expected);

    /** Why the two do not belong together, or null. To be told of is our own address too. */
    String refusal(PeerMessage.Hello other);

    /** Another node wants nothing to do with us, and says why. */
    void onToldOff(String reason);

    /** That was refused. The address is the one that we have dialled, null if we were dialled. */
    void onRefused(PeerMessage.Hello other, String refusal, String dialled);

    /** That one looks for somebody else at our address, and will hang up. */
    void onMistaken(Profile other);
}
