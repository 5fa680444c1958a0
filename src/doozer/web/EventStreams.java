package doozer.web;

import doozer.node.Settings;
import doozer.node.View;
import doozer.tree.Glob;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All pages that are told of events. Changes are gathered: who looks at what has changed is told in
 * rounds, at most one each 50 ms, or more where there are many to tell; all are told once a second
 * how the node is. In one turn only some are told, the rest in the next ones, so that clients do
 * not wait for pages. Owned by the loop's thread.
 */
final class EventStreams {
    static final int MAX_GLOBS = 64;
    static final long INTERVAL_NANOS = 50_000_000;
    /** What a cost of 1 is thought to take. */
    private static final long COST_NANOS = 100_000;
    /** A round is followed by so many times what it took, which is the clients'. */
    private static final int CLEAR_TIMES = 5;
    /** A message costs 1, and 1 for each so much; and so much may be told in a turn. */
    private static final int BYTES_A_COST = 4096;
    private static final int REVISIONS_A_COST = 256;
    private static final int COST_A_TURN = 32;
    private static final long STATE_NANOS = 1_000_000_000;
    /** What is looked through for one who comes back, in characters of paths: {@link Missed}. */
    static final long RESUME_WORK = 800_000;
    private static final int WORK_A_COST = 10_000;
    private static final int MAX_MISSED = 4 * EventStream.MAX_PATHS;

    private final View view;
    private final Site.Effects effects;
    private final Topics topics;
    private final Set<EventStream> all = new LinkedHashSet<>();
    private final ArrayDeque<EventStream> due = new ArrayDeque<>();
    private final ArrayDeque<EventStream> dueForState = new ArrayDeque<>();
    private byte[] state;
    private boolean hasBegun;
    private long roundNanos;
    private long stateNanos;
    /** How many pages the present round began with, and what it has cost so far. */
    private int roundPages;
    private long roundCost;
    private int costLeft;
    /** What it took to begin with the last page. */
    private long beginCost;

    EventStreams(View view, Site.Effects effects) {
        this.view = view;
        this.effects = effects;
        topics = new Topics(view);
    }

    /** How many pages there are. */
    int size() {
        return all.size();
    }

    int globs() {
        return topics.size();
    }

    // Beginning and ending.

    /** Checks what a page asks for. */
    List<Glob> globs(Query query) throws HttpException {
        List<Glob> globs = new ArrayList<>();
        for (String text : query.all("glob")) globs.add(GlobWalk.glob(text));
        if (globs.isEmpty() || globs.size() > MAX_GLOBS) {
            throw new HttpException(400, "give 1 to " + MAX_GLOBS + " globs, as ?glob=/**");
        }
        topics.checkRoom(globs);
        return globs;
    }

    /**
     * What a page has seen already.
     *
     * @param revision up to which; -1 for nothing
     * @param epoch of the cluster that it has seen; null where it does not say
     */
    record Since(long revision, String epoch) { }

    /** Begins to tell a page; gives the first message. */
    byte[] begin(Visitor visitor, List<Glob> globs, Since since) {
        long now = view.current().revision();
        long from = since.revision;
        boolean isSame = since.epoch == null || since.epoch.equals(view.epoch());
        boolean isKept = isSame && from >= view.oldest() - 1 && from <= now;
        Missed search = new Missed(view, globs);
        long[] found = isKept ? search.since(from, RESUME_WORK) : null;
        beginCost = search.work() / WORK_A_COST;
        boolean resumes = found != null;
        long[] missed = resumes ? found : new long[0];
        EventStream stream = new EventStream(visitor, view, missed.length > 0 ? from : now);
        stream.begin(topics.join(globs, stream), missed);
        visitor.stream = stream;
        all.add(stream);
        if (missed.length > MAX_MISSED) stream.loseTrack();
        if (missed.length > 0) markDue(stream);
        dueForState.add(stream);
        if (state == null) encodeState();
        return hello(stream.seen(), resumes);
    }

    /** What it took to begin with the last page, in the measure of answers. */
    int beginCost() {
        return (int) beginCost;
    }

