package doozer.client.recipes;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.Event;
import doozer.client.TooLateException;
import doozer.client.WalkedFile;
import doozer.client.WatchHandle;
import doozer.client.WatchListener;
import doozer.client.WatchOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The files that match a glob, kept as they are in the cluster. Never a state that the cluster was
 * not in: what was changed in one step is changed here in one, and a later look never shows an
 * earlier state. Curator: CuratorCache. Any thread.
 */
public final class TreeCache implements AutoCloseable {
    private static final byte[] NOTHING = new byte[0];

    private final DoozerClient client;
    private final WatchOptions options;
    private final CacheListener listener;
    private final CountDownLatch ready = new CountDownLatch(1);
    /** Guarded by this, as all below. */
    private final TreeMap<String, WalkedFile> files = new TreeMap<>();
    private long revision;
    private DoozerException end;
    private WatchHandle watch;
    private boolean isClosed;

    private TreeCache(DoozerClient client, String glob, CacheListener listener) {
        this.client = client;
        this.listener = listener;
        options = WatchOptions.of(glob).walkFirst().progress();
    }

    /** A cache that begins to fill: see {@link #awaitReady}. */
    public static TreeCache of(DoozerClient client, String glob) {
        return of(client, glob, events -> { });
    }

    /** The same with somebody who hears of each step. */
    public static TreeCache of(DoozerClient client, String glob, CacheListener listener) {
        TreeCache cache = new TreeCache(client, glob, listener);
        cache.begin();
        return cache;
    }

    private void begin() {
        WatchHandle begun = client.watch(options, new Filling());
        synchronized (this) {
            watch = begun;
            if (!isClosed) return;
        }
        begun.close();
    }

    /**
     * Waits until it is as the cluster was after {@link #of} was called; false if not in time, or
     * if it never will be: see {@link #reason}. Not on the callback thread, which fills it.
     */
    public boolean awaitReady(Duration timeout) {
        try {
            boolean isInTime = ready.await(TimeUnit.NANOSECONDS.convert(timeout),
                    TimeUnit.NANOSECONDS);
            return isInTime && reason() == null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Why it does not change any more; null while it does. */
    public synchronized DoozerException reason() {
        return end;
    }

    /** The revision of the state that it shows; 0 before it is ready. */
    public synchronized long revision() {
        return revision;
    }

    /** The file at a path, or null. */
    public synchronized WalkedFile get(String path) {
        return files.get(path);
    }

    /** All files by path: a copy. */
    public synchronized SortedMap<String, WalkedFile> files() {
        return new TreeMap<>(files);
    }

    /** One filling, from the walk to the end of its watch; callback thread. */
    private final class Filling implements WatchListener {
        private final TreeMap<String, WalkedFile> walked = new TreeMap<>();
        private final ArrayList<Event> step = new ArrayList<>();
        private boolean isWalking = true;

        @Override
        public void onEvent(Event event) {
            boolean isMark = event.kind() == Event.Kind.MARK;
            if (isMark && isWalking) {
                isWalking = false;
                replaceAll(walked, event.revision());
            } else if (isMark) {
                advanceTo(event.revision());
            } else if (isWalking) {
                walked.put(event.path(), file(event));
            } else {
                step.add(event);
                if (event.hasMore()) return;
                List<Event> whole = List.copyOf(step);
                step.clear();
                apply(whole);
            }
        }

        @Override
        public void onEnd(DoozerException reason) {
            // What the server has forgotten is made up for: all files are read anew.
            if (reason instanceof TooLateException) beginAgain();
            else endWith(reason);
        }
    }

    private void beginAgain() {
        if (isClosed()) return;
        try {
            begin();
        } catch (DoozerException e) {
            endWith(e);
        }
    }

    private static WalkedFile file(Event event) {
        return new WalkedFile(event.path(), event.revision(), event.body());
    }

    private void apply(List<Event> whole) {
        synchronized (this) {
            for (Event event : whole) {
                if (event.kind() == Event.Kind.SET) files.put(event.path(), file(event));
                else files.remove(event.path());
            }
            revision = whole.get(whole.size() - 1).revision();
        }
        listener.onStep(whole);
    }

    private synchronized void advanceTo(long newRevision) {
        revision = Math.max(revision, newRevision);
    }

    /** Becomes what was walked; tells what is new. */
    private void replaceAll(TreeMap<String, WalkedFile> walked, long atRevision) {
        ArrayList<Event> changes = new ArrayList<>();
        synchronized (this) {
            for (WalkedFile file : walked.values()) {
                WalkedFile old = files.get(file.path());
                if (old != null && old.revision() == file.revision()) continue;
                changes.add(event(file.path(), file.revision(), Event.Kind.SET, file.body()));
            }
            for (String path : files.keySet()) {
                if (walked.containsKey(path)) continue;
                changes.add(event(path, atRevision, Event.Kind.DEL, NOTHING));
            }
            files.clear();
            files.putAll(walked);
            revision = atRevision;
        }
        ready.countDown();
        listener.onStep(Collections.unmodifiableList(changes));
    }

    private static Event event(String path, long revision, Event.Kind kind, byte[] body) {
        return new Event(path, revision, kind, body, null, false);
    }

    private void endWith(DoozerException reason) {
        synchronized (this) {
            end = reason;
        }
        ready.countDown();
        if (!isClosed()) listener.onEnd(reason);
    }

    private synchronized boolean isClosed() {
        return isClosed;
    }

    /** Stops; what it shows stays. A second call does nothing. */
    @Override
    public void close() {
        WatchHandle open;
        synchronized (this) {
            isClosed = true;
            open = watch;
        }
        if (open != null) open.close();
    }
}
