package doozer.history;

/**
 * One request of a client: what was asked and when, and what was answered and when. Made by
 * {@link History#call}; owned by whoever records. Times are nanoseconds from any origin, the same
 * for all operations of a history.
 */
public final class Operation {
    /** When an operation returned that was never answered. */
    static final long NEVER = Long.MAX_VALUE;

    private final int client;
    private final int connection;
    private final Ask ask;
    private final long called;
    private long returned = NEVER;
    private Answer answer = Answer.UNKNOWN;
    private long hookRevision;

    /** Its place in the order of calls, given by {@link Case}. */
    int number;

    Operation(int client, int connection, Ask ask, long called) {
        this.client = client;
        this.connection = connection;
        this.ask = ask;
        this.called = called;
    }

    /** The answer has reached the client. One that is never called has an unknown outcome. */
    public void answered(Answer newAnswer, long nanos) {
        if (returned != NEVER) throw new IllegalStateException("a second answer to " + this);
        if (nanos < called) throw new IllegalStateException("an answer before the call of " + this);
        if (newAnswer == Answer.UNKNOWN) return;
        answer = newAnswer;
        returned = nanos;
    }

    /**
     * What somebody who looks into the nodes knows: this write took effect at that revision. For
     * DEL and NOP of old clients, whose answers do not say, and for unknown outcomes.
     */
    public void revisionFromHook(long revision) {
        hookRevision = revision;
    }

    /** Whether it was answered. */
    public boolean isAnswered() {
        return returned != NEVER;
    }

    /** What was asked. */
    public Ask ask() {
        return ask;
    }

    /** What was answered; {@link Answer#UNKNOWN} so far, or for ever. */
    public Answer answer() {
        return answer;
    }

    /** Who asked. */
    public int client() {
        return client;
    }

    /** On which connection, by a number that is never used again. */
    public int connection() {
        return connection;
    }

    /** When. */
    public long called() {
        return called;
    }

    /** When the answer came; the end of time when there was none. */
    public long returned() {
        return returned;
    }

    long hookRevision() {
        return hookRevision;
    }

    /** The revision of its event as far as answer or hook tell, else 0. */
    long knownRevision() {
        return answer instanceof Answer.Done done && done.revision() != 0
                ? done.revision() : hookRevision;
    }

    /** Whether it may not have taken effect: refused or failed. */
    boolean isFailed() {
        return answer instanceof Answer.Failed;
    }

    boolean isDone() {
        return answer instanceof Answer.Done;
    }

    @Override
    public String toString() {
        String times = isAnswered() ? called + " to " + returned : "from " + called + " on";
        return ask + " of client " + client + " [" + times + "] = " + answer;
    }
}
