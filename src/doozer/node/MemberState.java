package doozer.node;

/**
 * A member, as far as one node knows.
 *
 * @param id 16 characters
 * @param address where it is reached, in the words of that member
 * @param role {@code leader}, {@code voter} or {@code standby}
 * @param isSelf whether it is the node that tells
 * @param slot up to where it has applied the log; 0 when it has told nothing
 * @param isLinked whether there is a connection with it, or it is the node itself
 * @param heardNanos for how long nothing was heard of it; 0 for the node itself, -1 when nothing
 *     ever was
 */
public record MemberState(String id, String address, String role, boolean isSelf, long slot,
        boolean isLinked, long heardNanos) { }
