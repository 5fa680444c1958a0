package doozer.history;

import doozer.tree.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/** Makes wrong histories out of a right one, which stays as it is. */
final class Forger {
    final List<Operation> operations;
    final List<Event> events = new ArrayList<>();
    final Random random;
    private final AtomicRun run;

    /** A history and a log that do not go together any more. */
    record Forged(History history, EventLog log) {
    }

    Forger(AtomicRun run, long seed) {
        this.run = run;
        random = new Random(seed);
        operations = run.history.operations();
        for (int index = 1; index <= run.log.size(); index++) events.add(run.log.event(index));
    }

    List<WatchRecord> watches() {
        return run.history.watches();
    }

    /** One of those that pass a test, by chance; null when none does. */
    <T> T pick(List<T> all, Predicate<T> test) {
        List<T> good = new ArrayList<>();
        for (T each : all) if (test.test(each)) good.add(each);
        return good.isEmpty() ? null : good.get(random.nextInt(good.size()));
    }

    /** The same history with other answers to some operations. */
    Forged answers(Map<Operation, Answer> changed) {
        return new Forged(copy(changed), run.log);
    }

    Forged answer(Operation operation, Answer answer) {
        return answers(Map.of(operation, answer));
    }

    /** The same history with another log. */
    Forged log(List<Event> changed) {
        return new Forged(run.history, logOf(changed));
    }

    /** Two writes that were done change places in the log, and so do their answers. */
    Forged swapped(Operation one, Operation other) {
        Event first = eventOf(one);
        Event second = eventOf(other);
        Map<Operation, Answer> answers = new HashMap<>();
        if (one.isAnswered()) answers.put(one, Told.done(second.revision()));
        if (other.isAnswered()) answers.put(other, Told.done(first.revision()));
        List<Event> changed = new ArrayList<>(events);
        changed.set((int) first.revision() - 1, at(first.revision(), second));
        changed.set((int) second.revision() - 1, at(second.revision(), first));
        return new Forged(copy(answers), logOf(changed));
    }

    /** The same history with other things told to one watch. */
    Forged watch(WatchRecord watch, List<WatchRecord.Item> items) {
        WatchRecord changed = new WatchRecord(watch.start, watch.isWait);
        changed.items.addAll(items);
        changed.isDrained = watch.isDrained;
        History history = new History();
        history.operations().addAll(operations);
        for (WatchRecord each : watches()) history.watches().add(each == watch ? changed : each);
        return new Forged(history, run.log);
    }

    static Event at(long revision, Event event) {
        return new Event(revision, event.kind(), event.path(), event.value());
    }

    static Event nop(long revision) {
        return new Event(revision, Event.Kind.NOP, "/", Text.NOTHING);
    }

    /** The event of a SET, by its value; null when it has none. */
    Event eventOf(Operation set) {
        for (Event event : events) {
            if (event.value() == ((Ask.Set) set.ask()).value()) return event;
        }
        return null;
    }

    /** One of the SETs of a path that pass a test; null when there is none. */
    Event pickSet(String path, Predicate<Event> test) {
        return pick(events, event -> event.kind() == Event.Kind.SET && event.path().equals(path)
                && test.test(event));
    }

    /** The highest revision that a write of a path was answered before a time; 0 for none. */
    long acknowledged(String path, long nanos) {
        long highest = 0;
        for (Operation each : operations) {
            if (each.returned() >= nanos || !(each.ask() instanceof Ask.Set set)) continue;
            if (!set.path().equals(path) || !each.isDone()) continue;
            highest = Math.max(highest, ((Answer.Done) each.answer()).revision());
        }
        return highest;
    }

    /** Whether a file was written before a time, for certain, and never touched again. */
    boolean isSettled(String path, long revision, long nanos) {
        if (acknowledged(path, nanos) != revision) return false;
        for (Event event : events) {
            boolean isLater = event.revision() > revision;
            if (isLater && event.path().equals(path)) return false;
        }
        return true;
    }

    private History copy(Map<Operation, Answer> changed) {
        History history = new History();
        for (Operation each : operations) {
            Operation copy = history.call(each.client(), each.connection(), each.ask(),
                    each.called());
            copy.revisionFromHook(each.hookRevision());
            long returned = each.isAnswered() ? each.returned() : each.called() + 1_000_000;
            copy.answered(changed.getOrDefault(each, each.answer()), returned);
        }
        history.watches().addAll(watches());
        return history;
    }

    private static EventLog logOf(List<Event> events) {
        EventLog log = new EventLog();
        events.forEach(log::add);
        return log;
    }
}
