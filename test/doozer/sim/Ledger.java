package doozer.sim;

import doozer.wire.ErrorCode;
import doozer.wire.Response;
import doozer.wire.Txn;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/**
 * What a client's own files must be like, to which nobody else writes: so each outcome is known
 * beforehand, if each of its commands is done exactly once and in order. Owned by the run's thread.
 */
final class Ledger {
    private final TreeMap<String, Long> revisions = new TreeMap<>();
    private long count;

    /** The revision of a file, 0 for none. */
    long revision(String path) {
        return revisions.getOrDefault(path, 0L);
    }

    /** The next outcome, in the order of the commands. */
    void take(Order order) {
        Response outcome = order.outcome;
        if (order.isNext()) {
            count(order, outcome);
            return;
        }
        Txn.Operation wrong = wrong(order);
        ErrorCode expected = wrong != null ? ErrorCode.REV_MISMATCH : order.mistake;
        boolean isExpected = outcome.error() == expected && (outcome.errCode() == 0)
                == (expected == null);
        if (isExpected && wrong != null) isExpected = outcome.rev() == revision(wrong.path());
        if (!isExpected) {
            throw new Violation(order + " is answered " + outcome + ", and not " + expected
                    + ": the files are " + revisions);
        }
        if (expected == null) apply(order);
    }

    private void count(Order order, Response outcome) {
        count++;
        String value = outcome.value() == null ? null
                : new String(outcome.value(), StandardCharsets.UTF_8);
        if (!Long.toString(count).equals(value)) {
            throw new Violation(order + " is answered " + outcome + ", and is number " + count);
        }
        revisions.put(order.operations.get(0).path(), outcome.rev());
    }

    /** The first condition that does not hold, or null. */
    private Txn.Operation wrong(Order order) {
        for (Txn.Operation one : order.operations) {
            boolean isIf = one.kind() == Txn.Kind.IF;
            if (isIf && one.rev() != revision(one.path())) return one;
        }
        for (Txn.Operation one : order.operations) {
            boolean isIf = one.kind() == Txn.Kind.IF;
            if (!isIf && !Order.isAllowed(one, revision(one.path()))) return one;
        }
        return null;
    }

    private void apply(Order order) {
        long revision = order.outcome.rev() - order.changes().size();
        for (Txn.Operation one : order.changes()) {
            revision++;
            revisions.put(one.path(), one.kind() == Txn.Kind.DEL ? 0 : revision);
            if (one.path().endsWith("/n")) count = 0;
        }
    }
}
