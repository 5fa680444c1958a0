package doozer.drill;

/** The drill itself could not go on, or the servers did not do what they have to. */
class DrillException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DrillException(String message) {
        super(message);
    }

    DrillException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A server could not listen, for somebody else has its port by now. */
    static final class PortTaken extends DrillException {
        private static final long serialVersionUID = 1;

        PortTaken(String message) {
            super(message);
        }
    }
}
