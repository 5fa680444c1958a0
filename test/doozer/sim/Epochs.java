package doozer.sim;

import doozer.node.ClusterId;
import doozer.node.Incarnation;
import doozer.node.NodePeek;
import doozer.node.PeerMessage;
import doozer.paxos.Ballot;
import doozer.paxos.Message;
import doozer.paxos.Value;
import doozer.paxos.Vote;
import doozer.tree.Event;
import doozer.tree.Glob;
import doozer.tree.Walk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a forced recovery may take from the epoch before, and what it must: rules R12 and R13. Looks
 * at what survivors hand over, at what is made of it, and at who goes on meanwhile. Owned by the
 * run's thread.
 */
final class Epochs {
    private static final String SESSIONS = "/ctl/sess/";
    private static final long GAP = 1_000_000_000;
    /** What one that has stopped must not say: it would vote, or lead. */
    private static final Set<Class<? extends Message>> VOTES = Set.of(Message.Prepare.class,
            Message.Promise.class, Message.Accept.class, Message.Accepted.class,
            Message.Learn.class, Message.Heartbeat.class, Message.HandOver.class);

    private final World world;
    private final List<Handing> handings = new ArrayList<>();
    private final List<Adoption> adoptions = new ArrayList<>();
    private final List<Base> bases = new ArrayList<>();

    /** What one survivor has handed over for an epoch. */
    private static final class Handing {
        private final Process from;
        private final ClusterId next;
        private final TreeMap<Long, Vote> votes = new TreeMap<>();
        private long applied;
        private boolean isDone;

        Handing(Process from, ClusterId next) {
            this.from = from;
            this.next = next;
        }
    }

    /** What one that recovers has applied beyond what is known to be decided. */
    private static final class Adoption {
        private final Process process;
        private final long after;
        /** The last revision of what was known to be decided. */
        private final long revision;
        private final List<Value> values = new ArrayList<>();

        Adoption(Process process, long after) {
            this.process = process;
            this.after = after;
            revision = process.seen.revision;
        }
    }

    /**
     * What an epoch begins with.
     *
     * @param decided the last revision that was known to be decided
     * @param revision the last one, with what is adopted behind the gap
     * @param timesToLive of the open sessions
     */
    record Base(ClusterId id, ClusterId parent, long decided, long revision,
            TreeMap<Long, Integer> timesToLive, long nanos) { }

    Epochs(World world) {
        this.world = world;
    }

    /** Whether anybody has stood still for another epoch. */
    boolean hasBegun() {
        return !handings.isEmpty() || !bases.isEmpty();
    }

    /** What that epoch began with, or null. */
    Base base(ClusterId id) {
        return bases.stream().filter(one -> one.id.equals(id)).findFirst().orElse(null);
    }

    // Those who stand still.

    void onSent(Process process, PeerMessage message) {
        NodePeek peek = process.peek;
        if (message instanceof PeerMessage.HandedOver part) onHandedOver(process, part);
        if (peek.next() == null || !(message instanceof PeerMessage.Slots slots)) return;
        if (VOTES.contains(slots.message().getClass())) {
            throw broken(process, "stands still for another epoch, and says " + slots.message());
        }
    }

    /** Who stands still promises nothing. */
    void afterTurn(Process process) {
        Seen seen = process.seen;
        ClusterId next = process.peek.next();
        if (next != null && next.equals(seen.next)
                && process.peek.promised() != seen.promisedThen) {
            throw broken(process, "stands still for another epoch, and promises");
        }
        seen.next = next;
        seen.promisedThen = process.peek.promised();
        if (next != null) seen.known = process.peek.known();
    }

    /** All that it has voted for beyond what it has applied goes along. */
    private void onHandedOver(Process process, PeerMessage.HandedOver part) {
        Handing handing = handing(process.incarnation, part.next());
        if (handing == null) {
            handing = new Handing(process, part.next());
            handings.add(handing);
            world.trace.say(process.name(), "hands over, has applied " + part.applied());
        }
        if (!part.next().equals(process.peek.next())) {
            throw broken(process, "hands over, and goes on");
        }
        long last = part.firstSlot();
        for (Vote vote : part.votes()) {
            handing.votes.put(vote.slot(), vote);
            last = vote.slot();
        }
        for (Vote vote : process.peek.votes(part.firstSlot())) {
            if (!part.isLast() && vote.slot() > last) break;
            Vote told = handing.votes.get(vote.slot());
            if (told == null || Ballot.isBelow(told.ballot(), vote.ballot())) {
                throw broken(process, "hands over no vote for slot " + vote.slot());
            }
        }
        handing.applied = part.applied();
        handing.isDone |= part.isLast();
        if (part.isLast()) world.totals.add(Totals.Of.HANDED_OVER);
    }

    private Handing handing(Incarnation from, ClusterId next) {
        return handings.stream().filter(one -> one.from.incarnation.equals(from)
                && one.next.equals(next)).findFirst().orElse(null);
    }

    // The one that recovers.

    /** It applies what an operator has it adopt. */
    void onAdopted(Process process, long slot, Value value) {
        Adoption adoption = adoption(process);
        if (adoption == null) {
            adoption = new Adoption(process, slot - 1);
            adoptions.add(adoption);
        }
        adoption.values.add(value);
        world.totals.add(Totals.Of.ADOPTED);
    }

    private Adoption adoption(Process process) {
        return adoptions.stream().filter(one -> one.process == process).findFirst().orElse(null);
    }

