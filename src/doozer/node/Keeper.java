package doozer.node;

import doozer.paxos.Configuration;
import doozer.paxos.Configurations;
import doozer.paxos.Paxos;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a leader does for the cluster by itself: takes in those who join, drops those who are gone,
 * and keeps the number of voters. It proposes; whether anything comes of it is decided where it is
 * applied. Owned by whoever steps the node.
 */
final class Keeper {
    private static final String ONLY_VOTER = "it names the only voter";
    private static final String NO_MEMBER = "no member that could vote has the id in the value";
    private static final int MOST_JOINERS = 64;
    /** In election timeouts: who does not ask again meanwhile does not want to join any more. */
    private static final int JOINER_PATIENCE = 10;

    private final Replica replica;
    private final Settings.Times times;
    private final Leases leases;
    /** Who wants to join, and when it said so last. */
    private final TreeMap<Incarnation, Joiner> joiners = new TreeMap<>();
    private final TreeSet<Integer> leaving = new TreeSet<>();
    private final TreeSet<Integer> free = new TreeSet<>();
    private String lastRefusal;
    private long ballot;
    private long leadingSinceNanos;
    private long nextNanos;
    /** Until then nothing of that kind is proposed again. */
    private long configAgainNanos;
    private long configVersion = -1;
    private long memberAgainNanos;

    private record Joiner(Profile profile, long askedNanos) { }

    Keeper(Replica replica, Settings.Times times) {
        this.replica = replica;
        this.times = times;
        leases = new Leases(replica);
    }

    private Paxos paxos() {
        return replica.paxos();
    }

    private Configurations configurations() {
        return replica.machine().configurations();
    }

    /** When {@link #tick} is to be called again. */
    long deadlineNanos() {
        return nextNanos;
    }

    /** The processes that want to join: they are to be met at their addresses first. */
    List<Profile> joiners() {
        return joiners.values().stream().map(Joiner::profile).toList();
    }

    boolean isIdle() {
        return joiners.isEmpty() && leases.isIdle();
    }

    /** The clock by which sessions end. */
    Leases leases() {
        return leases;
    }

    /** We lead no more. */
    void clear() {
        joiners.clear();
        leaving.clear();
        free.clear();
        leases.clear();
        ballot = 0;
    }

    /** Sees to everything that is due. For a leader. */
    void tick(long nowNanos) {
        if (ballot != paxos().leader()) {
            clear();
            ballot = paxos().leader();
            leadingSinceNanos = nowNanos;
            nextNanos = nowNanos;
            memberAgainNanos = nowNanos;
            configVersion = -1;
        }
        leases.tick();
        if (nowNanos - nextNanos < 0) return;
        nextNanos = nowNanos + 2 * times.paxos().heartbeatNanos();
        if (nowNanos - memberAgainNanos >= 0 && (dropSilent() || takeIn() || raise())) {
            memberAgainNanos = nowNanos + paxos().electionNanos();
        }
        keepVoters(nowNanos);
    }

    // Members.

    /** A process wants to join. Whoever told us hears of it if we refuse. */
    void onJoinAsk(Peer via, Profile profile) {
        Peer atAddress = memberAt(profile);
        Members members = replica.machine().members();
        Member alike = members.withId(profile.incarnation().id());
        boolean isKnown = alike != null
                && alike.profile.incarnation().equals(profile.incarnation());
        if (isKnown) return;
        if (!Greeter.isReachable(profile.address())) {
            refuse(via, profile, Greeter.UNREACHABLE);
        } else if (members.all().size() >= Members.MAX) {
            refuse(via, profile, "there are " + Members.MAX + " members, as many as there may be");
        } else if (alike != null) {
            refuse(via, profile, "there is a member with its id, " + alike.id() + ": start again");
        } else if (atAddress != null) {
            refuse(via, profile, profile.address() + " is the address of "
                    + atAddress.incarnation().id() + ", which answers there; "
                    + profile.incarnation().id() + " has to tell others another (-advertise)");
        } else if (joiners.size() < MOST_JOINERS) {
            joiners.values().removeIf(
                    other -> other.profile.address().equals(profile.address()));
            joiners.put(profile.incarnation(), new Joiner(profile, replica.nowNanos()));
        }
    }

