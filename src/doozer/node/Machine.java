package doozer.node;

import doozer.paxos.Configuration;
import doozer.paxos.Configurations;
import doozer.tree.Event;
import doozer.tree.FileEntry;
import doozer.tree.Glob;
import doozer.tree.Store;
import doozer.tree.Store.Outcome;
import doozer.tree.Tree;
import doozer.tree.Walk;
import doozer.wire.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The replicated state machine: applies commands in the order of the log, the same on every node.
 * A command that is refused leaves no trace. Owned by whoever steps the node.
 */
final class Machine {
    private static final long ALWAYS = -1;
    private static final int FORGOTTEN_AT_ONCE = 1_000;
    private static final String NO_MEMBER = "no member has that id";
    private static final String VOTES =
            "that member votes: demote it first (doozer member demote, or its file in /ctl/cal)";

    private final Store store;
    private final Configurations configurations;
    private final Members members = new Members();
    private final Changes changes;
    private Genesis genesis;
    /** That of the genesis; and of a node that leaps, that of the epoch that it is to begin. */
    private Origin origin;
    private int level;

    Machine(Store store, Configurations configurations) {
        this.store = store;
        this.configurations = configurations;
        changes = new Changes(this);
    }

    Store store() {
        return store;
    }

    Members members() {
        return members;
    }

    /** What clients ask for is done there. */
    Changes changes() {
        return changes;
    }

    Configurations configurations() {
        return configurations;
    }

    /** What the cluster began with; null before this node belongs to one. */
    Genesis genesis() {
        return genesis;
    }

    /** The feature level: what may be in the log. */
    int level() {
        return level;
    }

    /** How many voters the cluster aims for. */
    int aim() {
        return VoterSlots.aim(store.current(), genesis.voters());
    }

    /**
     * A cluster begins.
     *
     * @param state what it begins with; null for nothing
     */
    void begin(Genesis newGenesis, InitialState state) {
        Check.that(genesis == null && store.current().revision() == 0, "a state begins once");
        genesis = newGenesis;
        origin = genesis.origin();
        level = Integer.MAX_VALUE;
        for (Profile founder : genesis.founders()) level = Math.min(level, founder.level());
        if (state != null) {
            level = Math.min(level, state.level());
            takeOver(state);
        }
        reserve(Reserved.NAME, genesis.name());
        for (Profile founder : genesis.founders()) introduce(members.add(founder));
        int[] voters = new int[genesis.firstVoters()];
        for (int i = 0; i < voters.length; i++) {
            voters[i] = i + 1;
            reserve(Reserved.SLOTS + i, members.of(i + 1).id());
        }
        for (Member member : members.all()) announce(member);
        configurations.restore(genesis.window(), 0, List.of(new Configuration(1, 1, voters)));
    }

    /** All that was before, but for what it says of those who took part then. */
    private void takeOver(InitialState state) {
        store.install(state.store());
        // What a recovery has adopted is behind the gap already.
        if (store.current().revision() < origin.end()) store.leap(origin.end());
        changes.sessions().restore(0, state.millis(), state.sessions());
        String names = Reserved.NAMES + genesis.name() + "/";
        for (String directory : List.of(Reserved.NODE, Reserved.SLOTS, names)) {
            forget(filesIn(directory));
        }
    }

    /**
     * All of them in one step, and there may be many, as clients write below the name, too. A
     * million takes three seconds, once, before anybody is served or led; to leave some would send
     * clients to those who took part then. Only the history must not grow with them.
     */
    private void forget(List<String> paths) {
        for (int i = 0; i < paths.size(); i++) {
            drop(paths.get(i));
            if (i % FORGOTTEN_AT_ONCE == 0) store.trim();
        }
    }

    private List<String> filesIn(String directory) {
        ArrayList<String> paths = new ArrayList<>();
        Walk walk = store.current().walk(Glob.parse(directory + "**"));
        for (Walk.Step step = walk.advance(Integer.MAX_VALUE); step != Walk.Step.END;
                step = walk.advance(Integer.MAX_VALUE)) {
            if (step == Walk.Step.FOUND) paths.add(walk.path());
        }
        return paths;
    }

    private void introduce(Member member) {
        String directory = Reserved.NODE + member.id();
        reserve(directory + "/addr", member.profile.address());
        reserve(directory + "/hostname", member.profile.hostname());
        reserve(directory + "/version", member.profile.version());
    }

    /** For those who look the cluster up. Clients write there too, and may be in the way. */
    private void announce(Member member) {
        byte[] address = bytes(member.profile.address());
        // It stays when the session of whoever wrote there before ends.
        Outcome outcome = store.set(name(member), ALWAYS, address, 0);
        if (outcome == Outcome.OK) changes.sessions().own(name(member), null);
    }

