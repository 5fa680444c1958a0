package doozer.paxos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which configuration holds in which slot. A change that is decided in slot s takes effect in slot
 * s + window; so whoever has applied slot a knows the voters of every slot up to a + window, and of
 * none beyond (Lamport, Malkhi and Zhou 2009, "Reconfiguring a State Machine", the alpha of section
 * 2). Replicated state, owned by whoever steps the member.
 */
public final class Configurations {
    private int window;
    /** By first slot, rising: the one of the next slot to apply, and those scheduled after it. */
    private final ArrayList<Configuration> known = new ArrayList<>();
    private long applied;
    private long changes;
    /** All voters, as of that many changes. */
    private int[] voters;
    private long votersOf = -1;

    /** Before any is known: {@link #restore} comes before everything else. */
    public Configurations() {
    }

    /** How many slots are open at once, and how far ahead a change takes effect. */
    public int window() {
        return window;
    }

    /**
     * Everything known anew, as of a slot: at birth, or with a snapshot.
     *
     * @param newWindow the cluster's, which never changes
     */
    public void restore(int newWindow, long newApplied, List<Configuration> newKnown) {
        Check.that(newWindow > 0 && (window == 0 || window == newWindow), "a window stays");
        Check.that(!newKnown.isEmpty() && newKnown.get(0).firstSlot() <= newApplied + 1,
                "somebody votes in the next slot");
        window = newWindow;
        applied = newApplied;
        known.clear();
        known.addAll(newKnown);
        changes++;
    }

    /** True before {@link #restore}: a member of nothing. */
    public boolean isEmpty() {
        return known.isEmpty();
    }

    /** Schedules a change, while the slot after the last applied one is being applied. */
    public void schedule(long version, int[] voters) {
        Configuration last = last();
        Check.that(version == last.version() + 1, "each change counts one up");
        known.add(new Configuration(version, applied + 1 + window, voters));
        changes++;
    }

    /** Takes note that the next slot has been applied. */
    void onApplied(long slot) {
        Check.that(slot == applied + 1, "slots are applied in order");
        applied = slot;
        while (known.size() > 1 && known.get(1).firstSlot() <= applied + 1) {
            known.remove(0);
            changes++;
        }
    }

    /** Goes up whenever any change begins or takes effect: see rule L4. */
    public long changes() {
        return changes;
    }

    /** Whether the voters of a slot can be known. */
    boolean isKnown(long slot) {
        return slot <= applied + window;
    }

    /** Who votes in a slot that is not applied yet, and not beyond the window. */
    Configuration at(long slot) {
        Check.that(slot > applied && isKnown(slot), "the voters of a slot are known in its window");
        int i = known.size() - 1;
        while (i > 0 && known.get(i).firstSlot() > slot) i--;
        return known.get(i);
    }

    /** The one of the next slot to apply. */
    public Configuration current() {
        return known.get(0);
    }

    /** The last one that was decided: the current one, or the last scheduled. */
    public Configuration last() {
        return known.get(known.size() - 1);
    }

    /** Whether a change waits to take effect. */
    public boolean isScheduled() {
        return known.size() > 1;
    }

    /** The current one and then those scheduled: a view, for reading. */
    public List<Configuration> known() {
        return known;
    }

    /** Whether a member votes in the current configuration or in one that is scheduled. */
    public boolean has(int member) {
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i).has(member)) return true;
        }
        return false;
    }

    /** Whether those are a majority of the current configuration and of each scheduled one. */
    boolean isMajorityOfEach(MemberSet members) {
        for (int i = 0; i < known.size(); i++) {
            if (!members.isMajorityOf(known.get(i))) return false;
        }
        return true;
    }

    /** Every voter of the current configuration and of those scheduled, each once; shared. */
    int[] voters() {
        if (votersOf == changes) return voters;
        votersOf = changes;
        voters = known.stream().flatMapToInt(one -> Arrays.stream(one.voters()))
                .sorted().distinct().toArray();
        return voters;
    }
}
