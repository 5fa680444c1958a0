package doozer.history;

import doozer.tree.Event;
import java.util.List;
import java.util.function.Predicate;

/**
 * Every check of client histories in one go. The history and the log must be complete, and must not
 * grow afterwards.
 *
 * <pre>{@code
 *   HistoryCheck check = HistoryCheck.of(history, log);
 *   if (!check.violations().isEmpty()) fail("seed " + seed + ": " + check.violations());
 * }</pre>
 */
public final class HistoryCheck {
    private final Violations violations = new Violations();
    private final WingGong opinion;
    private final Case subject;

    private HistoryCheck(Case subject) {
        this.subject = subject;
        violations.addAll(subject.log.violations());
        Sweep sweep = new Sweep(subject, true);
        violations.addAll(sweep.violations());
        violations.addAll(sweep.sessionViolations());
        WatchCheck.check(subject, sweep, violations);
        opinion = WingGong.of(subject.history, subject.foreignPaths());
        violations.addAll(opinion.all());
    }

    /** Checks everything. Events below {@code /ctl} may be nobody's. */
    public static HistoryCheck of(History history, EventLog log) {
        return new HistoryCheck(new Case(history, log));
    }

    /**
     * Checks everything.
     *
     * @param foreign true for an event that may be nobody's though it is not below {@code /ctl}: a
     *     deletion that expired a session, for example
     */
    public static HistoryCheck of(History history, EventLog log, Predicate<Event> foreign) {
        return new HistoryCheck(new Case(history, log, foreign));
    }

    /** What is wrong, as sentences; empty when all is well. */
    public List<String> violations() {
        return violations.list();
    }

    /** How many files {@link WingGong} has checked. */
    public int filesChecked() {
        return opinion.checked();
    }

    /** How many files {@link WingGong} has given up on. */
    public int filesNotChecked() {
        return opinion.notChecked();
    }

    /** How many operations have an answer. */
    public long answered() {
        return subject.history.operations().stream().filter(Operation::isAnswered).count();
    }

    /** How many have none: their outcome is unknown. */
    public long unknown() {
        return subject.history.operations().size() - answered();
    }
}