    private String name(Member member) {
        return Reserved.NAMES + genesis.name() + "/" + member.id();
    }

    private void reserve(String path, String text) {
        Outcome outcome = store.set(path, ALWAYS, bytes(text));
        Check.that(outcome == Outcome.OK, "clients cannot stand in the way of reserved files");
    }

    /** A client's condition on a revision, as it is judged in this cluster. */
    long condition(long revision) {
        return origin.condition(revision);
    }

    /**
     * This node is to begin the next epoch: what it applies from now on, not known to be decided in
     * this one, is behind the gap. So it is judged as in the next one, too: who names a revision in
     * the gap has seen what may have been another.
     */
    void leap() {
        origin = Origin.of(genesis.id(), origin.gaps(),
                Gap.after(store.current().revision(), Gap.LENGTH));
        store.leap(origin.end());
    }

    /** What a cluster comes from that begins with this state. */
    Origin origin() {
        return origin;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Everything but the tree as of now. */
    Snapshot snapshot(long slot) {
        return new Snapshot(genesis, slot, members.copy(), members.nextNumber(),
                List.copyOf(configurations.known()), level, hash(slot),
                changes.sessions().ballot(), changes.sessions().millis(),
                changes.sessions().copy());
    }

    /** Whether the tree that came with a snapshot belongs to it, and nothing is missing. */
    static boolean fits(Snapshot snapshot, Store loaded) {
        Members members = new Members();
        members.restore(snapshot.members(), snapshot.nextNumber());
        Sessions sessions = new Sessions();
        sessions.restore(snapshot.ballot(), snapshot.millis(), snapshot.sessions());
        long hash = loaded.current().hash() * 31 + members.hash();
        hash = hash(hash, snapshot.slot(), snapshot.configurations()) * 31 + snapshot.level();
        boolean isSame = hash + sessions.hash() == snapshot.hash();
        return isSame && areOwned(snapshot.sessions(), loaded.current());
    }

    /**
     * Whether the files that the sessions own, their own ones too, are those that the tree says,
     * and no others.
     */
    static boolean areOwned(Collection<Session> sessions, Tree tree) {
        int owned = 0;
        for (Session session : sessions) {
            if (!isOwned(session.path(), session, tree)) return false;
            for (String path : session.files) {
                if (!isOwned(path, session, tree)) return false;
            }
            owned += 1 + session.files.size();
        }
        return owned == tree.ownedFiles();
    }

    private static boolean isOwned(String path, Session owner, Tree tree) {
        return tree.find(path) instanceof FileEntry file && file.owner() == owner.id;
    }

    /** Everything anew; the tree is in place already. */
    void restore(Snapshot snapshot) {
        genesis = snapshot.genesis();
        origin = genesis.origin();
        level = snapshot.level();
        members.restore(snapshot.members(), snapshot.nextNumber());
        configurations.restore(genesis.window(), snapshot.slot(), snapshot.configurations());
        changes.sessions().restore(snapshot.ballot(), snapshot.millis(), snapshot.sessions());
        Check.that(hash(snapshot.slot()) == snapshot.hash(), "a snapshot is what it was");
    }

    /** The hash of the whole state after a slot, the last one: equal after equal slots. */
    long hash(long slot) {
        long hash = store.current().hash() * 31 + members.hash();
        return hash(hash, slot, configurations.known()) * 31 + level + changes.sessions().hash();
    }

    private static long hash(long before, long slot, List<Configuration> known) {
        long hash = before;
        for (int i = 0; i < known.size(); i++) {
            // While a slot is applied, one that ends with it is still there.
            boolean isOver = i + 1 < known.size() && known.get(i + 1).firstSlot() <= slot + 1;
            if (!isOver) hash = hash * 31 + known.get(i).hashCode();
        }
        return hash;
    }

    /** Applies one entry. */
    Result apply(LogEntry entry) {
        if (entry.origin() != 0) {
            Member member = members.of(entry.origin());
            if (member == null || entry.sequence() <= member.last()) return Result.REPEATED;
            if (!member.takes(entry.sequence())) return Result.GAP;
        }
        long before = store.current().revision();
        Result result = entry.command().applyTo(this);
        Check.that(result.isDone() || store.current().revision() == before,
                "what is refused takes no revision");
        // The image that carries steps is of the same level as sessions.
        boolean hasSteps = level >= Leases.LEVEL && store.current().revision() > before;
        if (hasSteps) store.asOneStep(before + 1);
        return result;
    }

    Result set(Command.Set set) {
        return changes.set(set.path(), set.rev(), set.value());
    }

    Result delete(Command.Delete delete) {
        String dropped = Reserved.memberOf(delete.path());
        if (dropped != null) return drop(members.withId(dropped), delete);
        return changes.delete(delete.path(), delete.rev());
    }

    /** A client wants a member to be one no longer: one that is dead, in most cases. */
    private Result drop(Member member, Command.Delete delete) {
        if (member == null) return Result.refused(ErrorCode.BAD_PATH, NO_MEMBER);
        if (configurations.has(member.number)) return Result.refused(ErrorCode.BAD_PATH, VOTES);
        Result result = changes.result(delete.path(),
                store.delete(delete.path(), condition(delete.rev())));
        return result.isDone() ? leave(new Command.Leave(member.number)) : result;
    }

    Result nop() {
        store.nop();
        return Result.DONE;
    }

    Result empty(Command.Empty empty) {
        return Result.refused(ErrorCode.BAD_PATH, empty.reason());
    }

    /** Whether a member has said that it takes part: it knows by then that it is one. */
    boolean isReady(Member member) {
        return store.current().find(Reserved.NODE + member.id() + "/writable") != null;
    }

    Result ready(Command.Ready ready) {
        Member member = members.of(ready.member());
        if (member == null) return Result.refused(ErrorCode.NOENT, null);
        reserve(Reserved.NODE + member.id() + "/writable", "true");
        return Result.DONE;
    }

    Result join(Command.Join join) {
        Profile profile = join.profile();
        boolean isKnown = members.withId(profile.incarnation().id()) != null;
        if (isKnown || members.all().size() >= Members.MAX || profile.level() < level) {
            return Result.refused(ErrorCode.RANGE, null);
        }
        Member member = members.add(profile);
        introduce(member);
        announce(member);
        return Result.DONE;
    }

    Result leave(Command.Leave leave) {
        Member member = members.of(leave.member());
        if (member == null || configurations.has(leave.member())) {
            return Result.refused(ErrorCode.NOENT, null);
        }
        members.remove(member);
        for (String file : new String[] {"addr", "hostname", "version", "writable"}) {
            drop(Reserved.NODE + member.id() + "/" + file);
        }
        drop(name(member));
        return Result.DONE;
    }

    private void drop(String path) {
        if (store.current().find(path) == null) return;
        Outcome outcome = store.delete(path, ALWAYS);
        if (outcome == Outcome.OK) changes.sessions().own(path, null);
    }

    Result config(Command.Config config) {
        boolean isExpected = config.version() == configurations.last().version();
        if (!isExpected || !isPlausible(config.voters())) {
            return Result.refused(ErrorCode.REV_MISMATCH, null);
        }
        VoterSlots slots = VoterSlots.of(store.current());
        slots.assign(Arrays.stream(config.voters()).mapToObj(n -> members.of(n).id()).toList());
        for (String path : slots.changed()) {
            String id = slots.id(path);
            if (id == null) store.delete(path, ALWAYS);
            else reserve(path, id);
        }
        configurations.schedule(config.version() + 1, config.voters());
        return Result.DONE;
    }

    private boolean isPlausible(int[] voters) {
        if (voters.length == 0 || voters.length > VoterSlots.MOST) return false;
        for (int i = 0; i < voters.length; i++) {
            if (members.of(voters[i]) == null || i > 0 && voters[i - 1] >= voters[i]) return false;
        }
        return !Arrays.equals(voters, configurations.last().voters());
    }

    Result slot(Command.Slot slot) {
        if (slot.version() != configurations.last().version()) {
            return Result.refused(ErrorCode.REV_MISMATCH, "the voters have changed meanwhile");
        }
        VoterSlots slots = VoterSlots.of(store.current());
        slots.put(slot.path(), slot.value());
        int[] voters = slots.voters(members);
        if (voters == null) return Result.refused(ErrorCode.BAD_PATH, "no such set of voters");
        Outcome outcome = slot.value() == null ? store.delete(slot.path(), condition(slot.rev()))
                : store.set(slot.path(), condition(slot.rev()), slot.value());
        Result result = changes.result(slot.path(), outcome);
        boolean changes = !Arrays.equals(voters, configurations.last().voters());
        if (result.isDone() && changes) configurations.schedule(slot.version() + 1, voters);
        return result;
    }

    Result level(Command.Level command) {
        if (command.level() != level + 1) return Result.refused(ErrorCode.REV_MISMATCH, null);
        level++;
        return Result.DONE;
    }

    /** What a revision did. */
    Event event(long revision) {
        return store.event(revision);
    }
}
