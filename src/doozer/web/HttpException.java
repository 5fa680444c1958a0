package doozer.web;

/** A request that is answered with an error, and why, in one line. */
final class HttpException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    HttpException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
