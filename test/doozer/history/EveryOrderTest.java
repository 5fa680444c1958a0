package doozer.history;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.build.Counts;
import doozer.tree.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Of small histories, right and wrong ones, one pass finds exactly those for which trying every
 * place of every operation finds an order.
 */
class EveryOrderTest {
    private static final String[] PATHS = {"/a", "/b"};

    private final Random random = new Random(42);
    private Told told;
    /** The files at each index, each as its answer to GET. */
    private List<TreeMap<String, Answer.File>> states;
    /** By the order recorded: the only place that a write can have, 0 for all others. */
    private List<Integer> events;
    private Operation[] operations;
    private int[] places;
    private boolean withSessions;

    @Test
    void onePassFindsWhatEveryOrderFinds() {
        int[] verdicts = new int[2];
        for (int run = 0; run < Counts.of(20_000, 1_000_000); run++) {
            record(true);
            withSessions = random.nextBoolean();
            boolean isFine = existsOrder();
            Sweep sweep = new Sweep(new Case(told.history, told.log), withSessions);
            List<String> wrong = new ArrayList<>(sweep.violations().list());
            wrong.addAll(sweep.sessionViolations().list());
            assertThat(wrong.isEmpty()).as("run %d: %s %s", run, wrong, told.history.operations())
                    .isEqualTo(isFine);
            verdicts[isFine ? 1 : 0]++;
        }
        assertThat(verdicts[0]).isGreaterThan(3_000);
        assertThat(verdicts[1]).isGreaterThan(3_000);
    }

    @Test
    void whereAnOrderExistsRevisionsAreNotNeeded() {
        int fine = 0;
        for (int run = 0; run < Counts.of(20_000, 1_000_000); run++) {
            // Deletions are answered without a revision, and no hook tells.
            record(false);
            withSessions = false;
            if (!existsOrder()) continue;
            assertThat(RevisionLinearizability.check(told.history, told.log)).isEmpty();
            fine++;
        }
        assertThat(fine).isGreaterThan(3_000);
    }

    private void record(boolean tells) {
        told = new Told();
        states = new ArrayList<>(List.of(new TreeMap<>()));
        List<Planned> plan = new ArrayList<>();
        int count = random.nextInt(5);
        for (int index = 1; index <= count; index++) plan.add(planWrite(index, tells));
        int others = 1 + random.nextInt(4);
        for (int i = 0; i < others; i++) plan.add(planOther());
        plan.sort((one, other) -> Long.compare(one.called, other.called));
        events = new ArrayList<>();
        for (Planned planned : plan) {
            Operation operation = told.on(planned.connection, planned.ask, planned.called);
            if (planned.answer != null) operation.answered(planned.answer, planned.returned);
            events.add(planned.place);
        }
    }

    private record Planned(Ask ask, Answer answer, int place, long called, long returned,
            int connection) {
    }

    /** Around a moment that goes with a place, mostly; so that many histories are nearly right. */
    private Planned plan(Ask ask, Answer answer, int near, int place) {
        int slack = random.nextInt(4) == 0 ? 12 : 3;
        long called = 20 + 3L * near - random.nextInt(slack);
        long returned = Math.max(called, 20 + 3L * near + random.nextInt(slack));
        return new Planned(ask, answer, place, called, returned, random.nextInt(3));
    }

    private Planned planWrite(int index, boolean tells) {
        TreeMap<String, Answer.File> next = new TreeMap<>(states.get(index - 1));
        String path = PATHS[random.nextInt(PATHS.length)];
        boolean isDel = random.nextInt(3) == 0;
        String value = isDel ? "" : "v" + index;
        told.event(isDel ? Event.Kind.DEL : Event.Kind.SET, path, value);
        if (isDel) next.remove(path);
        else next.put(path, new Answer.File(index, Told.bytes(value)));
        states.add(next);
        Ask ask = isDel ? Told.del(path) : Told.set(path, value);
        boolean isUnknown = random.nextInt(5) == 0 && !isDel;
        Answer answer = isDel && !tells ? Answer.DONE : Told.done(index);
        return plan(ask, isUnknown ? null : answer, index, index);
    }

    private Planned planOther() {
        int index = random.nextInt(states.size());
        String path = PATHS[random.nextInt(PATHS.length)];
        Answer.File file = states.get(index).getOrDefault(path, (Answer.File) Told.missing());
        return switch (random.nextInt(6)) {
            case 0 -> plan(new Ask.Rev(), new Answer.Revision(index), index, 0);
            case 1 -> plan(Told.setIf(path, file.revision() - 1, "no"),
                    Told.failed(Told.MISMATCH), index, 0);
            case 2 -> plan(new Ask.Get(path, Ask.At.LOCAL), file, index, 0);
            case 3 -> plan(new Ask.Get(path, Ask.At.revision(1 + random.nextInt(4))), file, index,
                    0);
            default -> plan(Told.get(path), file, index, 0);
        };
    }

    private boolean existsOrder() {
        operations = told.history.operations().toArray(new Operation[0]);
        places = new int[operations.length];
        return exists(0);
    }

    private boolean exists(int which) {
        if (which == operations.length) return true;
        for (int place = 0; place < states.size(); place++) {
            int event = events.get(which);
            if (event != 0 ? event != place : !canStand(operations[which], place)) continue;
            places[which] = place;
            if (keepsToTheOthers(which) && exists(which + 1)) return true;
        }
        return false;
    }

    private boolean canStand(Operation operation, int place) {
        if (!(operation.ask() instanceof Ask.Read read)) return isTrueAt(operation, place);
        int at = (int) read.at().revision();
        return switch (read.at().mode()) {
            case NOW -> isTrueAt(operation, place);
            case REVISION -> at <= place && isTrueAt(operation, at);
            case LOCAL -> {
                boolean isTrue = false;
                for (int i = 0; i <= place; i++) isTrue |= isTrueAt(operation, i);
                yield isTrue;
            }
        };
    }

    private boolean isTrueAt(Operation operation, int index) {
        if (operation.ask() instanceof Ask.Set set) {
            Answer.File there = states.get(index).get(set.path());
            long have = there == null ? 0 : there.revision();
            return set.ifRevision() != -1 && have > set.ifRevision();
        }
        if (operation.answer() instanceof Answer.Revision said) return said.revision() == index;
        Answer.File said = (Answer.File) operation.answer();
        Answer.File there = states.get(index).get(((Ask.Get) operation.ask()).path());
        return said.revision() == (there == null ? 0 : there.revision());
    }

    private boolean keepsToTheOthers(int which) {
        for (int other = 0; other < which; other++) {
            if (!keeps(other, which) || !keeps(which, other)) return false;
        }
        return true;
    }

    /** Whether one stands before another if it has to. */
    private boolean keeps(int one, int other) {
        boolean mustPrecede = operations[one].returned() < operations[other].called()
                || withSessions && one < other && sentBefore(one, other);
        if (!mustPrecede) return true;
        return events.get(other) != 0 ? places[one] < places[other]
                : places[one] <= places[other];
    }

    private boolean sentBefore(int one, int other) {
        boolean isSeen = operations[other].ask() instanceof Ask.Write
                || events.get(one) != 0 && operations[one].isDone()
                && ((Ask.Read) operations[other].ask()).at().mode() == Ask.Mode.NOW;
        return operations[one].connection() == operations[other].connection()
                && operations[one].ask() instanceof Ask.Write && isSeen;
    }
}
