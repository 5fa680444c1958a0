package doozer.client;

import doozer.wire.ErrorCode;

/**
 * The cluster could not do it, as no majority of its voters can be reached: a write has not been
 * done and never will be. It may be tried again at any time.
 */
public final class NoQuorumException extends DoozerException {
    private static final long serialVersionUID = 1;

    NoQuorumException(String detail) {
        super(ErrorCode.READONLY, detail);
    }
}
