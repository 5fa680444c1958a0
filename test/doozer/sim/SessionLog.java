package doozer.sim;

import doozer.tree.Event;
import doozer.wire.ErrorCode;
import doozer.wire.Txn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The files that sessions write, event by event, and whose each event is. The events of one slot
 * come together. Owned by the run's thread.
 */
final class SessionLog {
    static final String SESSIONS = "/ctl/sess/";
    /** Below it are the files that the clients with sessions write. */
    static final String ROOT = "/s/";
    static final String FENCED = "/s/fenced";
    private static final String PAIRS = "/s/p/";
    private static final long NOBODY = 0;

    private final World world;
    private final List<Event> events;
    private final TreeSet<Long> open = new TreeSet<>();
    private final TreeMap<Long, Long> endedAt = new TreeMap<>();
    /** By path and revision: the revision that the file has from then on, 0 for none. */
    private final TreeMap<String, TreeMap<Long, Long>> revisions = new TreeMap<>();
    /** By path and revision: whose file it is from then on. */
    private final TreeMap<String, TreeMap<Long, Long>> owners = new TreeMap<>();
    /** Whose event a revision is. */
    private final TreeMap<Long, Order> claimed = new TreeMap<>();
    /** Where each order that has named itself in a value has done so. */
    private final TreeMap<String, TreeMap<String, Long>> written = new TreeMap<>();
    private final TreeMap<Long, Long> fences = new TreeMap<>();
    private final List<Ended> ends = new ArrayList<>();
    private final TreeSet<String> touchedPairs = new TreeSet<>();
    private long firstOfSlot = 1;

    /** A session's last event, and the first event of the slot that has it. */
    private record Ended(long session, long revision, long firstOfSlot) { }

    SessionLog(World world, List<Event> events) {
        this.world = world;
        this.events = events;
    }

    boolean isOpen(long session) {
        return open.contains(session);
    }

    boolean hasEnded(long session) {
        return endedAt.containsKey(session);
    }

    TreeSet<Long> open() {
        return open;
    }

    /** An event that nobody has applied before. */
    void onEvent(Event event) {
        String path = event.path();
        if (path.startsWith(SESSIONS)) onSession(event, Long.parseLong(path.substring(10)));
        else if (path.startsWith(ROOT)) onFile(event);
    }

    private void onSession(Event event, long session) {
        if (event.kind() == Event.Kind.SET) {
            if (session != event.revision()) throw wrong(event, "opens another session");
            open.add(session);
            world.totals.add(Totals.Of.SESSIONS);
            return;
        }
        if (!open.remove(session)) throw wrong(event, "ends a session that is not open");
        endedAt.put(session, event.revision());
        ends.add(new Ended(session, event.revision(), firstOfSlot));
        for (String path : owners.keySet()) {
            boolean isLeft = ownerAt(path, event.revision()) == session
                    && revisionAt(path, event.revision()) != 0;
            if (isLeft) throw wrong(event, "ends a session that owns " + path);
        }
        world.leases.onEnded(session);
    }

    private void onFile(Event event) {
        String path = event.path();
        long before = revisionAt(path, event.revision());
        long owner = ownerAt(path, event.revision());
        if (event.kind() == Event.Kind.SET) {
            Order order = maker(event);
            Txn.Operation change = order == null ? null : changeOf(order, event);
            boolean isEphemeral = change != null && change.kind() == Txn.Kind.EPHEMERAL;
            if (before == 0) owner = isEphemeral ? order.session : NOBODY;
            if (isEphemeral && owner != order.session) {
                throw wrong(event, "sets an ephemeral file of " + owner + ": " + order);
            }
            if (owner != NOBODY && !open.contains(owner)) {
                throw wrong(event, "is of a session that is not open");
            }
        }
        boolean isSet = event.kind() == Event.Kind.SET;
        history(owners, path).put(event.revision(), isSet ? owner : NOBODY);
        history(revisions, path).put(event.revision(), isSet ? event.revision() : 0);
        if (path.startsWith(PAIRS)) touchedPairs.add(path.substring(0, path.length() - 1));
    }

