package doozer.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import doozer.client.DoozerClient;
import doozer.client.DoozerException;
import doozer.client.Event;
import doozer.client.NextValue;
import doozer.client.NoQuorumException;
import doozer.client.OutcomeUnknownException;
import doozer.client.Session;
import doozer.client.SessionLostException;
import doozer.client.Writes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Counts, with several increments under way, and adds up what became of each. In a session that is
 * not lost every increment is done; in others, and outside of sessions, some end in doubt.
 */
final class CutCounter extends CutWorker {
    /** The shortest that there is: it is lost by most stalls that are long. */
    private static final Duration SHORT = Duration.ofMillis(500);

    private final DoozerClient client;
    private final Kind kind;
    private final String path;
    private final String directory;
    private final ArrayDeque<CompletableFuture<NextValue>> open = new ArrayDeque<>();
    private final List<NextValue> done = new ArrayList<>();
    private Session session;
    private int unknown;
    private volatile long confirmed;

    /** Whose the increments are. */
    enum Kind {
        /** Of a session that outlives the run. */
        LASTING(16),
        /** Of sessions that may be lost, one after the other. */
        MORTAL(4),
        /** Of no session: what is lost is not sent again. */
        UNNUMBERED(4);

        private final int mostOpen;

        Kind(int mostOpen) {
            this.mostOpen = mostOpen;
        }
    }

    /** One in that directory, where it has a file of its own; the session is for who lasts. */
    CutCounter(CutRun run, Session session, Kind kind, String directory) {
        super(run, kind + " counter of " + directory);
        client = session.client();
        this.session = kind == Kind.LASTING ? session : null;
        this.kind = kind;
        this.directory = directory;
        path = directory + "/n/" + kind;
    }

    String path() {
        return path;
    }

    /** The newest number that it was told. */
    long confirmed() {
        return confirmed;
    }

    @Override
    void act() {
        try {
            if (kind == Kind.MORTAL && session == null && !open()) return;
            Writes writes = kind == Kind.UNNUMBERED ? client : session;
            open.add(writes.nextAsync(path));
            if (open.size() >= kind.mostOpen) settle(open.poll());
        } catch (DoozerException e) {
            onFailure(e);
        }
    }

    /** False when that session was lost before anything was done in it. */
    private boolean open() {
        try {
            Session opened = client.openSession(SHORT, path);
            opened.setEphemeral(directory + "/mortal/" + opened.id(), 0, new byte[0]);
            session = opened;
        } catch (SessionLostException | NoQuorumException | OutcomeUnknownException e) {
            run.add(CutRun.Of.SESSIONS_LOST);
            onProgress();
        }
        return session != null;
    }

    private void settle(CompletableFuture<NextValue> future) {
        NextValue next = get(future);
        done.add(next);
        confirmed = next.value();
        onDone(kind == Kind.UNNUMBERED ? CutRun.Of.UNNUMBERED : CutRun.Of.INCREMENTS);
    }

    private void onFailure(DoozerException failure) {
        boolean isLost = failure instanceof SessionLostException
                || failure.getCause() instanceof SessionLostException;
        boolean isKnown = failure instanceof SessionLostException
                || failure instanceof NoQuorumException;
        if (kind == Kind.LASTING || !isKnown && !failure.isOutcomeUnknown()) throw failure;
        if (failure.isOutcomeUnknown()) onUnknown();
        if (failure instanceof NoQuorumException) run.add(CutRun.Of.NO_QUORUM);
        if (isLost && kind == Kind.MORTAL) replace();
    }

    private void onUnknown() {
        unknown++;
        onProgress();
        run.add(CutRun.Of.UNKNOWN);
    }

    /** The session is no more: what was under way in it ends, and another one begins. */
    private void replace() {
        run.add(CutRun.Of.SESSIONS_LOST);
        onProgress();
        session = null;
        while (!open.isEmpty()) {
            try {
                settle(open.poll());
            } catch (DoozerException e) {
                if (e.isOutcomeUnknown()) onUnknown();
                else if (!(e instanceof SessionLostException)) throw e;
            }
        }
    }

    @Override
    void finish() {
        while (!open.isEmpty()) {
            try {
                settle(open.poll());
            } catch (DoozerException e) {
                onFailure(e);
            }
        }
        if (kind == Kind.MORTAL && session != null) session.close();
    }

    @Override
    void check(CutTruth truth) {
        List<Event> events = truth.events(List.of(path), 1, truth.revision());
        for (int i = 0; i < events.size(); i++) {
            String body = new String(events.get(i).body(), UTF_8);
            if (!body.equals("" + (i + 1))) run.fail(path + ": " + body + " follows " + i);
        }
        long before = 0;
        for (NextValue next : done) {
            boolean isFirst = next.value() > before || kind == Kind.UNNUMBERED;
            boolean isThere = next.value() <= events.size()
                    && events.get((int) next.value() - 1).revision() == next.revision();
            if (!isFirst || !isThere) run.fail(path + ": " + next + " follows " + before);
            before = next.value();
        }
        long distinct = done.stream().mapToLong(NextValue::value).distinct().count();
        if (distinct != done.size()) run.fail(path + ": a number was given twice");
        // What was skipped was done by an increment that ended in doubt.
        if (events.size() < done.size() || events.size() > done.size() + unknown) {
            run.fail(path + ": " + events.size() + " increments were done of " + done.size()
                    + " confirmed and " + unknown + " in doubt");
        }
    }
}
