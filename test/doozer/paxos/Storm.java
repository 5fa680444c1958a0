package doozer.paxos;

import static doozer.paxos.Cluster.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * A cluster in bad weather, and then in good: what happens is drawn from the seed, and each kind of
 * fault is left out in half of the seeds. Owned by the test's thread.
 */
final class Storm {
    private static final int[] WINDOWS = {2, 3, 8, 64};
    /** Faster than a real one, so that more happens in less. */
    private static final Timing TIMING = new Timing(10 * MILLI, 40 * MILLI, 5 * MILLI);

    private final SplittableRandom dice;
    private final Cluster cluster;
    private final ArrayList<Read> reads = new ArrayList<>();
    private final TreeMap<Integer, Long> resumes = new TreeMap<>();
    private final TreeMap<Long, Long> lastArrival = new TreeMap<>();
    private final List<Integer> founders;
    private final double lossRate;
    private final boolean isDoubling;
    private final boolean isShuffling;
    private final boolean isParting;
    private final boolean isPausing;
    private final boolean isChanging;
    private final boolean isHinting;
    private final boolean isKilling;
    private final boolean isDuelling;
    private final boolean isHeavy;
    private final boolean isBursting;
    private long burstEndNanos = Long.MIN_VALUE;
    private boolean isKillDone;
    private int words;
    private int served;

    /** A read under way, and how far anybody was when it was asked for. */
    private record Read(int member, long ticket, long floor) { }

    /** How much has happened, to see that the run was worth it. */
    record Report(long slots, long elections, long changes, int reads, int joined) {
        Report plus(Report other) {
            return new Report(slots + other.slots, elections + other.elections,
                    changes + other.changes, reads + other.reads, joined + other.joined);
        }
    }

    Storm(long seed) {
        dice = new SplittableRandom(seed);
        int window = WINDOWS[dice.nextInt(WINDOWS.length)];
        cluster = new Cluster(new Member.Setting(window, TIMING, seed));
        cluster.keepsSent = false;
        cluster.nowNanos = dice.nextLong(-10_000 * MILLI, 10_000 * MILLI);
        lossRate = dice.nextBoolean() ? dice.nextDouble(0.25) : 0;
        isDoubling = dice.nextBoolean();
        isShuffling = dice.nextBoolean();
        isParting = dice.nextBoolean();
        isPausing = dice.nextBoolean();
        isChanging = dice.nextBoolean();
        isHinting = dice.nextBoolean();
        isKilling = dice.nextBoolean();
        isDuelling = dice.nextBoolean();
        isHeavy = dice.nextBoolean();
        isBursting = dice.nextBoolean();
        int voters = dice.nextInt(3, 6);
        founders = IntStream.rangeClosed(1, voters + dice.nextInt(3)).boxed().toList();
        for (int number : founders) cluster.add(number, voters, founders);
        cluster.through(this::carry);
        cluster.afterTurn(this::checkReads);
    }

    /** Bad weather for so long, and then good. */
    Report run(long nanos) {
        long end = cluster.nowNanos + nanos;
        while (cluster.nowNanos < end) {
            cluster.run(dice.nextLong(12 * MILLI));
            act();
        }
        calmDown();
        return new Report(cluster.invariants.decided(),
                cluster.members.values().stream().mapToLong(one -> one.paxos.elections()).sum(),
                cluster.invariants.lastVersion() - 1, served,
                cluster.members.size() - founders.size());
    }

    /** Everything that was said in such a run. */
    List<Letter> trace(long nanos) {
        cluster.keepsSent = true;
        run(nanos);
        return cluster.sent;
    }

    private void carry(Letter letter) {
        if (dice.nextDouble() < lossRate) return;
        boolean isVote = letter.is(Message.Accept.class) || letter.is(Message.Accepted.class);
        if (isVote && cluster.nowNanos < burstEndNanos && dice.nextInt(4) > 0) return;
        send(letter);
        if (isDoubling && dice.nextInt(10) == 0) send(letter);
    }

    private void send(Letter letter) {
        long delay = dice.nextLong(MILLI / 10, 3 * MILLI);
        if (dice.nextInt(100) == 0) delay *= 50;
        if (!isShuffling) {
            long link = (long) letter.from() << 32 | letter.to();
            Long last = lastArrival.get(link);
            if (last != null) delay = Math.max(delay, last - cluster.nowNanos);
            lastArrival.put(link, cluster.nowNanos + delay);
        }
        cluster.arriveIn(delay, letter);
    }

