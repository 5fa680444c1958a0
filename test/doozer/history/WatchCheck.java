package doozer.history;

import doozer.tree.Event;
import java.util.List;

/**
 * Whether each watch was told of every matching event of the log from its revision on, once and in
 * order, up to the last one that it heard of; and, when its record says that the run has drained,
 * up to the end of the log. A WAIT is told of the first one only.
 *
 * <p>A watch from now on begins behind some revision that a linearizable REV could have given: not
 * below what had been shown to anybody before it was opened. Its first mark says which; for old
 * clients, which get no marks, whoever looks into the nodes may record one. Without it only the
 * first event tells where the watch has begun: what it missed before that is not seen.
 *
 * <p>A mark at m says that everything up to m has been told. TOO_LATE at o says that it could go on
 * at o, which has to be beyond where it was; then events below o may be left out. Who opens it
 * again has to do so exactly where it was, or at o.
 */
public final class WatchCheck {
    private static final int UNKNOWN = -1;

    private final EventLog log;
    private final GlobStates glob;
    private final WatchRecord watch;
    private final Violations violations;
    /** What had been shown before a watch from now on was opened. */
    private final int shown;
    /** Which of the matching events is due next, counted among them, or {@link #UNKNOWN}. */
    private int due;
    /** The revision from which on nothing has been told. */
    private long place;
    /** Where it could go on after TOO_LATE, or 0 while it is open. */
    private long goOn;
    private boolean isOver;

    private WatchCheck(Case subject, Sweep sweep, WatchRecord watch, Violations violations) {
        log = subject.log;
        this.watch = watch;
        this.violations = violations;
        glob = subject.states.glob(watch.start.glob());
        if (watch.start.isFromNow()) {
            shown = sweep.shownBefore(watch.start.nanos());
            due = UNKNOWN;
        } else {
            shown = 0;
            beginAt(watch.start.from());
        }
    }

    /** What is wrong with the watches of a history, as sentences. */
    public static List<String> check(History history, EventLog log) {
        Case subject = new Case(history, log);
        Violations violations = new Violations();
        check(subject, new Sweep(subject, false), violations);
        return violations.list();
    }

    static void check(Case subject, Sweep sweep, Violations violations) {
        for (WatchRecord watch : subject.watches()) {
            new WatchCheck(subject, sweep, watch, violations).run();
        }
    }

    private void run() {
        for (WatchRecord.Item item : watch.items) {
            if (isOver || goOn != 0 && item.kind() != WatchRecord.Kind.RESUMED) {
                report("was told more after its end, " + item.kind() + " " + item.revision());
                return;
            }
            switch (item.kind()) {
                case EVENT -> onEvent(item.event(), item.nanos());
                case MARK -> onMark(item.revision());
                case TOO_LATE -> onTooLate(item.revision());
                case RESUMED -> onResumed(item.revision());
            }
        }
        if (!watch.isDrained || isOver || goOn != 0 || due == UNKNOWN) return;
        if (due < glob.events().size()) report("was never told of " + textOfDue());
    }

    private void beginAt(long revision) {
        due = firstFrom(revision);
        place = Math.max(1, revision);
    }

    /** Which of the matching events is the first from a revision on. */
    private int firstFrom(long revision) {
        return glob.events().ceiling(log.floor(revision - 1) + 1);
    }

    private void onEvent(Event event, long nanos) {
        int index = log.indexOf(event.revision());
        if (index <= 0 || !EventLog.same(event, log.event(index))) {
            report("was told of what is no event of the log, " + EventLog.text(event));
            return;
        }
        if (!glob.matches(event.path())) {
            report("was told of what does not match, " + EventLog.text(event));
            return;
        }
        if (index > log.appliedBy(nanos)) {
            report("was told, before any node had applied it, of " + EventLog.text(event));
        }
        int told = glob.events().ceiling(index);
        if (due == UNKNOWN) beginWith(index);
        if (told < due) report("was told twice, or out of order, of " + EventLog.text(event));
        if (told > due) report("was told of " + EventLog.text(event) + ", before " + textOfDue());
        due = Math.max(due, told + 1);
        place = Math.max(place, event.revision() + 1);
        isOver = watch.isWait;
    }

    /** A watch from now on shows by its first event how far behind it can have begun. */
    private void beginWith(int index) {
        if (index <= shown) {
            report("began at " + log.revision(index) + ", when " + log.revision(shown)
                    + " had been shown before");
        }
        due = glob.events().ceiling(index);
    }

    private void onMark(long revision) {
        int next = firstFrom(revision + 1);
        if (due == UNKNOWN) {
            if (log.floor(revision) < shown || revision > log.revision()) {
                report("began after " + revision + ", when " + log.revision(shown) + " of "
                        + log.revision() + " had been shown before");
            }
            due = next;
        }
        if (next > due) report("had a mark at " + revision + ", before " + textOfDue());
        due = Math.max(due, next);
        place = Math.max(place, revision + 1);
    }

    private void onTooLate(long oldest) {
        if (oldest != 0 && (due != UNKNOWN && oldest <= place || oldest > log.revision() + 1)) {
            report("was too late, and could go on at " + oldest + ", when it was at " + place);
        }
        goOn = oldest == 0 ? Math.max(1, place) : oldest;
        isOver = watch.isWait;
    }

    private void onResumed(long revision) {
        long least = Math.max(1, revision);
        int next = firstFrom(least);
        int allowed = goOn == 0 ? due : firstFrom(goOn);
        if (due != UNKNOWN && next > Math.max(due, allowed)) {
            report("went on at " + revision + ", and left out " + textOf(Math.max(due, allowed)));
        } else if (due != UNKNOWN && next < due) {
            report("went on at " + revision + ", before " + place);
        }
        goOn = 0;
        beginAt(least);
    }

    private String textOfDue() {
        return textOf(due);
    }

    private String textOf(int which) {
        return which < glob.events().size()
                ? EventLog.text(log.event(glob.events().get(which))) : "the end";
    }

    private void report(String what) {
        violations.add(watch + " " + what);
    }
}
