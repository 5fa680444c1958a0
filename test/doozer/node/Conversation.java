package doozer.node;

import static org.assertj.core.api.Assertions.assertThat;

import doozer.wire.Request;
import doozer.wire.Verb;
import java.util.List;
import java.util.TreeMap;

/**
 * One connection, and whether each of its answers is the one that an {@link Oracle} expects: looked
 * at after each step and turn, in the order in which they came.
 */
final class Conversation {
    /** The same for all, as they are founded with the same dice. */
    private static final String CLUSTER = TestNode.standard().clusterId();

    final TestClient client;
    final Dialect dialect;
    private final Oracle oracle;
    private final Settings.Bounds bounds;
    private final Tally tally;
    /** By tag: a tag is used again as soon as its request is answered for good. */
    private final TreeMap<Integer, Asked> open = new TreeMap<>();
    private int deliveries;
    private boolean isEnded;
    private boolean isClosed;

    Conversation(TestClient client, Dialect dialect, World world) {
        this.client = client;
        this.dialect = dialect;
        oracle = world.oracle();
        bounds = world.bounds();
        tally = world.tally();
    }

    /** What all conversations share. */
    record World(Oracle oracle, Settings.Bounds bounds, Tally tally) { }

    void send(Request request) {
        if (client.isEnding()) return;
        int tag = 0;
        while (open.containsKey(tag)) tag++;
        open.put(tag, new Asked(request.tag(tag)));
        client.send(request);
    }

    /** One of the tags in use, the n-th modulo their number. */
    int someTag(int n) {
        if (open.isEmpty()) return 77;
        return List.copyOf(open.keySet()).get(n % open.size());
    }

    /** Delivers the next request, if there is one. Gives it if it is a write for the log. */
    Asked deliver() {
        if (isBusy()) return null;
        Request next = client.nextToDeliver();
        if (!client.deliverOne()) return null;
        if (next == null) {
            isEnded = true;
            return null;
        }
        Asked asked = open.get((int) next.tag());
        asked.delivered = ++deliveries;
        boolean toApply = expect(asked);
        check();
        return toApply ? asked : null;
    }

    /** A person's commands are done one at a time; a watch is done when it has its mark. */
    private boolean isBusy() {
        return client.isText() && open.values().stream()
                .anyMatch(asked -> asked.delivered > 0 && !asked.isMarked);
    }

    /** Whether all has been delivered, or waits behind what may never come. */
    boolean isAtRest() {
        boolean mayNeverCome = isBusy() && open.values().stream().anyMatch(this::counts);
        return client.isClosing() || !client.hasUndelivered() || mayNeverCome;
    }

    /** What is known of the answers as soon as a request is delivered; true for a write. */
    private boolean expect(Asked asked) {
        Request request = asked.request;
        switch (request.verb()) {
            case SELF -> asked.expected = List.of(
                    Oracle.answer(dialect, "value=" + TestNode.INCARNATION.id()));
            case HELLO -> asked.expected = List.of("flags=3 rev="
                    + Math.min(request.rev(), Dialect.VERSION) + " value=" + CLUSTER);
            case ACCESS -> asked.expected = List.of(Oracle.answer(dialect, ""));
            case SET, DEL, NOP -> {
                String refusal = oracle.refusal(request, dialect);
                if (refusal == null) return true;
                asked.expected = List.of(refusal);
            }
            case WATCH, WAIT -> {
                boolean fromNow = request.verb() == Verb.WATCH && request.rev() == 0;
                if (!fromNow) asked.startFrom = Math.max(1, request.rev());
                asked.startTo = asked.startFrom;
            }
            default -> { }
        }
        return false;
    }

    /** Looks at the answers that have come. */
    void check() {
        if (!client.isClosing()) {
            assertThat(client.isPaused()).isIn(true, client.isCongested());
        }
        for (Answer answer : client.answers()) {
            Asked asked = open.get((int) answer.tag());
            assertThat(asked).as("%s answers something", answer.line()).isNotNull();
            assertThat(asked.delivered).as("%s has been asked", asked).isPositive();
            // What the log brings is said at once; all the rest waits until answers are taken.
            if (asked.kind != Asked.Kind.WRITE && asked.kind != Asked.Kind.OTHER) {
                assertThat(client.surplus()).as("%s while congested", asked).doesNotContain(answer);
            }
            String text = answer.text();
            if (text.contains("watches and waits open")) onFull(asked);
            else if (asked.kind == Asked.Kind.STREAM) onStreamed(asked, text);
            else if (asked.kind == Asked.Kind.CANCEL) onCancelled(asked, text);
            else if (asked.isList()) onListed(asked, text);
            else onExpected(asked, text);
        }
        client.answers().clear();
        client.surplus().clear();
    }