    private void checkReads(Member member) {
        for (int i = reads.size() - 1; i >= 0; i--) {
            Read read = reads.get(i);
            if (read.member() != member.number || member.paxos.served() < read.ticket()) continue;
            assertThat(member.paxos.applied()).as("a read at %d sees what was applied anywhere",
                    member.number).isGreaterThanOrEqualTo(read.floor());
            reads.remove(i);
            served++;
        }
    }

    // What happens.

    private Member anybody() {
        List<Member> alive = alive();
        return alive.get(dice.nextInt(alive.size()));
    }

    private List<Member> alive() {
        return cluster.members.values().stream().filter(one -> !cluster.isDead(one.number))
                .toList();
    }

    private void act() {
        List.copyOf(resumes.keySet()).stream()
                .filter(number -> resumes.get(number) <= cluster.nowNanos).forEach(this::resume);
        pullForGuests();
        switch (dice.nextInt(15)) {
            case 0, 1, 2 -> write();
            case 3, 4, 5 -> read(anybody());
            case 12, 13 -> stand();
            case 14 -> burst();
            case 6 -> part();
            case 7 -> pause();
            case 8 -> change();
            case 9 -> hint();
            case 10 -> trim();
            default -> joinOrDie();
        }
    }

    private void resume(int number) {
        resumes.remove(number);
        cluster.resume(number);
    }

    private void write() {
        Member member = anybody();
        for (Member one : alive()) {
            if (one.paxos.isLeading() && dice.nextBoolean()) member = one;
        }
        // Two heavy ones make a promise of two parts.
        int weight = isHeavy ? 200 << 10 : 10;
        if (member.wanted.size() < 5) member.wanted.add(Words.heavy("word " + words++, weight));
        turn(member);
    }

    /** For a while few votes get through: some slots are left with one or two. */
    private void burst() {
        if (isBursting) burstEndNanos = cluster.nowNanos + dice.nextLong(80 * MILLI);
    }

    private void stand() {
        if (!isDuelling) return;
        Member member = anybody();
        if (cluster.isPaused(member.number)) return;
        member.paxos.stand();
        turn(member);
    }

    private void turn(Member member) {
        if (!cluster.isPaused(member.number)) cluster.turn(member.number);
    }

    private void read(Member member) {
        if (!member.isAdmitted()) return;
        reads.add(new Read(member.number, member.paxos.requestRead(),
                cluster.invariants.decided()));
        turn(member);
    }

    private void part() {
        cluster.heal();
        if (!isParting) return;
        int kind = dice.nextInt(5);
        if (kind == 0) return;
        // Two configurations may be two sides.
        Configuration some = anybody().configurations.current();
        for (int from : cluster.members.keySet()) {
            for (int to : cluster.members.keySet()) {
                boolean isCut = switch (kind) {
                    case 1 -> dice.nextInt(3) == 0;
                    case 2 -> from % 2 != to % 2;
                    default -> some.has(from) != some.has(to);
                };
                if (isCut && from != to) cluster.cut(from, to);
            }
        }
        if (kind == 3) cluster.isolate(anybody().number);
    }

    private void pause() {
        Member member = anybody();
        if (!isPausing || cluster.isPaused(member.number)) return;
        cluster.pause(member.number);
        long most = dice.nextBoolean() ? 20 * MILLI : 400 * MILLI;
        resumes.put(member.number, cluster.nowNanos + dice.nextLong(most));
    }

    /** New voters, three to five of those who are alive. */
    private void change() {
        if (!isChanging) return;
        for (Member leader : alive()) {
            if (!leader.paxos.isLeading() || leader.configurations.isScheduled()) continue;
            ArrayList<Integer> candidates = new ArrayList<>();
            alive().stream().filter(Member::isAdmitted).forEach(one -> candidates.add(one.number));
            if (candidates.size() < 3) return;
            // Often others than those who vote now, as far as there are any.
            boolean isNew = dice.nextBoolean();
            int aim = dice.nextInt(3, 6);
            for (int i = 0; candidates.size() > aim; i++) {
                int out = dice.nextInt(candidates.size());
                boolean isVoter = leader.configurations.last().has(candidates.get(out));
                if (isVoter || !isNew || i > 20) candidates.remove(out);
            }
            leader.wanted.add(Words.change(leader.configurations.last().version(),
                    candidates.stream().mapToInt(i -> i).toArray()));
            turn(leader);
        }
    }

