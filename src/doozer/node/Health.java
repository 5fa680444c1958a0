package doozer.node;

import doozer.paxos.Ballot;
import java.util.List;

/** Whether a node does what it is there for, check by check. Owned by whoever steps the node. */
public final class Health {
    private static final String GOOD = "ok";

    private final Replica replica;
    private final Requests requests;
    private final long patienceNanos;
    private final long answerNanos;

    /**
     * One thing that has to be so.
     *
     * @param name one word
     * @param isOk whether it is so
     * @param text {@code ok}, or what is not so, in a sentence
     */
    public record Check(String name, boolean isOk, String text) { }

    /** One of a node that says after so long without a leader that there is none. */
    Health(Replica replica, Requests requests, Settings settings, long patienceNanos) {
        this.replica = replica;
        this.requests = requests;
        this.patienceNanos = patienceNanos;
        answerNanos = settings.cluster().times().answerNanos();
    }

    /** Whether a node takes reads and writes of which these are the checks. */
    public static boolean isReady(List<Check> checks) {
        return checks.stream().allMatch(Check::isOk);
    }

    /** All there are; the first that does not hold is the reason for others. */
    List<Check> checks() {
        boolean isBorn = replica.machine().genesis() != null && !replica.isUnborn();
        boolean isLed = Ballot.member(replica.paxos().leader()) != 0 && !isCutOff();
        return List.of(
                // Whoever asks for these is answered.
                check("live", true, ""),
                check("part", !replica.isStopped(), "this node takes part in its cluster no more"),
                check("state", !replica.isTorn(), "the states of the voters differ"),
                check("data", isBorn, "not yet: this node waits for the other nodes, or to be let"
                        + " in"),
                check("member", replica.number() != 0, "this node is no member"),
                check("leader", isLed, "no leader is known"),
                check("quorum", !isUnread(), "no majority of the voters can be reached"),
                check("staying", !requests.isRefusing(), "this node is about to stop"));
    }

    private static Check check(String name, boolean isOk, String otherwise) {
        return new Check(name, isOk, isOk ? GOOD : otherwise);
    }

    /** Whether clients are told that there is no leader, instead of waiting for one. */
    boolean isCutOff() {
        return replica.isStopped() || replica.paxos().leaderlessNanos() >= patienceNanos;
    }

    /** Whether no majority answers reads: no leader is known, or they have waited for too long. */
    boolean isUnread() {
        return isCutOff() || replica.paxos().readsWaitedNanos() >= answerNanos;
    }
}
