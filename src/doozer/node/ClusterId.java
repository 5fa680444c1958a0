package doozer.node;

/**
 * Which cluster it is, whatever its name.
 *
 * @param genesis drawn at random when the cluster was born
 * @param epoch counts the forced recoveries
 * @param nonce drawn at random at birth and at each recovery
 */
public record ClusterId(Incarnation genesis, long epoch, long nonce) {
    /**
     * All of it as one word: whoever comes back to a cluster sees by it whether it is the same,
     * and has not lost what was acknowledged: rule R13.
     */
    String text() {
        return String.format("%016x%016x-%d-%016x", genesis.high(), genesis.low(), epoch, nonce);
    }
}