    /** An entry of a list: of the state of some turn since it was asked for, and always of that. */
    private void onListed(Asked asked, String text) {
        if (asked.answers == 0) asked.candidates.add(oracle.read(asked.request, dialect));
        asked.candidates.removeIf(list -> list == null || list.size() <= asked.answers
                || !list.get(asked.answers).equals(text));
        assertThat(asked.candidates).as("%s is answered %s", asked, text).isNotEmpty();
        if (text.contains("TOO_LATE")) tally.count("reads too late");
        asked.answers++;
        if (asked.candidates.stream().anyMatch(list -> list.size() == asked.answers)) done(asked);
    }

    private void onExpected(Asked asked, String text) {
        if (asked.expected == null) {
            assertThat(asked.kind).isEqualTo(Asked.Kind.READ);
            asked.expected = oracle.read(asked.request, dialect);
            assertThat(asked.expected).as("the revision of %s exists", asked).isNotNull();
            if (text.contains("TOO_LATE")) tally.count("reads too late");
        }
        assertThat(text).as("%s", asked).isEqualTo(asked.expected.get(asked.answers++));
        if (asked.answers == asked.expected.size()) done(asked);
    }

    private void onFull(Asked asked) {
        assertThat(asked.kind == Asked.Kind.STREAM || asked.isFuture(oracle.revision())).isTrue();
        long before = open.values().stream()
                .filter(other -> other.delivered < asked.delivered && counts(other)).count();
        assertThat(before).as("%s is one too many", asked).isEqualTo(bounds.maxWatches());
        tally.count("one too many");
        done(asked);
    }

    /** Whether it is one of the watches, waits and delayed reads that are counted. */
    private boolean counts(Asked asked) {
        return asked.delivered > 0
                && (asked.kind == Asked.Kind.STREAM || asked.isFuture(oracle.revision()));
    }

    private void onStreamed(Asked asked, String text) {
        boolean isWait = asked.request.verb() == Verb.WAIT;
        assertThat(holdsEvents() && asked.pattern != null).as("%s amid a list", asked).isFalse();
        if (client.isText()) tally.count("told to a person");
        if (asked.pattern == null) {
            assertThat(text).isEqualTo(Oracle.badGlob(asked.request, dialect));
            done(asked);
        } else if (text.contains("error=TOO_LATE")) {
            onTooLate(asked, text);
        } else if (dialect == Dialect.OWN && !isWait && !asked.isMarked) {
            onMark(asked, text);
        } else {
            onEvent(asked, text);
            if (isWait) done(asked);
        }
    }

    /** Before anything else our own clients are told from where on they hear everything. */
    private void onMark(Asked asked, String text) {
        assertThat(text).as("%s begins with a mark", asked).matches("flags=1 rev=\\+?\\d+");
        String revision = text.substring("flags=1 rev=".length());
        long from = Long.parseLong(revision) + (revision.startsWith("+") ? TestNode.BORN : 0) + 1;
        if (asked.startTo != 0) {
            assertThat(from).as("%s begins where it was to", asked).isEqualTo(asked.startTo);
        }
        assertThat(from).isGreaterThanOrEqualTo(asked.startFrom);
        if (asked.request.rev() == 0) {
            assertThat(from).isLessThanOrEqualTo(oracle.revision() + 1);
        }
        asked.startFrom = from;
        asked.startTo = from;
        asked.isMarked = true;
        tally.count("marks");
    }

    private void onTooLate(Asked asked, String text) {
        String expected = oracle.tooLate(dialect);
        if (asked.request.verb() == Verb.WATCH) {
            expected = expected.replace("error",
                    "rev=" + Answer.revision(oracle.oldest()) + " error");
            tally.count("watches too late");
        } else {
            tally.count("waits too late");
        }
        assertThat(text).isEqualTo(expected);
        assertThat(Math.max(asked.last + 1, asked.startFrom)).as("%s can have fallen out", asked)
                .isLessThan(oracle.oldest());
        assertThat(asked.isNew || asked.wasCongested || asked.hasQueuedUp)
                .as("%s was slow", asked).isTrue();
        done(asked);
    }

    /** An event: of the revision that it says, not told before, with none left out before it. */
    private void onEvent(Asked asked, String text) {
        long from = asked.last > 0 ? asked.last + 1 : asked.startTo;
        Oracle.Event event;
        boolean isExact = asked.last > 0 || asked.startFrom == asked.startTo && from > 0;
        long told = isExact ? 0 : TestNode.BORN
                + Long.parseLong(text.replaceAll(".*rev=\\+| path=.*", ""));
        if (isExact || from > 0 && told >= from) {
            event = oracle.first(asked.pattern, from, oracle.revision());
        } else {
            // Held up since it was sent "from now": it began some time since then.
            event = oracle.event(told);
            assertThat(event.revision()).isGreaterThanOrEqualTo(asked.startFrom);
            assertThat(asked.pattern.matcher(event.path()).matches()).isTrue();
        }
        assertThat(event).as("%s has an event to tell", asked).isNotNull();
        int flags = asked.request.verb() == Verb.WATCH ? 1 : 0;
        assertThat(text).as("%s", asked).isEqualTo(event.text(flags));
        asked.last = event.revision();
        tally.count(flags == 1 ? "events" : "waits answered");
        if (asked.wasCongested) tally.count("events to slow ones");
    }