    /** The other member that answers at its address, or null. */
    private Peer memberAt(Profile profile) {
        for (Peer peer : replica.links().peers().all()) {
            boolean isThere = peer.number != 0 && peer.out != Peer.NONE
                    && peer.profile.address().equals(profile.address());
            if (isThere && !peer.incarnation().equals(profile.incarnation())) return peer;
        }
        boolean isOurs = profile.address().equals(replica.self().address());
        return isOurs ? new Peer(0, replica.self()) : null;
    }

    private void refuse(Peer via, Profile profile, String reason) {
        if (!reason.equals(lastRefusal)) replica.log("join-refused", reason);
        lastRefusal = reason;
        replica.links().send(via, new PeerMessage.JoinRefused(profile.incarnation(), reason));
    }

    private boolean takeIn() {
        Members members = replica.machine().members();
        long forgotten = replica.nowNanos() - JOINER_PATIENCE * paxos().electionNanos();
        joiners.values().removeIf(joiner -> joiner.askedNanos - forgotten < 0
                || members.of(joiner.profile.incarnation()) != null);
        for (Joiner joiner : joiners.values()) {
            Peer met = replica.links().peers().of(joiner.profile.incarnation());
            // Only who answers at its own address can take part.
            if (met == null || met.out == Peer.NONE) continue;
            if (replica.nowNanos() - met.heardNanos > 2 * paxos().electionNanos()) {
                replica.links().renew(met);
                continue;
            }
            // If nothing comes of it, it asks again, after the others.
            joiners.remove(joiner.profile.incarnation());
            replica.proposals().add(new Command.Join(met.profile));
            return true;
        }
        return false;
    }

    private boolean dropSilent() {
        // Who hears that it is dropped ends, or forgets: not while its votes may be needed, R7.
        if (!paxos().haveNewVotersCaughtUp()) return false;
        boolean isAny = false;
        for (Member member : replica.machine().members().all()) {
            if (configurations().has(member.number) || member.number == replica.number()) continue;
            if (!isGone(member.number) && !hasLeft(member.number)) continue;
            replica.proposals().add(new Command.Leave(member.number));
            isAny = true;
        }
        return isAny;
    }

    private boolean hasLeft(int member) {
        Peer peer = replica.links().peers().of(member);
        return free.contains(member)
                || leaving.contains(member) && (peer == null || peer.in == Peer.NONE);
    }

    private boolean raise() {
        int most = Integer.MAX_VALUE;
        for (Member member : replica.machine().members().all()) {
            most = Math.min(most, member.profile.level());
        }
        if (most <= replica.machine().level()) return false;
        replica.proposals().add(new Command.Level(replica.machine().level() + 1));
        return true;
    }

    // Voters.

    /** A member wants to be one no longer; once nobody needs it, it is free to be dropped. */
    void onLeaveAsk(int member, boolean isFree) {
        leaving.add(member);
        if (isFree) free.add(member);
    }

    private boolean isGone(int member) {
        if (member == replica.number()) return false;
        Peer peer = replica.links().peers().of(member);
        if (peer != null && peer.isReplaced) return true;
        long now = replica.nowNanos();
        return now - leadingSinceNanos >= times.silenceNanos()
                && paxos().isSilentFor(member, times.silenceNanos());
    }

    /** Members that have caught up and could vote, those longest with us first: rule R5. */
    private List<Integer> ready() {
        ArrayList<Integer> ready = new ArrayList<>();
        for (Member member : replica.machine().members().all()) {
            if (!configurations().has(member.number) && isReady(member.number)) {
                ready.add(member.number);
            }
        }
        return ready;
    }

    /** One that does not know yet that it is a member would leave without asking anybody. */
    private boolean isReady(int member) {
        Peer peer = replica.links().peers().of(member);
        Member known = replica.machine().members().of(member);
        return peer != null && peer.out != Peer.NONE && !leaving.contains(member)
                && known != null && replica.machine().isReady(known)
                && paxos().isFollowedBy(member, paxos().electionNanos())
                && paxos().appliedBy(member) >= paxos().applied() - configurations().window();
    }

