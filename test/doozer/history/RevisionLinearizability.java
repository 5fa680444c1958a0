package doozer.history;

import java.util.List;

/**
 * Whether a history is linearizable with its writes in the order of their revisions. The order of
 * the writes is known from the log, and so what is a search in general is one pass here: n log n in
 * the number of operations, for sorting.
 *
 * <p><b>What has to exist.</b> A total order of all operations in which whoever returned before
 * another was called stands before it, each write stands at its event, and each read, and each
 * write whose condition failed, stands where its answer is true. Give each write the index of its
 * event as its <i>place</i>, and each other operation the index of the state that it saw. Such an
 * order exists exactly when places can be chosen so that each answer is true at its place and, for
 * each X that returned before Y was called,
 *
 * <pre>
 *   place(X) &lt;  place(Y)   when Y is a write that was done
 *   place(X) &lt;= place(Y)   otherwise
 * </pre>
 *
 * <p>For: in a total order a write raises the index to its own, and what comes later is not below.
 * And given such places, sort by place, a write before those that saw its state, and these among
 * themselves as real time has them: that keeps to real time. Who was refused without a word about
 * the state, and who was never answered and has no event, has no place and stands anywhere.
 *
 * <p><b>Why the least places are enough.</b> Every condition on Y bounds it from below by places of
 * operations that were called before it. So in the order of calls, let each take the least place at
 * which its answer is true and that is not below what was shown before its call. By induction no
 * solution has a lower place for any operation. If an operation that is free finds no place, it has
 * none in any solution. If a write that was done, whose place is fixed, is not above what was shown
 * before its call, then it is not in any solution either: this is also where an answer is found out
 * that shows what did not exist yet. If neither happens, the least places are themselves a
 * solution. So the pass says "violation" exactly when there is no such order: {@code
 * EveryOrderTest} compares it with trying all.
 *
 * <p><b>What else takes part.</b> A write of unknown outcome that has an event is a write that
 * never returned. A read at a revision must be exactly right there, and proves that the revision
 * exists: its place is any from there on. So does a local read for the first state of which its
 * answer is true (a node has only applied what is decided, and whoever asks later must see that),
 * and the event of a watch for its own. Where the log knows when the first node applied an event,
 * no answer that shows it may come before that, and no call of its write after it. Times that are
 * equal are taken for concurrent.
 *
 * <p><b>Where it knows less.</b> A DEL or NOP whose revision neither answer nor hook tells stands
 * at the first event that it can be; afterwards a matching is looked for in which each has an event
 * of its own: so no false alarm, but not every violation. {@link Attribution} tells the rest.
 */
public final class RevisionLinearizability {
    private RevisionLinearizability() {
    }

    /** What is wrong with a history, as sentences. Events below {@code /ctl} may be nobody's. */
    public static List<String> check(History history, EventLog log) {
        Violations all = new Violations();
        all.addAll(log.violations());
        all.addAll(new Sweep(new Case(history, log), false).violations());
        return all.list();
    }
}