    /** Whose order has written that value: each writes to a file once. */
    private Order maker(Event event) {
        Order order = world.orders.get(text(event));
        if (order == null) return null;
        Long before = written.computeIfAbsent(order.name, name -> new TreeMap<>())
                .putIfAbsent(event.path(), event.revision());
        if (before != null) {
            throw wrong(event, "is the second one of " + order + ", after " + before);
        }
        if (!order.mightBeDone()) {
            throw wrong(event, "is done after it was answered " + order.outcome + ": " + order);
        }
        return order;
    }

    private static Txn.Operation changeOf(Order order, Event event) {
        for (Txn.Operation change : order.changes()) {
            if (change.path().equals(event.path()) && change.kind().isSet()) return change;
        }
        throw wrong(event, "is not what was asked for: " + order);
    }

    private static String text(Event event) {
        return new String(event.value(), StandardCharsets.UTF_8);
    }

    private static TreeMap<Long, Long> history(
            TreeMap<String, TreeMap<Long, Long>> all, String path) {
        return all.computeIfAbsent(path, p -> new TreeMap<>());
    }

    /** The revision of a file just before that one, 0 for none. */
    long revisionAt(String path, long revision) {
        return before(revisions.get(path), revision);
    }

    /** Whose file it was just before that revision, 0 for nobody's. */
    long ownerAt(String path, long revision) {
        return before(owners.get(path), revision);
    }

    private static long before(TreeMap<Long, Long> history, long revision) {
        Map.Entry<Long, Long> entry = history == null ? null : history.lowerEntry(revision);
        return entry == null ? 0 : entry.getValue();
    }

    /** The events of a slot are complete: pairs are equal again. */
    void endSlot() {
        long next = events.size() + 1;
        for (String pair : touchedPairs) {
            long one = revisionAt(pair + "x", next);
            long other = revisionAt(pair + "y", next);
            boolean isEqual = one == 0 ? other == 0 : other != 0
                    && Arrays.equals(event(one).value(), event(other).value());
            if (!isEqual) {
                throw new Violation("half a transaction at the end of a slot, at revision "
                        + events.size() + ": " + pair);
            }
        }
        touchedPairs.clear();
        firstOfSlot = next;
    }

    private Event event(long revision) {
        return events.get((int) revision - 1);
    }

    // What clients were told.

    /** An order was answered, for the first time. */
    void onOutcome(Order order) {
        if (order.isDone()) claim(order);
        else if (written.containsKey(order.name)) {
            throw new Violation(order + " is answered " + order.outcome + ", and was done: "
                    + written.get(order.name));
        } else if (order.outcome.error() == ErrorCode.REV_MISMATCH) {
            checkMismatch(order);
        } else if (order.outcome.error() != order.mistake) {
            throw new Violation(order + " is answered " + order.outcome);
        }
    }

    private void claim(Order order) {
        if (order.mistake != null) throw new Violation(order + " cannot be done, and was");
        List<Txn.Operation> changes = order.changes();
        long last = order.outcome.rev();
        long first = last - changes.size() + 1;
        if (first < 1 || last > events.size()) throw new Violation(order + " is nowhere in "
                + events.size() + ": " + order.outcome);
        for (int i = 0; i < changes.size(); i++) claim(order, changes.get(i), first + i);
        for (Txn.Operation one : order.operations) {
            if (one.kind() != Txn.Kind.IF || revisionAt(one.path(), first) == one.rev()) continue;
            throw new Violation(order + " is done at " + first + ", where " + one.path()
                    + " is at " + revisionAt(one.path(), first));
        }
        if (order.token != 0) checkFence(order, last);
    }