    private void keepVoters(long nowNanos) {
        boolean isPending = configVersion == configurations().last().version()
                && nowNanos - configAgainNanos < 0;
        if (isPending || configurations().isScheduled()) return;
        int[] next = next();
        if (next == null || !isFollowed(next)) return;
        configVersion = configurations().last().version();
        configAgainNanos = nowNanos + 2 * paxos().electionNanos();
        replica.proposals().add(new Command.Config(configVersion, next));
    }

    private int[] next() {
        int[] voters = configurations().last().voters();
        List<Integer> ready = ready();
        for (int voter : voters) {
            if (!leaving.contains(voter)) continue;
            if (!ready.isEmpty()) return VoterPlan.replaced(voters, voter, ready.get(0));
            return voters.length == 1 ? null
                    : Arrays.stream(voters).filter(one -> one != voter).toArray();
        }
        List<Integer> gone = Arrays.stream(voters).filter(this::isGone).boxed().toList();
        return VoterPlan.next(voters, gone, ready, replica.machine().aim());
    }

    /** Whether a majority of those is there: rule R9. */
    private boolean isFollowed(int[] voters) {
        long heard = Arrays.stream(voters)
                .filter(voter -> paxos().isFollowedBy(voter, paxos().electionNanos())).count();
        return heard >= new Configuration(0, 1, voters).majority();
    }

    // What clients want of the voters: rule C1.

    /** The entry as it is to be proposed: a write to a voter's slot becomes a change of voters. */
    LogEntry judged(LogEntry entry) {
        Command wanted = judged(entry.command());
        return wanted == entry.command() ? entry
                : new LogEntry(entry.origin(), entry.sequence(), wanted);
    }

    private Command judged(Command wanted) {
        if (wanted instanceof Command.Set set && Reserved.isSlot(set.path())) {
            return judgedSlot(new Command.Slot(0, set.path(), set.rev(), set.value()));
        } else if (wanted instanceof Command.Delete delete && Reserved.isSlot(delete.path())) {
            return judgedSlot(new Command.Slot(0, delete.path(), delete.rev(), null));
        } else if (wanted instanceof Command.Delete delete && isNeeded(delete.path())) {
            return refused("that member has voted or led until now: try again");
        } else if (wanted instanceof Command.InSession in) {
            Command inner = judged(in.command());
            return inner == in.command() ? wanted
                    : new Command.InSession(in.session(), in.sequence(), in.acked(), inner);
        }
        return wanted;
    }

    private Command judgedSlot(Command.Slot slot) {
        VoterSlots slots = VoterSlots.of(replica.machine().store().current());
        String old = slots.id(slot.path());
        String wanted = slot.value() == null ? ""
                : new String(slot.value(), StandardCharsets.UTF_8);
        Configuration last = configurations().last();
        boolean isChange = !wanted.equals(old == null ? "" : old);
        if (isChange) {
            Member named = replica.machine().members().withId(wanted);
            boolean isUsable = named != null && !last.has(named.number) && isReady(named.number);
            boolean isHeld = old != null && !old.isEmpty();
            if (isHeld && !isUsable && last.voters().length == 1) return refused(ONLY_VOTER);
            if (!wanted.isEmpty() && !isUsable) return refused(NO_MEMBER);
            if (configurations().isScheduled()) return refused("the voters are changing already");
        }
        slots.put(slot.path(), slot.value());
        int[] voters = slots.voters(replica.machine().members());
        if (voters == null) return refused("there are at most " + VoterSlots.MOST + " voters");
        if (isChange && !isFollowed(voters)) {
            return refused("too few of those who would vote are there");
        }
        return new Command.Slot(last.version(), slot.path(), slot.rev(), slot.value());
    }

    /**
     * Whether it drops a member that votes no more, and whose votes of before may be needed: rule
     * R7. It could not tell them as a guest.
     */
    private boolean isNeeded(String path) {
        String id = Reserved.memberOf(path);
        Member member = id == null ? null : replica.machine().members().withId(id);
        // Of one that votes, what is applied tells.
        if (member == null || configurations().has(member.number)) return false;
        return member.number == replica.number() || !paxos().haveNewVotersCaughtUp();
    }

    private static Command refused(String reason) {
        return new Command.Empty(reason);
    }
}
