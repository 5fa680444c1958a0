package doozer.sim;

import doozer.history.EventLog;
import doozer.node.ClusterId;
import doozer.node.Incarnation;
import doozer.node.NodePeek;
import doozer.paxos.Configuration;
import doozer.paxos.Value;
import doozer.tree.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What all nodes of one cluster, dead or alive, have agreed on: each slot, each revision, each
 * state. The first node to say something is believed, and all others must say the same. Owned by
 * the run's thread.
 */
final class Cluster {
    final ClusterId id;
    /** The log of events, for the checks of histories. */
    final EventLog log = new EventLog();
    /** The epoch before, or null; and the last revision that was lost between them, or 0. */
    final ClusterId parent;
    final long gapEnd;
    /** The last revision that nobody can tell of, of an epoch that was begun by a recovery. */
    private final long untold;
    /** Those after that, the first one first. */
    final List<Event> events = new ArrayList<>();
    final SessionLog sessions;
    /** By slot, from 1; what a slot holds, and the states after it. */
    private final ArrayList<Value> values = new ArrayList<>();
    private long[] stateHashes = new long[256];
    private int[] configurationHashes = new int[256];
    private final TreeMap<Long, Long> treeHashes = new TreeMap<>();
    private final TreeMap<Integer, Incarnation> members = new TreeMap<>();
    /** By version. */
    private final TreeMap<Long, Configuration> configurations = new TreeMap<>();
    /** What each leader has proposed for a slot in its ballot. */
    private final TreeMap<Long, TreeMap<Long, Value>> proposals = new TreeMap<>();
    private final Epochs epochs;
    private boolean hasAcknowledged;
    private long lastVersion;

    /** @param peek shows the first one that belongs to it */
    Cluster(World world, ClusterId id, NodePeek peek) {
        this.id = id;
        parent = peek.parent();
        gapEnd = peek.gapEnd();
        untold = parent == null ? 0 : Math.max(gapEnd, peek.oldest() - 1);
        epochs = world.epochs;
        sessions = new SessionLog(world, events);
        values.add(null);
        note(peek.configurations());
    }

    /** How many slots were applied by anybody. */
    long slots() {
        return values.size() - 1;
    }

    /** What was applied in a slot, or null if nothing was yet. */
    Value value(long slot) {
        return slot < values.size() ? values.get((int) slot) : null;
    }

    Map<Integer, Incarnation> members() {
        return members;
    }

    private void note(List<Configuration> known) {
        for (Configuration one : known) configurations.put(one.version(), one);
    }

    /** Those that anybody has known, up to that version, the first one first. */
    List<Configuration> configurationsUpTo(long version) {
        return List.copyOf(configurations.headMap(version, true).values());
    }

    boolean hasAcknowledged() {
        return hasAcknowledged;
    }

    void acknowledge() {
        hasAcknowledged = true;
    }

    /** True when a slot brings another configuration than the one before it had. */
    boolean onApplied(Process process, long slot, Value value) {
        int index = Math.toIntExact(slot);
        while (values.size() <= index) values.add(null);
        if (index >= stateHashes.length) {
            stateHashes = Arrays.copyOf(stateHashes, 2 * index);
            configurationHashes = Arrays.copyOf(configurationHashes, 2 * index);
        }
        long stateHash = process.peek.stateHash(slot);
        int configurations = process.peek.configurations(slot).hashCode();
        Value known = values.get(index);
        if (known == null) {
            values.set(index, value);
            stateHashes[index] = stateHash;
            configurationHashes[index] = configurations;
            checkVersions(process, slot, value);
            return values.get(index - 1) != null
                    && configurationHashes[index - 1] != configurations;
        }
        if (!known.equals(value)) {
            throw broken(process, "applied another value in slot " + slot);
        }
        if (configurationHashes[index] != configurations) {
            throw broken(process, "has other configurations in slot " + slot + ": "
                    + process.peek.configurations());
        }
        if (stateHashes[index] != stateHash) {
            throw broken(process, "is in another state after slot " + slot);
        }
        return false;
    }

