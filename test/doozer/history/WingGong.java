package doozer.history;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A second opinion, which knows nothing of the log: for each file by itself, a search for an order
 * of its operations in which each does what it was answered.
 *
 * <p>The search is that of J. Wing and C. Gong, "Testing and verifying concurrent objects" (1993),
 * with what G. Lowe added to it in "Testing for linearizability" (2017): no configuration is
 * looked at twice, and an operation is put in order just in time, when it returns. See
 * {@link FileSearch} for how, and {@link FileOperation} for what a file does.
 *
 * <p>It takes part in this: SET, DEL, linearizable GET and STAT, as far as they say something of
 * the file. A file of which more is asked at once than it has room for, or that takes more steps
 * than its bound, is not checked: that is counted, and never a pass. {@code /ctl} is left out.
 */
public final class WingGong {
    /** Steps of the search for one file. */
    private static final int STEPS = 20_000;

    private final Violations violations = new Violations();
    private int checked;
    private int notChecked;

    private WingGong() {
    }

    /** Searches for each file of a history. */
    public static WingGong of(History history) {
        return of(history, Set.of());
    }

    /**
     * Searches for each file of a history but some.
     *
     * @param others files that do not change by operations alone
     */
    static WingGong of(History history, Set<String> others) {
        WingGong opinion = new WingGong();
        Map<String, List<Operation>> byPath = new LinkedHashMap<>();
        for (Operation operation : history.operations()) {
            String path = FileOperation.path(operation.ask());
            if (path == null || Case.isReserved(path) || others.contains(path)) continue;
            byPath.computeIfAbsent(path, key -> new ArrayList<>()).add(operation);
        }
        byPath.forEach(opinion::check);
        return opinion;
    }

    Violations all() {
        return violations;
    }

    /** Files without an order that would explain them, as sentences. */
    public List<String> violations() {
        return violations.list();
    }

    /** How many files were checked. */
    public int checked() {
        return checked;
    }

    /** How many files would have taken too long. */
    public int notChecked() {
        return notChecked;
    }

    private void check(String path, List<Operation> operations) {
        Writes writes = new Writes();
        for (Operation operation : operations) {
            if (operation.ask() instanceof Ask.Set set && !operation.isFailed()) {
                writes.add(set, operation);
            }
        }
        for (Operation operation : operations) writes.learn(operation);
        if (!writes.problems.isEmpty()) {
            checked++;
            writes.problems.forEach(violations::add);
            return;
        }
        if (!writes.areUnique) {
            notChecked++;
            return;
        }
        List<FileOperation> relevant = relevant(operations, writes);
        relevant.sort(Comparator.comparingLong(FileOperation::called));
        FileSearch search = new FileSearch(relevant, STEPS);
        switch (search.run()) {
            case FOUND -> checked++;
            case GAVE_UP -> notChecked++;
            case NONE -> {
                checked++;
                violations.add("no order of the operations on " + path + " explains "
                        + search.stuckAt());
            }
        }
    }

    private static List<FileOperation> relevant(List<Operation> operations, Writes writes) {
        List<FileOperation> relevant = new ArrayList<>();
        for (Operation operation : operations) {
            FileOperation of = FileOperation.of(operation, writes.byValue, writes.revisions);
            if (of == null || !operation.isAnswered() && !writes.mayMatter(of)) continue;
            relevant.add(of);
        }
        return relevant;
    }

    /** The values written to one file, and what answers say of their revisions. */
    private static final class Writes {
        /** From 1: the number of the write of each value. */
        final Map<ByteBuffer, Integer> byValue = new HashMap<>();
        /** By the number of the write: the revision, 0 while nothing is said of it. */
        final List<Long> revisions = new ArrayList<>(List.of(0L));
        final List<String> problems = new ArrayList<>();
        private final List<Boolean> seen = new ArrayList<>(List.of(false));
        boolean areUnique = true;
        /** Until when there are answers that may be due to any write. */
        private long judgedUntil = Long.MIN_VALUE;

        void add(Ask.Set set, Operation operation) {
            int number = revisions.size();
            areUnique &= byValue.putIfAbsent(ByteBuffer.wrap(set.value()), number) == null;
            boolean isTold = operation.answer() instanceof Answer.Done;
            revisions.add(isTold ? ((Answer.Done) operation.answer()).revision() : 0L);
            seen.add(false);
        }

        /** Takes in which revision a value was read with. */
        void learn(Operation operation) {
            boolean isRead = FileOperation.isLinearizableRead(operation);
            if (isRead ? operation.ask() instanceof Ask.Stat : operation.isFailed()) {
                judgedUntil = Math.max(judgedUntil, operation.returned());
            }
            if (!isRead || !(operation.answer() instanceof Answer.File file)) return;
            if (file.revision() == 0) return;
            Integer write = byValue.get(ByteBuffer.wrap(file.value()));
            if (write == null) {
                problems.add("a value that nobody wrote: " + operation);
            } else if (revisions.get(write) == 0 || revisions.get(write) == file.revision()) {
                revisions.set(write, file.revision());
                seen.set(write, true);
            } else {
                problems.add("a file of revision " + revisions.get(write) + ": " + operation);
            }
        }

        /**
         * Whether it makes a difference if a write without an answer took effect. It does not for a
         * value that nobody read, unless a failure or a STAT may be due to it: what comes after a
         * write is allowed after the one before it, too.
         */
        boolean mayMatter(FileOperation write) {
            return write.sets() == 0 || write.called() <= judgedUntil || seen.get(write.sets());
        }
    }
}
