package doozer.node;

/**
 * Which cluster it is, whatever its name.
 *
 * @param genesis drawn at random when the cluster was born
 * @param epoch counts the forced recoveries
 * @param nonce drawn at random at birth and at each recovery
 */
public record ClusterId(Incarnation genesis, long epoch, long nonce) { }