    /** It ends, to begin that epoch. */
    void onBegun(Process process, ClusterId next) {
        Adoption adoption = adoption(process);
        if (adoption == null) adoption = new Adoption(process, process.peek.applied());
        ArrayList<Handing> used = new ArrayList<>();
        for (Incarnation one : process.peek.handedOver()) {
            Handing handing = handing(one, next);
            if (handing == null || !handing.isDone) {
                throw broken(process, "takes over what " + one.id() + " has not handed over");
            }
            if (handing.applied > adoption.after) {
                throw broken(process, "begins with less than " + handing.from + " had applied: "
                        + adoption.after + ", not " + handing.applied);
            }
            used.add(handing);
        }
        checkAdopted(adoption, used);
        ClusterId old = process.peek.cluster();
        if (next.epoch() <= old.epoch() || !next.genesis().equals(old.genesis())) {
            throw broken(process, "begins " + next + " after " + old);
        }
        bases.add(new Base(next, old, adoption.revision, process.peek.tree().revision(),
                new TreeMap<>(process.peek.timesToLive()), world.timeline.now()));
        world.totals.add(Totals.Of.EPOCHS);
        world.trace.say(process.name(), "begins epoch " + next.epoch() + " with what is decided"
                + " up to slot " + adoption.after + " and revision " + adoption.revision + ", and "
                + adoption.values.size() + " slots of " + used.size() + " others");
    }

    /** The value of the highest ballot, up to the first slot that nobody has voted for. */
    private void checkAdopted(Adoption adoption, List<Handing> used) {
        TreeMap<Long, Vote> best = new TreeMap<>();
        for (Vote vote : adoption.process.seen.known) best.merge(vote.slot(), vote, Epochs::higher);
        for (Handing handing : used) {
            handing.votes.values().forEach(vote -> best.merge(vote.slot(), vote, Epochs::higher));
        }
        Cluster cluster = world.invariants.of(adoption.process.peek.cluster());
        long slot = adoption.after;
        for (Value value : adoption.values) {
            slot++;
            // It may have heard in this very turn that another one is decided.
            boolean isDecided = value.equals(cluster.value(slot));
            boolean isBest = best.containsKey(slot) && best.get(slot).value().equals(value);
            if (!isBest && !isDecided) {
                throw broken(adoption.process, "adopts a value in slot " + slot + " that is not"
                        + " the one of the highest ballot: " + best.get(slot));
            }
        }
        if (best.containsKey(slot + 1)) {
            throw broken(adoption.process, "leaves out slot " + (slot + 1) + ", which it knows");
        }
    }

    private static Vote higher(Vote one, Vote other) {
        return Ballot.isBelow(one.ballot(), other.ballot()) ? other : one;
    }

    // The next epoch.

    /** Somebody belongs to an epoch that was not known before. */
    void onBorn(Process process, Cluster cluster) {
        Base base = base(cluster.id);
        if (base == null) throw broken(process, "is of an epoch that nobody has begun");
        if (!base.parent.equals(cluster.parent)) {
            throw broken(process, "is of an epoch after " + cluster.parent);
        }
        if (cluster.gapEnd < base.decided + GAP || base.revision < cluster.gapEnd) {
            throw broken(process, "goes on at revision " + cluster.gapEnd + " after "
                    + base.decided + ", with a state of " + base.revision);
        }
        checkContents(process, cluster, base);
        TreeMap<Long, Integer> open = new TreeMap<>(process.peek.timesToLive());
        if (!open.equals(base.timesToLive)) {
            throw broken(process, "has other sessions than before: " + open);
        }
    }

    /**
     * Each file is what was decided at its revision, or is of the new epoch: the old one may have
     * given every revision before the end of the gap to something else.
     */
    private void checkContents(Process process, Cluster cluster, Base base) {
        Cluster old = world.invariants.of(base.parent);
        Walk walk = process.peek.tree().walk(Glob.parse("/**"));
        for (Walk.Step step = walk.advance(Integer.MAX_VALUE); step != Walk.Step.END;
                step = walk.advance(Integer.MAX_VALUE)) {
            if (step != Walk.Step.FOUND || walk.file().revision() > cluster.gapEnd) continue;
            long revision = walk.file().revision();
            Event event = old.event(revision);
            // What was long before is what it was when that epoch began.
            boolean isDecided = revision <= base.decided && (event == null
                    || event.kind() == Event.Kind.SET && event.path().equals(walk.path())
                    && Arrays.equals(event.value(), walk.file().value()));
            if (!isDecided) {
                throw broken(process, "has " + walk.path() + " at revision " + revision
                        + ", at which nobody knows it to be decided: " + event);
            }
        }
    }

    /** An event of a later epoch: sessions live for all of their time in it. */
    void onEvent(Cluster cluster, Event event) {
        if (event.kind() != Event.Kind.DEL || !event.path().startsWith(SESSIONS)) return;
        Base base = base(cluster.id);
        Integer millis = base.timesToLive.get(
                Long.parseLong(event.path().substring(SESSIONS.length())));
        if (millis == null) return;
        // A clock may be a tenth too fast.
        long least = millis * 1_000_000L * 10 / 11 - 1_000_000;
        if (world.timeline.now() - base.nanos < least) {
            throw new Violation(event.path() + " ends "
                    + (world.timeline.now() - base.nanos) / 1_000_000 + " ms after the recovery,"
                    + " and has " + millis + " to live");
        }
    }

    /** Whether a node is right to take part no more: another epoch has come. */
    boolean isSuperseded(Process process, String detail) {
        ClusterId ours = process.peek.cluster();
        boolean isIts = detail.contains("epoch") && world.invariants.clusters().stream()
                .anyMatch(one -> one.id.genesis().equals(ours.genesis())
                        && one.id.epoch() >= ours.epoch() && !one.id.equals(ours));
        if (isIts) world.totals.add(Totals.Of.SUPERSEDED);
        return isIts;
    }

    private static Violation broken(Process process, String what) {
        return new Violation(process + " " + what);
    }
}