    private void onCancelled(Asked asked, String text) {
        int tag = asked.request.otherTag();
        Asked target = open.get(tag);
        boolean wasOpen = target != null && target.delivered > 0
                && target.delivered < asked.delivered && (counts(target) || target.isUnderWay()
                || target.isList() && !target.request.hasRev());
        // A list that had to wait for its revision queues up again when that is there: behind us?
        if (target != null && target.delivered > 0 && target.isList() && target.request.hasRev()
                && target.delivered < asked.delivered) {
            wasOpen = text.equals("flags=3");
        }
        if (wasOpen) {
            assertThat(text).as("%s, of %s", asked, target).isEqualTo("flags=3");
            done(target);
            tally.count("cancels");
        } else {
            assertThat(text).as("%s, of %s", asked, target)
                    .isEqualTo("flags=3 error=NOENT (no open request has the tag " + tag + ")");
            tally.count("cancels of nothing");
        }
        done(asked);
    }

    private void done(Asked asked) {
        open.remove((int) asked.request.tag());
        tally.count("done " + asked.request.verb() + " " + dialect);
    }

    /** What has to hold whenever a turn is over; {@code idle} when nothing is left to be done. */
    void onTurnEnd(boolean idle) {
        if (isClosed) return;
        if (client.isClosing()) {
            isClosed = true;
            assertThat(isEnded).as("closed because it ended").isTrue();
            assertThat(open.values()).as("nothing is owed").noneMatch(this::keepsOpen);
            return;
        }
        boolean congested = client.isCongested();
        boolean held = congested || holdsEvents();
        for (Asked asked : open.values()) {
            if (asked.delivered == 0) continue;
            if (asked.kind == Asked.Kind.STREAM) onStreamTurnEnd(asked, congested, idle);
            if (asked.isList() && asked.answers == 0 && !asked.isFuture(oracle.revision())) {
                asked.candidates.add(oracle.read(asked.request, dialect));
            }
            asked.hasQueuedUp |= !idle;
            asked.wasCongested |= held;
            asked.isNew = false;
        }
        long owed = open.values().stream().filter(this::isOwed).count();
        assertThat(owed).isLessThanOrEqualTo(bounds.maxOutstanding() + bounds.maxWatches());
        if (congested) return;
        assertThat(open.values()).as("answered at once")
                .noneMatch(asked -> isOwed(asked)
                        && (idle || !asked.isUnderWay() && !asked.isList()));
        assertThat(open.values().stream().filter(this::counts).count())
                .isLessThanOrEqualTo(bounds.maxWatches());
        if (owed == 0) assertThat(client.isPaused()).as("paused for nothing").isFalse();
        if (isEnded) assertThat(open.values()).as("what is owed").anyMatch(this::keepsOpen);
    }

    /** Whether a client that has ended is not closed for it: of a person's, all is waited for. */
    private boolean keepsOpen(Asked asked) {
        return isOwed(asked) || client.isText() && counts(asked);
    }

    /** Whether a person is being told a list, so that no event may come between. */
    private boolean holdsEvents() {
        return client.isText() && open.values().stream()
                .anyMatch(asked -> asked.kind == Asked.Kind.READ && asked.isUnderWay());
    }

    /** Whether it is to be answered without anybody else's doing. */
    private boolean isOwed(Asked asked) {
        return asked.delivered > 0 && asked.kind != Asked.Kind.STREAM
                && !asked.isFuture(oracle.revision());
    }

    private void onStreamTurnEnd(Asked asked, boolean congested, boolean idle) {
        // "From now" is from behind a turn in which it was served: the first that can have been
        // one if nothing held it up, and else at the latest the first that did not hold it up.
        if (asked.startFrom == 0) asked.startFrom = oracle.revision() + 1;
        if (congested) return;
        if (asked.startTo == 0) asked.startTo = oracle.revision() + 1;
        if (!idle) return;
        assertThat(dialect == Dialect.OWN && asked.request.verb() == Verb.WATCH && !asked.isMarked)
                .as("%s has no mark", asked).isFalse();
        long from = asked.last > 0 ? asked.last + 1 : asked.startTo;
        assertThat(asked.pattern == null).as("%s is refused", asked).isFalse();
        assertThat(oracle.first(asked.pattern, from, oracle.revision()))
                .as("%s has missed", asked).isNull();
    }

    /** How many requests are still open that have no reason to be. */
    long owed() {
        return open.values().stream().filter(this::isOwed).count();
    }
}
