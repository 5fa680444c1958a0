package doozer.history;

import doozer.tree.Event;
import doozer.tree.Glob;
import doozer.tree.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Correct watches and waits on one store, each as far behind as chance will have it. */
final class Watchers {
    private static final int MOST = 12;

    private final Random random;
    private final Store store;
    private final History history;
    private final List<Watcher> watchers = new ArrayList<>();

    Watchers(Random random, Store store, History history) {
        this.random = random;
        this.store = store;
        this.history = history;
    }

    private static final class Watcher {
        final WatchRecord watch;
        final Glob glob;
        /** The next revision to look at; 0 for one that has not begun. */
        long next;
        boolean isOver;

        Watcher(WatchRecord watch) {
            this.watch = watch;
            glob = Glob.parse(watch.start.glob());
            next = watch.start.isFromNow() ? 0 : Math.max(1, watch.start.from());
        }
    }

    /** Opens a watch, or goes on with one. */
    void step(long now) {
        if (watchers.size() < MOST && random.nextInt(4) == 0) {
            open(now);
        } else if (!watchers.isEmpty()) {
            advance(watchers.get(random.nextInt(watchers.size())), now);
        }
    }

    private void open(long now) {
        String glob = Asks.GLOBS[random.nextInt(Asks.GLOBS.length)];
        long revision = store.current().revision();
        long from = random.nextInt(3) == 0 ? WatchRecord.FROM_NOW
                : random.nextInt((int) revision + 3);
        watchers.add(new Watcher(random.nextInt(3) == 0
                ? history.await(1, glob, from, now) : history.watch(1, glob, from, now)));
    }

    private void advance(Watcher watcher, long now) {
        if (watcher.isOver) return;
        long last = store.current().revision();
        if (watcher.next == 0) {
            watcher.next = last + 1;
            if (!watcher.watch.isWait && random.nextBoolean()) watcher.watch.mark(last, now);
        }
        int chance = watcher.watch.isWait ? -1 : random.nextInt(20);
        if (chance == 0 && watcher.next < last) skip(watcher, last, now);
        if (chance == 1) watcher.watch.resumed(watcher.next, now);
        int events = 1 + random.nextInt(10);
        while (watcher.next <= last && events > 0 && !watcher.isOver) {
            if (tell(watcher, now)) events--;
        }
        if (chance == 2) watcher.watch.mark(watcher.next - 1, now);
    }

    private void skip(Watcher watcher, long last, long now) {
        watcher.next += 1 + random.nextInt((int) (last - watcher.next));
        watcher.watch.tooLate(watcher.next, now);
        watcher.watch.resumed(watcher.next, now);
    }

    private boolean tell(Watcher watcher, long now) {
        Event event = store.event(watcher.next++);
        if (!watcher.glob.matches(event.path())) return false;
        watcher.watch.event(event, now);
        watcher.isOver = watcher.watch.isWait;
        return true;
    }

    void finish(long now) {
        for (Watcher watcher : watchers) {
            if (watcher.next == 0) continue;
            while (watcher.next <= store.current().revision() && !watcher.isOver) {
                tell(watcher, now);
            }
            watcher.watch.drained();
        }
    }
}
