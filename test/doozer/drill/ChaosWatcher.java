package doozer.drill;

import doozer.client.DoozerException;
import doozer.client.TooLateException;
import doozer.client.Watch;
import doozer.history.WatchRecord;
import doozer.tree.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches from the first revision on, and goes on at another node when its connection ends, or when
 * it has heard nothing for a while.
 */
final class ChaosWatcher extends ChaosClient {
    static final String EVERYTHING = "/**";

    private static final Duration PATIENCE = Duration.ofMillis(1_500);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final String glob;
    private final List<Event> events = new ArrayList<>();
    private WatchRecord record;
    private long next = 1;
    private String last = "";
    /** Everything up to it has been heard; for others to see. */
    private volatile long reached;

    ChaosWatcher(ChaosRun run, int number, String glob) {
        super(run, number);
        this.glob = glob;
    }

    @Override
    String address() {
        String address = anyAddress();
        for (int i = 0; i < 10 && address.equals(last); i++) address = anyAddress();
        last = address;
        return address;
    }

    @Override
    boolean isOver() {
        return run.isWatchingOver();
    }

    @Override
    void act() {
        long now = System.nanoTime();
        if (record == null) {
            record = history.watch(number, glob, next, now);
        } else {
            record.resumed(next, now);
            run.totals().add(Totals.Of.RESUMES);
        }
        try (Watch watch = client.watch(glob, next)) {
            follow(watch);
        } catch (TooLateException e) {
            record.tooLate(e.oldest(), System.nanoTime());
            run.violation(record + " is too late, at " + next + ": there is no log to check by");
            next = Math.max(next + 1, e.oldest());
        } catch (DoozerException e) {
            // Lost, or refused by a node that has just begun: there are others.
        }
        leave();
    }

    private void follow(Watch watch) {
        long heard = System.nanoTime();
        while (!isOver()) {
            doozer.client.Event event = watch.next(LOOK);
            long now = System.nanoTime();
            if (event != null) {
                onEvent(event, now);
                heard = now;
            } else {
                mark(watch, now);
                if (!run.isWritingOver() && now - heard > PATIENCE.toNanos()) return;
            }
        }
    }

    private void mark(Watch watch, long now) {
        long revision = watch.revision();
        if (revision < next) return;
        // No event is waiting: it was asked for the next one first, and gave none.
        record.mark(revision, now);
        next = revision + 1;
        reached = revision;
    }

    private void onEvent(doozer.client.Event heard, long now) {
        Event event = new Event(heard.revision(), Event.Kind.valueOf(heard.kind().name()),
                heard.path(), heard.body());
        record.event(event, now);
        if (glob.equals(EVERYTHING)) events.add(event);
        next = event.revision() + 1;
        reached = event.revision();
        run.totals().add(Totals.Of.EVENTS);
    }

    long reached() {
        return reached;
    }

    /** What it has heard of, if it watches everything; once its thread has ended. */
    List<Event> events() {
        return events;
    }

    /** Everything has come; once its thread has ended. */
    void drained() {
        if (record != null) record.drained();
    }

    @Override
    public String toString() {
        return "the watch of " + glob + " by client " + number + " at " + last;
    }
}