    private void claim(Order order, Txn.Operation change, long revision) {
        Event event = event(revision);
        Event.Kind kind = change.kind() == Txn.Kind.DEL ? Event.Kind.DEL : Event.Kind.SET;
        byte[] value = order.isNext() ? order.outcome.value() : change.value();
        boolean isIts = event.kind() == kind && event.path().equals(change.path())
                && Arrays.equals(event.value(), value);
        if (!isIts) throw wrong(event, "is not the one of " + order + ": " + order.outcome);
        if (!Order.isAllowed(change, revisionAt(event.path(), revision))) {
            throw wrong(event, "is against the condition of " + order);
        }
        Order other = claimed.put(revision, order);
        if (other != null) throw wrong(event, "is of two: " + order + " and " + other);
    }

    private void checkFence(Order order, long revision) {
        fences.put(revision, order.token);
        Map.Entry<Long, Long> before = fences.lowerEntry(revision);
        Map.Entry<Long, Long> after = fences.higherEntry(revision);
        boolean isInOrder = (before == null || before.getValue() <= order.token)
                && (after == null || after.getValue() >= order.token);
        if (!isInOrder) throw new Violation("a token goes back: " + fences + ", " + order);
    }

    /** What it was refused for was so at some time. */
    private void checkMismatch(Order order) {
        long told = order.outcome.rev();
        String detail = order.outcome.errDetail();
        for (Txn.Operation one : order.operations) {
            boolean isMeant = order.operations.size() == 1
                    || detail != null && detail.startsWith(one.path());
            if (!isMeant || told != 0 && !wasAt(one.path(), told)) continue;
            boolean isWrong = switch (one.kind()) {
                case IF -> told != one.rev();
                case EPHEMERAL -> told != 0;
                default -> !Order.isAllowed(one, told);
            };
            if (isWrong) return;
        }
        throw new Violation(order + " is refused for what was never so: " + order.outcome);
    }

    private boolean wasAt(String path, long revision) {
        return revisions.containsKey(path) && revisions.get(path).containsValue(revision);
    }

    // The end of the run.

    /** Whether each event has a reason, and each end of a session is in one piece. */
    void judge() {
        TreeMap<String, Integer> unanswered = new TreeMap<>();
        for (Order order : world.orders.values()) {
            if (order.outcome != null) continue;
            for (Txn.Operation change : order.changes()) {
                unanswered.merge(change.path(), 1, Integer::sum);
            }
        }
        TreeSet<Long> ofEnds = new TreeSet<>();
        for (Ended ended : ends) ofEnds.addAll(eventsOf(ended, unanswered));
        for (Event event : events) {
            boolean isClear = !event.path().startsWith(ROOT)
                    || claimed.containsKey(event.revision()) || ofEnds.contains(event.revision());
            if (isClear) continue;
            if (unanswered.merge(event.path(), -1, Integer::sum) < 0) {
                throw wrong(event, "is nobody's");
            }
        }
    }

    /** The deletions right before the end of a session, which nobody else has asked for. */
    private TreeSet<Long> eventsOf(Ended ended, TreeMap<String, Integer> unanswered) {
        TreeSet<Long> run = new TreeSet<>();
        String next = null;
        for (long revision = ended.revision - 1; revision > 0; revision--) {
            Event event = event(revision);
            boolean isIts = event.kind() == Event.Kind.DEL && !claimed.containsKey(revision)
                    && ownerAt(event.path(), revision) == ended.session;
            if (!isIts) break;
            boolean isCertain = unanswered.getOrDefault(event.path(), 0) == 0;
            if (isCertain && revision < ended.firstOfSlot) {
                throw wrong(event, "is not in the slot in which its session ends");
            }
            if (isCertain && next != null && next.compareTo(event.path()) <= 0) {
                throw wrong(event, "is not in the order of the paths");
            }
            next = event.path();
            run.add(revision);
        }
        return run;
    }

    private static Violation wrong(Event event, String what) {
        return new Violation("the event " + event.kind() + " " + event.path() + " at revision "
                + event.revision() + " " + what);
    }
}