    /** A change of voters has named the version before it: rule R4. */
    private void checkVersions(Process process, long slot, Value value) {
        List<Configuration> known = process.peek.configurations(slot);
        note(known);
        long newest = known.get(known.size() - 1).version();
        for (long version = lastVersion; lastVersion > 0 && version < newest; version++) {
            if (!NodePeek.expectedVersions(value).contains(version)) {
                throw broken(process, "changed the voters of version " + version + " in slot "
                        + slot + ", by no command that expected it");
            }
        }
        lastVersion = newest;
    }

    /** Compares a state that came with a snapshot. */
    void onInstalled(Process process, long slot) {
        if (slot < 1 || slot >= values.size() || values.get((int) slot) == null) return;
        if (stateHashes[(int) slot] != process.peek.stateHash(slot)) {
            throw broken(process, "installed another state for slot " + slot);
        }
    }

    /** Takes in what a process has applied since it was last looked at. */
    void onEvents(Process process, long nanos) {
        NodePeek peek = process.peek;
        long current = peek.tree().revision();
        if (current < process.seen.revision) {
            throw broken(process, "goes back to revision " + current + " from "
                    + process.seen.revision);
        }
        if (current == process.seen.revision) return;
        long from = Math.max(process.seen.revision + 1, peek.oldest());
        checkFrom(process, from);
        for (long revision = from; revision <= current; revision++) {
            Event event = peek.event(revision);
            if (event.revision() != revision) {
                throw broken(process, "has a gap at revision " + revision);
            }
            if (revision > last()) {
                events.add(event);
                if (parent == null) {
                    log.add(event, nanos);
                    sessions.onEvent(event);
                } else {
                    epochs.onEvent(this, event);
                }
            } else if (!isSame(event, events.get((int) (revision - untold) - 1))) {
                throw broken(process, "has another event at revision " + revision + ": " + event);
            }
        }
        process.seen.revision = current;
        if (parent == null && current == events.size()) sessions.endSlot();
        Long known = treeHashes.putIfAbsent(current, peek.tree().hash());
        if (known != null && known != peek.tree().hash()) {
            throw broken(process, "has another tree at revision " + current);
        }
    }

    private void checkFrom(Process process, long from) {
        if (from > last() + 1) {
            throw broken(process, "has revision " + from + " and nobody has any from "
                    + (last() + 1) + " on");
        }
        if (from <= gapEnd) throw broken(process, "tells of revision " + from + ", which is lost");
    }

    private static boolean isSame(Event one, Event other) {
        return one == other || one.revision() == other.revision() && one.kind() == other.kind()
                && one.path().equals(other.path()) && Arrays.equals(one.value(), other.value());
    }

    /** What a revision did that anybody has applied; null when nobody can tell. */
    Event event(long revision) {
        return revision > untold && revision <= last()
                ? events.get((int) (revision - untold) - 1) : null;
    }

    /** The last revision that anybody has. */
    long last() {
        return untold + events.size();
    }

    /** A number is that of one incarnation, for ever; an incarnation may get another one later. */
    void onMember(Process process, int number, Incarnation incarnation) {
        Incarnation known = members.putIfAbsent(number, incarnation);
        if (known != null && !known.equals(incarnation)) {
            throw broken(process, "knows member " + number + " as another incarnation");
        }
    }

    /** One value a ballot and slot. */
    void onProposed(Process process, doozer.paxos.Vote vote) {
        Value known = proposals.computeIfAbsent(vote.slot(), slot -> new TreeMap<>())
                .putIfAbsent(vote.ballot(), vote.value());
        if (known != null && !known.equals(vote.value())) {
            throw broken(process, "proposed two values for slot " + vote.slot() + " in ballot "
                    + Long.toHexString(vote.ballot()));
        }
        if (proposals.size() > 300) proposals.pollFirstEntry();
    }

    private static Violation broken(Process process, String what) {
        return new Violation(process + " " + what);
    }
}