    private byte[] hello(long revision, boolean resumes) {
        Settings.Identity self = view.identity();
        return Events.message("hello", revision, new Json().object().put("rev", revision)
                .put("node", self.incarnation().id()).put("cluster", self.cluster())
                .put("epoch", view.epoch()).put("interval", INTERVAL_NANOS / 1_000_000)
                .put("resumed", resumes).endObject().toString());
    }

    void end(EventStream stream) {
        all.remove(stream);
        topics.leave(stream.topics(), stream);
    }

    // What happens.

    void onRevisions(long first, long last) {
        topics.onRevisions(first, last);
    }

    /** Revisions were passed over: all pages load anew. */
    void onInstalled() {
        for (EventStream stream : all) {
            stream.loseTrack();
            markDue(stream);
        }
    }

    void onDrained(EventStream stream) {
        markDue(stream);
    }

    private void markDue(EventStream stream) {
        if (!stream.isDue) due.add(stream);
        stream.isDue = true;
    }

    /** Tells some; gives nanoseconds until there is more to do. */
    long tick(long nowNanos) {
        if (all.isEmpty()) {
            state = null;
            hasBegun = false;
            due.clear();
            dueForState.clear();
            return Long.MAX_VALUE;
        }
        beginRounds(nowNanos);
        costLeft = COST_A_TURN;
        long wait = Long.MAX_VALUE;
        for (int i = due.size(); i > 0 && costLeft > 0; i--) {
            EventStream stream = due.poll();
            if (stream.visitor.stream != stream) continue;
            long early = earlyNanos(stream, nowNanos);
            if (early > 0) {
                due.add(stream);
                wait = Math.min(wait, early);
            } else {
                tellChanges(stream, nowNanos);
            }
        }
        while (costLeft > 0 && !dueForState.isEmpty()) tellState(dueForState.poll());
        if (costLeft <= 0) return 0;
        if (topics.hasChanged()) wait = Math.min(wait, roundNanos + roundLength() - nowNanos);
        return Math.max(0, Math.min(wait, stateNanos + STATE_NANOS - nowNanos));
    }

    private void beginRounds(long nowNanos) {
        boolean isFirst = !hasBegun;
        hasBegun = true;
        if (isFirst) {
            roundNanos = nowNanos - roundLength();
            stateNanos = nowNanos;
        }
        if (nowNanos - roundNanos >= roundLength() && topics.hasChanged()) {
            roundNanos = nowNanos;
            for (Topic topic : topics.takeChanged()) {
                for (EventStream reader : topic.readers) markDue(reader);
            }
            roundPages = due.size();
            roundCost = 0;
        }
        if (nowNanos - stateNanos < STATE_NANOS) return;
        stateNanos = nowNanos;
        topics.tidy();
        encodeState();
        dueForState.clear();
        dueForState.addAll(all);
    }

    /** From the beginning of the present round to that of the next: pages take a fifth of it. */
    private long roundLength() {
        long cost = Math.max(roundPages, roundCost);
        return Math.max(INTERVAL_NANOS, CLEAR_TIMES * cost * COST_NANOS);
    }

    private void encodeState() {
        state = Events.message("state", NodeJson.state(view, all.size()).toString());
    }

    /** For how long it has to wait yet, as it was told a moment ago. */
    private static long earlyNanos(EventStream stream, long nowNanos) {
        return stream.wasTold ? stream.toldNanos + INTERVAL_NANOS - nowNanos : 0;
    }

    private void tellChanges(EventStream stream, long nowNanos) {
        stream.isDue = false;
        spend(1);
        // It is told when it has taken what it was told before.
        if (effects.isBlocked(stream.visitor.connection)) return;
        byte[] message = stream.take();
        spend(stream.looked() / REVISIONS_A_COST);
        if (message == null) return;
        stream.wasTold = true;
        stream.toldNanos = nowNanos;
        effects.send(stream.visitor.connection, message);
        spend(message.length / BYTES_A_COST);
    }

    private void spend(int cost) {
        roundCost += cost;
        costLeft -= cost;
    }

    private void tellState(EventStream stream) {
        costLeft--;
        boolean isOpen = stream.visitor.stream == stream;
        if (isOpen && !effects.isBlocked(stream.visitor.connection)) {
            effects.send(stream.visitor.connection, state);
        }
    }
}
