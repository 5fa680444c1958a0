package doozer.paxos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Members, a virtual clock, and a network in which the test may cut links, hold back what is on
 * them, and lose what it likes. What is sent takes a millisecond and keeps its order, unless the
 * test brings another {@link Network}. Owned by the test's thread.
 */
final class Cluster {
    static final long MILLI = 1_000_000;

    final TreeMap<Integer, Member> members = new TreeMap<>();
    final Invariants invariants = new Invariants();
    /** Everything that anybody has sent, lost or not, since the test has last cleared it. */
    final ArrayList<Letter> sent = new ArrayList<>();
    long nowNanos = 1_000 * MILLI;
    boolean keepsSent = true;
    private final Member.Setting setting;
    private final PriorityQueue<Event> underWay = new PriorityQueue<>(
            Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::order));
    private final ArrayList<Letter> held = new ArrayList<>();
    private final TreeMap<Integer, ArrayList<Letter>> unread = new TreeMap<>();
    private final TreeSet<Long> cut = new TreeSet<>();
    private final TreeSet<Long> holding = new TreeSet<>();
    private Predicate<Letter> lost = letter -> false;
    private Consumer<Member> afterTurn = member -> { };
    private Network network = letter -> arriveIn(MILLI, letter);
    private long order;

    private record Event(long atNanos, long order, Letter letter) { }

    /** What becomes of a letter that is neither cut off nor held back. */
    interface Network {
        void carry(Letter letter);
    }

    Cluster(Member.Setting setting) {
        this.setting = setting;
    }

    /** So many voters, numbered from 1, with a window of 64 slots. */
    static Cluster of(int voters) {
        return of(voters, 0, 64);
    }

    /** The first members vote, the others stand by. */
    static Cluster of(int voters, int standbys, int window) {
        Cluster cluster = new Cluster(Member.Setting.window(window));
        List<Integer> everybody = IntStream.rangeClosed(1, voters + standbys).boxed().toList();
        for (int number : everybody) cluster.add(number, voters, everybody);
        return cluster;
    }

    /** One more, which begins with the state at birth. */
    Member add(int number, int voters, List<Integer> everybody) {
        Member member = new Member(number, setting, this::post);
        members.put(number, member);
        member.found(IntStream.rangeClosed(1, voters).toArray(), everybody);
        turn(number);
        return member;
    }

    Member member(int number) {
        return members.get(number);
    }

    Paxos paxos(int number) {
        return members.get(number).paxos;
    }

    // The network.

    private static long link(int from, int to) {
        return (long) from << 32 | to;
    }

    void through(Network newNetwork) {
        network = newNetwork;
    }

    private void post(Letter letter) {
        if (keepsSent) sent.add(letter);
        if (letter.message() != null) invariants.onSent(member(letter.from()), letter.message());
        long link = link(letter.from(), letter.to());
        if (cut.contains(link) || lost.test(letter)) return;
        if (holding.contains(link)) held.add(letter);
        else network.carry(letter);
    }

    void arriveIn(long nanos, Letter letter) {
        underWay.add(new Event(nowNanos + nanos, order++, letter));
    }

    /** What is sent this way from now on is lost. */
    void cut(int from, int to) {
        cut.add(link(from, to));
    }

    /** What is sent either way between these and all others is lost. */
    void isolate(int... numbers) {
        List<Integer> inside = IntStream.of(numbers).boxed().toList();
        for (int one : members.keySet()) {
            for (int other : members.keySet()) {
                if (inside.contains(one) != inside.contains(other)) cut(one, other);
            }
        }
    }

    void heal() {
        cut.clear();
    }

    /** What is sent this way is kept until {@link #release}. */
    void hold(int from, int to) {
        holding.add(link(from, to));
    }

    /** What was held back goes on its way, and nothing is held back any more. */
    void release() {
        holding.clear();
        List<Letter> letters = List.copyOf(held);
        held.clear();
        for (Letter letter : letters) arriveIn(MILLI, letter);
    }

    /** Which letters are lost, instead of those chosen before. */
    void lose(Predicate<Letter> newLost) {
        lost = newLost;
    }

    <T extends Message> List<T> sent(int from, Class<T> kind) {
        return sent.stream().filter(letter -> letter.from() == from && letter.is(kind))
                .map(letter -> kind.cast(letter.message())).toList();
    }

    // Time.

    /** It takes no turn, and reads nothing, until {@link #resume}. */
    void pause(int number) {
        member(number).isPaused = true;
    }

    boolean isPaused(int number) {
        return member(number).isPaused;
    }

    void resume(int number) {
        member(number).isPaused = false;
        List<Letter> letters = unread.remove(number);
        turn(number, letters == null ? List.of() : letters);
    }

    /** It is gone for ever. */
    void kill(int number) {
        member(number).isDead = true;
    }

    boolean isDead(int number) {
        return member(number).isDead;
    }

    /** A turn in which nothing comes. */
    void turn(int number) {
        turn(number, List.of());
    }

    private void turn(int number, List<Letter> letters) {
        Member member = member(number);
        member.turn(nowNanos, letters);
        invariants.check(member);
        afterTurn.accept(member);
    }

    void afterTurn(Consumer<Member> newAfterTurn) {
        afterTurn = newAfterTurn;
    }

    void run(long nanos) {
        long end = nowNanos + nanos;
        while (step(end)) continue;
        nowNanos = end;
    }

    /** Lets time pass until that holds; fails when it takes longer. */
    void runUntil(BooleanSupplier holds, long nanos) {
        long end = nowNanos + nanos;
        while (!holds.getAsBoolean()) {
            assertThat(step(end)).as("it comes true within %d ms", nanos / MILLI).isTrue();
        }
    }

    /** The next turn of anybody; false when there is none before the end. */
    private boolean step(long endNanos) {
        Member next = null;
        for (Member member : members.values()) {
            if (!isAwake(member)) continue;
            if (next == null || member.wakeNanos < next.wakeNanos) next = member;
        }
        long wakeNanos = next == null ? Long.MAX_VALUE : next.wakeNanos;
        long letterNanos = underWay.isEmpty() ? Long.MAX_VALUE : underWay.peek().atNanos();
        long atNanos = Math.min(wakeNanos, letterNanos);
        if (atNanos > endNanos) return false;
        nowNanos = Math.max(nowNanos, atNanos);
        if (letterNanos <= wakeNanos) {
            arrive(underWay.poll().letter());
        } else {
            turn(next.number);
            assertThat(next.wakeNanos).as("%d does not ask for a turn without end", next.number)
                    .isGreaterThan(nowNanos);
        }
        return true;
    }

    private static boolean isAwake(Member member) {
        return !member.isPaused && !member.isDead;
    }

    private void arrive(Letter letter) {
        Member member = member(letter.to());
        if (member == null || member.isDead) return;
        if (member.isPaused) {
            unread.computeIfAbsent(letter.to(), to -> new ArrayList<>()).add(letter);
        } else {
            turn(letter.to(), List.of(letter));
        }
    }

    // What clients do.

    /** Has a member stand at once, and win. */
    long elect(int number) {
        paxos(number).stand();
        turn(number);
        runUntil(() -> paxos(number).isLeading(), 100 * MILLI);
        run(5 * MILLI);
        return paxos(number).promised();
    }

    /** Has a leader propose. */
    void propose(int number, Value... values) {
        for (Value value : values) member(number).wanted.add(value);
        turn(number);
    }

    /** The only leader; fails when there is none, or more than one. */
    int leader() {
        List<Integer> leaders = members.values().stream()
                .filter(one -> isAwake(one) && one.paxos.isLeading()).map(one -> one.number)
                .toList();
        assertThat(leaders).hasSize(1);
        return leaders.get(0);
    }

    boolean hasLeader() {
        return members.values().stream().anyMatch(one -> isAwake(one) && one.paxos.isLeading());
    }

    /** Asks for a read; gives what tells whether it may be served. */
    BooleanSupplier read(int number) {
        long ticket = paxos(number).requestRead();
        turn(number);
        return () -> paxos(number).served() >= ticket;
    }

    /** What everybody has applied who is not dead; fails where they differ. */
    List<Value> agreed() {
        List<List<Value>> all = members.values().stream().filter(one -> !isDead(one.number))
                .map(one -> List.copyOf(one.applied.values())).distinct().toList();
        assertThat(all).as("everybody has applied the same").hasSize(1);
        return all.get(0);
    }
}