    /** What a transport may say at any time, true or not. */
    private void hint() {
        Member member = anybody();
        int other = anybody().number;
        if (!isHinting || other == member.number || cluster.isPaused(member.number)) return;
        switch (dice.nextInt(7)) {
            case 5 -> member.clog(other);
            case 6 -> member.unclog();
            case 0 -> member.paxos.onConnected(other);
            case 1 -> member.paxos.onDisconnected(other);
            case 2 -> member.paxos.onRefused(other);
            case 3 -> member.paxos.handOver();
            default -> member.paxos.pull(other);
        }
        turn(member);
    }

    private void trim() {
        Member member = anybody();
        member.paxos.trim(dice.nextInt(20), dice.nextInt(200), dice.nextLong(100));
    }

    private void joinOrDie() {
        int last = cluster.members.lastKey();
        if (isChanging && last < 9 && member(last).isAdmitted()) {
            Member guest = cluster.add(last + 1, first().voters().length, founders);
            for (Member one : alive()) {
                if (one.paxos.isLeading()) one.wanted.add(new Words.Admit(guest.number));
            }
        } else if (isKilling && !isKillDone && member(last).isAdmitted()) {
            isKillDone = true;
            int number = anybody().number;
            resumes.remove(number);
            cluster.kill(number);
        }
    }

    private Configuration first() {
        return cluster.invariants.configuration(1);
    }

    private Member member(int number) {
        return cluster.member(number);
    }

    private void pullForGuests() {
        for (Member guest : alive()) {
            if (guest.isAdmitted() || cluster.isPaused(guest.number)) continue;
            int other = anybody().number;
            if (other == guest.number) continue;
            guest.paxos.pull(other);
            turn(guest);
        }
    }

    // Good weather.

    /** Without any write, everybody can read; and then everybody agrees. */
    private void calmDown() {
        cluster.heal();
        cluster.through(letter -> cluster.arriveIn(MILLI, letter));
        List.copyOf(resumes.keySet()).forEach(this::resume);
        alive().forEach(Member::unclog);
        int outside = leaveOneOut();
        List<Member> core = alive().stream().filter(one -> one.number != outside).toList();
        for (Member member : alive()) member.wanted.clear();
        for (Member member : core) read(member);
        within(20_000, () -> reads.stream().noneMatch(read -> core.contains(member(read.member))));
        within(20_000, cluster::hasLeader);
        Value end = Words.word("the end");
        for (Member member : alive()) member.wanted.add(end);
        within(20_000, () -> core.stream().filter(Member::isAdmitted)
                .allMatch(one -> one.applied.containsValue(end)));
        cluster.run(500 * MILLI);
        List<Member> admitted = core.stream().filter(Member::isAdmitted).toList();
        for (Member member : admitted) {
            assertThat(member.paxos.applied()).as("how far %d is", member.number)
                    .isEqualTo(admitted.get(0).paxos.applied());
            assertThat(member.configurations.known()).as("the voters, at %d", member.number)
                    .isEqualTo(admitted.get(0).configurations.known());
        }
    }

    /** Maybe leaves somebody badly connected whom nobody needs; gives its number, or 0. */
    private int leaveOneOut() {
        Member some = anybody();
        if (!isParting || !isDispensable(some)) return 0;
        for (Member other : alive()) {
            if (other == some) continue;
            if (dice.nextBoolean()) cluster.cut(some.number, other.number);
            if (dice.nextBoolean()) cluster.cut(other.number, some.number);
        }
        return some.number;
    }

    /** Whether there is a majority of all the voters there ever were without it. */
    private boolean isDispensable(Member member) {
        for (long version = 1; version <= cluster.invariants.lastVersion(); version++) {
            Configuration one = cluster.invariants.configuration(version);
            long others = alive().stream().filter(Member::isAdmitted)
                    .filter(other -> other != member && one.has(other.number)).count();
            if (others < one.majority()) return false;
        }
        return member.isAdmitted();
    }

    private void within(long millis, BooleanSupplier holds) {
        long end = cluster.nowNanos + millis * MILLI;
        while (!holds.getAsBoolean()) {
            assertThat(cluster.nowNanos).as("it comes true in time").isLessThan(end);
            pullForGuests();
            // Who leads proposes what it wants: a turn of its own is enough.
            alive().forEach(this::turn);
            cluster.run(10 * MILLI);
        }
    }
}
