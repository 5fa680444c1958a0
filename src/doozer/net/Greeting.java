package doozer.net;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The first words on a link, before its first frame: that both are nodes, and know the same secret.
 *
 * <pre>
 *   dialler                                 listener
 *   head, 32 random bytes             -->
 *                                     &lt;--   head, 32 random bytes
 *   proof                             -->
 *                                     &lt;--   0, proof; or 1, zeros: "I do not believe you"
 * </pre>
 *
 * The dialler proves first: a stranger who connects learns nothing that he could try secrets on.
 * The head ends with the highest version of this greeting that its sender speaks; both go on with
 * the lower one of the two. The proofs are about both openings as a whole, so that nobody in
 * between can have them speak a lower version than both know. Owned by the loop's thread.
 */
final class Greeting {
    /** No frame of a client begins with it, no text, and no TLS. */
    private static final byte FIRST = (byte) 0xdd;
    private static final int VERSION = 1;
    private static final byte[] HEAD = {FIRST, 'd', 'z', VERSION};
    private static final int OPENING_BYTES = HEAD.length + PeerSecret.BYTES;
    private static final String OTHER_SECRET = "its secret is another (DOOZER_PEERSECRET, or where"
            + " that is unset DOOZER_RWSECRET, have to be the same at all nodes)";

    private final PeerSecret secret;
    private final boolean isDialler;
    private final byte[] ours;
    private byte[] theirs;
    private boolean isDone;
    private String refusal;

    Greeting(PeerSecret secret, boolean isDialler) {
        this.secret = secret;
        this.isDialler = isDialler;
        ours = Arrays.copyOf(HEAD, OPENING_BYTES);
        System.arraycopy(secret.nonce(), 0, ours, HEAD.length, PeerSecret.BYTES);
    }

    /** Whether a connection that begins with that byte is one of another node. */
    static boolean beginsWith(byte first) {
        return first == FIRST;
    }

    /** What each side says first. */
    byte[] opening() {
        return ours;
    }

    /** How many bytes the other side says next. */
    int needed() {
        if (theirs == null) return OPENING_BYTES;
        return isDialler ? 1 + PeerSecret.BYTES : PeerSecret.BYTES;
    }

    /** Whether both sides believe each other. */
    boolean isDone() {
        return isDone;
    }

    /** Why there is to be no link, in words; null while there may be. */
    String refusal() {
        return refusal;
    }

    /** Whether the other side is a node too, whatever it knows. */
    boolean isWithNode() {
        return theirs != null;
    }

    /** Takes what the other side says, {@link #needed} bytes; gives the answer, or null. */
    byte[] take(byte[] said) {
        if (theirs == null) return takeOpening(said);
        if (isDialler) {
            boolean isBelieved = said[0] == 0;
            byte[] proof = Arrays.copyOfRange(said, 1, said.length);
            isDone = isBelieved && MessageDigest.isEqual(proof, proof("listener"));
            if (!isDone) refusal = OTHER_SECRET;
            return null;
        }
        byte[] verdict = new byte[1 + PeerSecret.BYTES];
        isDone = MessageDigest.isEqual(said, proof("dialler"));
        if (isDone) {
            System.arraycopy(proof("listener"), 0, verdict, 1, PeerSecret.BYTES);
        } else {
            refusal = OTHER_SECRET;
            verdict[0] = 1;
        }
        return verdict;
    }

    private byte[] takeOpening(byte[] said) {
        if (!Arrays.equals(said, 0, HEAD.length - 1, HEAD, 0, HEAD.length - 1)
                || said[HEAD.length - 1] < 1) {
            refusal = "what is there speaks something else than nodes do";
            return null;
        }
        theirs = said;
        return isDialler ? proof("dialler") : opening();
    }

    private byte[] proof(String side) {
        return isDialler ? secret.proof(side, ours, theirs) : secret.proof(side, theirs, ours);
    }
}
